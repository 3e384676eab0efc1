"""What is sent in a body names things, too: an id of another project is answered as one that nobody has.

Probed is every field that takes an id, wherever it stands, in a body in which everything else is good; and in every
field of every other body an id or a pseudonym of another project.
"""

import copy
import json
import random
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from annotator.registry.models import Actor, Topic
from annotator.work.models import AnnotationSet, Attribution, Change, Comment, Span
from articles.models import Article, Upload
from tests.access_rows import ROWS
from tests.factories import make_attribution, make_span
from tests.test_leaks import CODE, SECRET, description, signed_in, worlds  # noqa: F401  # a fixture
from tests.worlds import World, address

pytestmark = pytest.mark.django_db(transaction=True)  # as in test_leaks
MISSING, NOBODY = 987_654_321, "0199ffff-0000-7000-8000-00000000dead"
PARTS = ("source", "cue", "content", "addressee", "supplement")
NO_IDS = {"revision", "seed", "days", "shares.[]", "fragments.[].[]", "port", "limit"}  # numbers that count something
Probe = tuple[str, str, str, dict[str, Any], str, Any, Any]
Schema = dict[str, Any]


@pytest.mark.parametrize("many", [pytest.param(60), pytest.param(100_000, marks=pytest.mark.soak)])
def test_an_id_of_another_project_in_a_body_is_one_that_nobody_has(
    worlds: tuple[World, World],  # noqa: F811
    many: int,
    proof: Callable[[str], None],
) -> None:
    ours, theirs = worlds
    exact = list(exact_probes(ours, theirs))
    assert {(name, field) for name, _, _, _, field, _, _ in exact} == described_ids(ours), "a field is not probed"
    others = list(other_probes(ours, theirs))
    chosen = exact + random.Random(5).sample(others, min(many, len(others)))
    clients = {role: signed_in(ours.people[role]) for role in ("owner", "manager")}
    leaks, before = [], state_of(theirs)
    for name, method, path, body, field, foreign, missing in chosen:
        client = clients["owner" if name == "api-changes" else "manager"]
        said = [send(client, method, path, with_value(body, field, value), theirs) for value in (foreign, missing)]
        if said[0] != said[1] or said[0][0] >= 500 or SECRET in said[0][1] or said[0][2] != before:
            leaks.append((name, method, field, foreign, [one[:2] for one in said]))
    assert leaks == [], "\n".join(map(str, leaks))
    proof(f"leaks in bodies: 0 of {2 * len(chosen)} probes; {len(exact)} of fields that take an id")


