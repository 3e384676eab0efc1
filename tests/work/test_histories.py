"""Random histories by several senders: nothing is lost, doubled or half stored, and the log is the truth."""

import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from django.db import connection, connections
from django.db.utils import IntegrityError

from annotator.management.commands.check_log import differences
from annotator.work.actions import save
from annotator.work.models import AnnotationSet, Change, Span
from annotator.work.operations import Json, read, replay
from annotator.work.reading import records
from articles.access import Refusal
from articles.models import User
from tests.factories import make_article, make_project, make_set

TEXT = "Ada Brok 👩‍👩‍👧 told reporters: “Čím dřív, tím líp.” قال الوزير إن الاتفاق قريب. Nobody asked why 🇨🇿."
KINDS = ("actor", "cue", "content", "claim", "supplement")


class RandomSender:
    """Knows a state, edits it at random, sends each batch up to three times, and learns from the answers."""

    def __init__(self, reading: AnnotationSet, user: User, seed: int) -> None:
        self.set, self.user, self.random = reading, user, random.Random(seed)
        self.revision, self.log, self.accepted = 0, [], 0

    def step(self) -> None:
        spans, attributions = replay(self.log)
        operations = self.batch(spans, attributions)
        body = {"batch": str(uuid.UUID(int=self.random.getrandbits(128))), "revision": self.revision}
        body |= {"text_sha256": self.set.article.text_sha256, "operations": operations}
        copies = self.random.choice([1, 1, 2, 3])
        answers = [self.send(body) for _ in range(copies)]
        assert all(answer == answers[0] for answer in answers)

    def send(self, body: Json) -> Any:
        command = read(orjson.dumps(body))
        try:
            saved = save(self.set.pk, command=command, by=self.user)
        except Refusal as refusal:
            if refusal.code != "conflict":
                raise
            if self.revision < refusal.extra["revision"]:
                self.learn(refusal.extra["missed"], refusal.extra["revision"])
            return "conflict"
        if self.revision < saved.revision:
            self.learn(saved.missed, saved.revision)
            self.log.append(orjson.loads(orjson.dumps(command.plain)))
            self.accepted += 1
        return saved.revision

    def learn(self, missed: list[Json], revision: int) -> None:
        self.log += [change["operations"] for change in missed]
        self.revision = revision

    def batch(self, spans: dict[str, Json], attributions: dict[str, Json]) -> list[Json]:
        """One to four operations that can stand on the known state."""
        named = {span for record in attributions.values() for role in ("source", "cue") for span in record[role]}
        free = [span for span in spans if span not in named]
        chosen: dict[str, Json] = {}
        for _ in range(self.random.randint(1, 4)):
            roll = self.random.random()
            if roll < 0.5 or not spans:
                put = self.span(self.random.choice(free) if free and roll < 0.15 else None)
            elif roll < 0.65 and free:
                put = {"delete": "span", "id": self.random.choice(free)}
            elif roll < 0.75 and attributions:
                put = {"delete": "attribution", "id": self.random.choice(list(attributions))}
            else:
                put = self.attribution(spans)
            chosen[put["id"]] = put
        used = {span for put in chosen.values() for role in ("source", "cue") for span in put.get(role, [])}
        return [put for put in chosen.values() if put["id"] not in used] or [self.span(None)]

    def span(self, known: str | None) -> Json:
        points = sorted(self.random.sample(range(len(TEXT) + 1), self.random.choice([2, 2, 4])))
        fragments = [list(pair) for pair in zip(points[::2], points[1::2], strict=True)]
        quote = [TEXT[start:end] for start, end in fragments]
        identity = known or str(uuid.UUID(int=self.random.getrandbits(128)))
        return {
            "put": "span",
            "id": identity,
            "kind": self.random.choice(KINDS),
            "fragments": fragments,
            "quote": quote,
        }

    def attribution(self, spans: dict[str, Json]) -> Json:
        by_kind = {kind: [s for s, record in spans.items() if record["kind"] == kind] for kind in ("actor", "cue")}
        put = {"put": "attribution", "id": str(uuid.UUID(int=self.random.getrandbits(128)))}
        return put | {"source": by_kind["actor"][:1], "cue": by_kind["cue"][:1], "note": self.random.choice(["", "?"])}


def run(senders: int, steps: int, seed: int) -> int:
    """Let them all work at once and compare what is left; returns how many batches were accepted."""
    project = make_project()
    reading = make_set(make_article(project, TEXT))
    people = [RandomSender(reading, project.created_by, seed * 1000 + n) for n in range(senders)]

    def work(sender: RandomSender) -> int:
        for _ in range(steps):
            sender.step()
        connections.close_all()
        return sender.accepted

    with ThreadPoolExecutor(senders) as pool:
        accepted = sum(pool.map(work, people))
    reading.refresh_from_db()
    assert accepted == reading.revision == Change.objects.filter(set=reading).count()
    assert differences(reading) == ""
    times = list(Change.objects.filter(set=reading).order_by("revision").values_list("at", flat=True))
    assert times == sorted(times)
    for record in records(reading.pk)[0].values():
        assert record["quote"] == [TEXT[start:end] for start, end in record["fragments"]]
    for sender in people:  # what each sender believes is the log up to where it looked
        until = Change.objects.filter(set=reading, revision__lte=sender.revision).order_by("revision")
        assert replay(sender.log) == replay(until.values_list("operations", flat=True))
    return accepted


@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_lose_nothing_and_agree_on_the_log() -> None:
    run(senders=4, steps=40, seed=1)


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(25))
def test_a_hundred_thousand_interleaved_operations(seed: int) -> None:
    begun = time.perf_counter()
    accepted = run(senders=8, steps=250, seed=seed)
    print(f"seed {seed}: {accepted:,} of 2,000 batches accepted, {time.perf_counter() - begun:.0f} s")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fragments", "refused"), [("{}", True), ("{[-1,4)}", True), ("{[1,)}", True), ("{(,4)}", True), ("{[1,4)}", False)]
)
def test_the_database_itself_refuses_fragments_without_bounds(fragments: str, refused: bool) -> None:
    reading = make_set(make_article(make_project()))
    row = (uuid.uuid4(), reading.pk, reading.project_id, fragments)
    sql = """INSERT INTO annotator_span (uuid, set_id, project_id, kind, fragments, quote, "values")
      VALUES (%s, %s, %s, 'actor', %s, '{x}', '{}')"""
    with connection.cursor() as cursor:
        if refused:
            with pytest.raises(IntegrityError, match="span_fragments_bounded"):
                cursor.execute(sql, row)
        else:
            cursor.execute(sql, row)
            assert Span.objects.get().fragments == [(1, 4)]
