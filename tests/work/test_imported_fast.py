"""Many readings at once: what makes them fast may not make them different, nor slow again."""

import random
import uuid
from typing import Any

import orjson
import pytest
from django.db import connection

from annotator.work.imported import ready
from annotator.work.imported.shapes import Imported
from annotator.work.judging import Known, judge
from annotator.work.operations import ROLES, read
from articles.access import Refusal
from articles.models import Article
from articles.similar import SKETCHED, sketch
from tests.factories import make_project
from tests.work.test_imported import TEXT, put, says

Json = dict[str, Any]
KINDS = ("actor", "cue", "content", "claim", "supplement")
READINGS = 400


def test_random_readings_are_judged_as_the_same_batch_from_an_editor_is():
    verdicts = set()
    for seed in range(600):
        operations = random_operations(random.Random(seed))
        verdict = as_import(operations)
        assert verdict == as_edit(operations), operations
        verdicts.add(verdict[0])
    expected = {"stands", "fragments", "outside_text", "wrong_quote", "duplicate_id", "duplicate_part"}
    assert verdicts >= expected | {"unknown_span", "wrong_kind", "implicit_source", "unknown_actor", "bad_value"}


def random_operations(chance: random.Random) -> list[Json]:
    """Mostly a good reading, with a fault or two somewhere in it."""
    spans = [random_span(chance) for _ in range(chance.randrange(1, 7))]
    ids = [one["id"] for one in spans]
    said = [random_attribution(chance, ids) for _ in range(chance.randrange(3))]
    both = [*spans, *said]
    return chance.sample(both, len(both))


def random_span(chance: random.Random) -> Json:
    faulty = chance.random() < 0.15
    points = sorted(chance.sample(range(-2 if faulty else 0, len(TEXT) + (3 if faulty else 1)), chance.choice((2, 4))))
    places = [points[n : n + 2] for n in range(0, len(points), 2)]
    if faulty and chance.random() < 0.5:
        places = chance.choice(([], [[5, 5]], [[9, 4]], places[::-1], [[0, 3], [3, 6]], [[-3, -1]]))
    quote = [TEXT[start:end] for start, end in places]
    if chance.random() < 0.05:
        quote = [*quote, "x"] if chance.random() < 0.5 else ["x" for _ in quote]
    one = {"put": "span", "id": an_id(chance), "kind": chance.choice(KINDS), "fragments": places, "quote": quote}
    if chance.random() < 0.03:
        one["actor"] = an_id(chance)
    return one


def random_attribution(chance: random.Random, spans: list[str]) -> Json:
    one: Json = {"put": "attribution", "id": an_id(chance), "implicit_source": chance.random() < 0.1}
    for role in ROLES:
        if chance.random() < 0.3:
            one[role] = [chance.choice([*spans, *spans, an_id(chance)]) for _ in range(chance.choice((1, 1, 2)))]
    if chance.random() < 0.05:
        one["note"] = "n" * 10_001
    return one


def an_id(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.randrange(40 if chance.random() < 0.2 else 2**127), version=4))


def as_import(operations: list[Json]) -> tuple[str, int | None]:
    try:
        reading = ready.read(Imported(1, "A01", "ours", operations), upload_sha256="a" * 64)
        ready.link(reading, {})
        ready.judged(reading, Known(TEXT), text_sha256="b" * 64)
    except Refusal as no:
        return no.code, no.extra.get("operation")
    return "stands", None


def as_edit(operations: list[Json]) -> tuple[str, int | None]:
    batch = {"batch": str(uuid.uuid4()), "revision": 0, "text_sha256": "b" * 64, "operations": operations}
    try:
        judge(read(orjson.dumps(batch)), Known(TEXT))
    except Refusal as no:
        return no.code, no.extra.get("operation")
    return "stands", None


@pytest.mark.django_db
def test_the_key_of_a_span_is_not_looked_for_among_all_readings_of_the_project():
    """In tables that were never counted the planner took any index beginning with the project."""
    project = make_project()
    words = {"language": "en", "project": project, "created_by": project.created_by, "text": TEXT}
    blank = [Article(text_sha256="c" * 64, paragraphs=[], sentences=[], **words) for _ in range(READINGS)]
    articles = Article.objects.bulk_create(blank)

    fates = put(project, *(Imported(article.pk, "A01", "brat", says()) for article in articles))

    assert all(fate.is_new for fate in fates)
    for table, key in (("annotator_annotationset", fates[-1].set_id), ("articles_article", articles[-1].pk)):
        assert rows_passed_over(table, project.pk, key) == 0


def rows_passed_over(table: str, project: int, key: int | None) -> int:
    """How many rows the planner's way to one of them reads for nothing."""
    with connection.cursor() as cursor:
        asked = f"EXPLAIN (ANALYZE, FORMAT JSON) SELECT 1 FROM ONLY {table} WHERE project_id = %s AND id = %s"
        cursor.execute(asked, [project, key])
        (plan,) = cursor.fetchone()
    return int(plan[0]["Plan"].get("Rows Removed by Filter", 0))


def test_a_sketch_holds_the_smallest_numbers_of_every_five_words():
    """As it was reckoned for the articles that are stored already."""
    assert sketch("") == sketch(" … ") == []
    assert sketch("One") == sketch("ONE!") == [-93550863]
    assert sketch("Der Ärger über  den_Preis: 9,5 ist groß") == [-2106873305, -664672480, -412043327, 1699969861]
    words = [f"wörd{number}" for number in range(300)]
    found = sketch(" ".join(words))
    assert found == sorted(found)
    assert len(found) == SKETCHED