def exact_probes(ours: World, theirs: World) -> Iterator[Probe]:
    """Every field of an id: a good body, and of what it names one of the other project and one that is nobody's."""
    reading, foreign = (AnnotationSet.objects.get(pk=world.ids["set_id"]) for world in (ours, theirs))
    span, cue = make_span(foreign, "Ada Brok"), make_span(foreign, "Ada Brok", "cue")
    attribution = make_attribution(foreign, source=[span], cue=[cue])
    actor, topic, comment = str(theirs.ids["actor"]), str(theirs.ids["topic"]), theirs.ids["comment_id"]
    words = str(Comment.objects.get(pk=comment).uuid)
    new = str(uuid.UUID(int=5))
    quote = reading.article.text[:3]
    a_span = {"put": "span", "id": new, "fragments": [[0, 3]], "quote": [quote]}
    batch = {"batch": new, "revision": reading.revision, "text_sha256": reading.article.text_sha256, "undoes": None}
    claim: dict[str, Any] = {**batch, "operations": [{**a_span, "kind": "claim"}]}
    known = {**batch, "operations": [{**a_span, "kind": "actor"}]}
    said = {**batch, "operations": [{"put": "attribution", "id": new}]}
    sent = {**claim, "batch": str(uuid.UUID(int=7)), "text_sha256": foreign.article.text_sha256}
    sent["operations"] = [{**claim["operations"][0], "quote": [foreign.article.text[:3]], "id": str(uuid.UUID(int=9))}]
    saved = signed_in(theirs.people["owner"]).post(address("api-changes", theirs), sent, "application/json")
    assert saved.status_code == 200, saved.content
    no = {**batch, "operations": [{"dismiss": {"set": foreign.pk, "id": str(span.uuid)}}]}
    taken = {**batch, "operations": [{**a_span, "kind": "cue", "from": {"set": foreign.pk, "id": str(span.uuid)}}]}
    table: dict[str, list[tuple[str, Any, dict[str, Any]]]] = {
        "api-actors": [
            ("article", theirs.ids["article_id"], ROWS["api-actors"]["POST"].body),
            ("id", actor, ROWS["api-actors"]["POST"].body),
            ("parent", actor, ROWS["api-actors"]["POST"].body),
        ],
        "api-actor": [("merged_into", actor, {}), ("parent", actor, {})],
        "api-topics": [(field, topic, {"name": "They met"}) for field in ("id", "parent")],
        "api-topic": [("merged_into", topic, {}), ("parent", topic, {})],
        "api-prepared-exports": [("actor", actor, {"as": "csv"}), ("topic", topic, {"as": "csv"})],
        "api-articles-batch": [
            ("articles.[]", theirs.ids["article_id"], {"action": "tag", "articles": [0], "tags": ["a"]}),
            ("filter.similar_to", theirs.ids["article_id"], {"action": "tag", "filter": {}, "tags": ["a"]}),
            ("filter.upload", theirs.ids["upload_id"], {"action": "tag", "filter": {}, "tags": ["a"]}),
        ],
        "api-comments": [
            ("answers_to", comment, {"uuid": new, "text": "Who?"}),
            ("span", str(span.uuid), {"uuid": new, "text": "Who?"}),
            ("attribution", str(attribution.uuid), {"uuid": new, "text": "Who?"}),
            ("uuid", words, {"text": "Who?"}),
        ],
        "api-changes": [
            ("batch", str(uuid.UUID(int=7)), claim),
            ("undoes", str(uuid.UUID(int=7)), claim),
            ("operations.[].id", str(span.uuid), claim),
            ("operations.[].id", str(span.uuid), {**batch, "operations": [{"delete": "span"}]}),
            ("operations.[].actor", actor, known),
            ("operations.[].topic", topic, claim),
            *((f"operations.[].{part}.[]", str(span.uuid), said) for part in PARTS),
            *(
                (f"operations.[].dismiss.{name}", value, no)
                for name, value in (("set", foreign.pk), ("id", str(span.uuid)))
            ),
            *(
                (f"operations.[].from.{name}", value, taken)
                for name, value in (("set", foreign.pk), ("id", str(span.uuid)))
            ),
        ],
    }
    for name, rows in table.items():
        method = next(one for one in ("POST", "PATCH") if one in ROWS[name])
        for field, value, body in rows:
            yield name, method, address(name, ours), body, field, value, NOBODY if isinstance(value, str) else MISSING


def other_probes(ours: World, theirs: World) -> Iterator[Probe]:
    """Numbers, ids and a pseudonym of the other project in every field that takes a number or a word."""
    numbers = sorted({int(theirs.ids[name]) for name in ("article_id", "set_id", "membership_id", "alias_id")})
    words = [(str(theirs.ids["actor"]), NOBODY), (str(theirs.ids["topic"]), NOBODY), (CODE, "A99")]
    for name, method, path, schema in operations(ours):
        for field, one in schema.get("properties", {}).items():
            kinds = types(one) | types(one.get("items", {}))
            place = f"{field}.[]" if "array" in kinds else field
            if place not in NO_IDS and "integer" in kinds:
                yield from ((name, method, path, ROWS[name][method].body, place, value, MISSING) for value in numbers)
            if "string" in kinds:
                yield from ((name, method, path, ROWS[name][method].body, place, *pair) for pair in words)


def operations(ours: World) -> Iterator[tuple[str, str, str, Schema]]:
    """Every way to write that takes JSON: its route, method, address, and what may stand in the body."""
    described = description()
    known = [
        (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path) + r"\Z"), item) for path, item in described["paths"].items()
    ]
    for name in sorted(one for one in ROWS if one.startswith("api-")):
        path = address(name, ours)
        for method in ("POST", "PUT", "PATCH"):
            items = [item[method.lower()] for pattern, item in known if pattern.match(path) and method.lower() in item]
            content = items[0].get("requestBody", {}).get("content", {}) if items and method in ROWS[name] else {}
            if "application/json" in content:
                yield name, method, path, opened(content["application/json"]["schema"], described)


def opened(schema: Schema, described: dict[str, Any]) -> Schema:
    """A schema with those it refers to in their places."""
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    found = {**schema}
    for word in ("oneOf", "anyOf", "allOf"):
        if word in schema:
            found[word] = [opened(one, described) for one in schema[word]]
    if isinstance(schema.get("items"), dict):
        found["items"] = opened(schema["items"], described)
    if "properties" in schema:
        found["properties"] = {name: opened(one, described) for name, one in schema["properties"].items()}
    return found


def described_ids(ours: World) -> set[tuple[str, str]]:
    return {
        (name, field) for name, _, _, schema in operations(ours) for field in ids_in(schema, "") if field not in NO_IDS
    }


def ids_in(schema: Schema, place: str) -> Iterator[str]:
    """Where a number or an UUID may stand."""
    for word in ("oneOf", "anyOf", "allOf"):
        for one in schema.get(word, ()):
            yield from ids_in(one, place)
    for name, one in schema.get("properties", {}).items():
        yield from ids_in(one, f"{place}.{name}".lstrip("."))
    if isinstance(schema.get("items"), dict):
        yield from ids_in(schema["items"], f"{place}.[]")
    if "operations.[].fragments" not in place and ("integer" in types(schema) or schema.get("format") == "uuid"):
        yield place


def types(schema: Schema) -> set[str]:
    said = schema.get("type", [])
    return {said} if isinstance(said, str) else set(said)


def with_value(body: dict[str, Any], field: str, value: Any) -> dict[str, Any]:
    """A body with a value at a place such as `operations.[].source.[]`; other members stay."""
    steps = field.split(".")

    def put(at: Any, left: list[str]) -> Any:
        if not left:
            return value
        if left[0] == "[]":
            return [put(at[0] if isinstance(at, list) and at else None, left[1:])]
        return {**(at or {}), left[0]: put((at or {}).get(left[0]), left[1:])}

    found: dict[str, Any] = put(copy.deepcopy(body), steps)
    return found


def state_of(world: World) -> list[list[tuple[Any, ...]]]:
    """What the other project has of everything an id can name."""
    own = [model.objects.filter(project=world.project) for model in (Article, Actor, Topic, Upload, Span)]
    of_sets = [model.objects.filter(set__article__project=world.project) for model in (Comment, Attribution, Change)]
    sets = AnnotationSet.objects.filter(article__project=world.project)
    return [list(rows.order_by("pk").values_list()) for rows in (*own, *of_sets, sets)]


def send(client: Client, method: str, path: str, body: dict[str, Any], theirs: World) -> tuple[int, str, Any]:
    """Status, body without what the caller sent, and what the other project has now; undone afterwards."""
    with transaction.atomic():
        answer = client.generic(method, path, json.dumps(body), "application/json")
        told = answer.getvalue().decode(errors="replace")
        state = state_of(theirs)
        transaction.set_rollback(True)
    if answer.status_code < 400 and not path.endswith("/batch/"):  # new things have new numbers
        return answer.status_code, SECRET if SECRET in told else "", state
    said = {name: one for name, one in json.loads(told).items() if name not in ("instance", "request_id")}
    told = json.dumps(said, ensure_ascii=False)
    for value in set(re.findall(r'"([0-9a-f-]{36}|A\d\d)"|\b(\d+)\b', json.dumps(body))):
        told = re.sub(rf"\b{re.escape(value[0] or value[1])}\b", "…", told)
    return answer.status_code, told, state
