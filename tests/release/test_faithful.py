"""Whatever is tagged in whatever text: what comes out is what stands there, and what was derived is right."""

import json
import uuid
from itertools import pairwise
from typing import Any

import orjson
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.release.filters import Selection
from annotator.release.lines import jsonl
from annotator.work import operations
from annotator.work.actions import save
from annotator.work.models import AnnotationSet
from annotator.work.nesting import parents
from tests.factories import make_article, make_project, make_set

pytestmark = pytest.mark.django_db
Operation = dict[str, Any]

TEXTS = st.text(alphabet='ab 👋🏽é\u0301נכ“”„\n\u200f"\\{},;…', min_size=12, max_size=60).filter(
    lambda text: text.strip()
)
KINDS = {"actor": "source", "cue": "cue", "content": "content"}


@st.composite
def fragments(draw: Any, length: int) -> list[list[int]]:
    """Sorted, apart from each other, not empty."""
    points = draw(
        st.lists(st.integers(0, length), min_size=2, max_size=6, unique=True).filter(lambda found: len(found) % 2 == 0)
    )
    return [list(pair) for pair in list(pairwise(sorted(points)))[::2]]


@st.composite
def readings(draw: Any) -> tuple[str, list[Operation]]:
    """A text, and what somebody tags in it: spans of every kind, and attributions over them."""
    text = draw(TEXTS)
    spans = []
    for kind in draw(st.lists(st.sampled_from([*KINDS, "claim"]), min_size=1, max_size=8)):
        places = draw(fragments(len(text)))
        quote = [text[start:end] for start, end in places]
        spans.append({"put": "span", "id": str(uuid.uuid4()), "kind": kind, "fragments": places, "quote": quote})
    attributions = []
    for _ in range(draw(st.integers(0, 4))):
        put: Operation = {"put": "attribution", "id": str(uuid.uuid4())}
        for kind, role in KINDS.items():
            of_kind = [span["id"] for span in spans if span["kind"] == kind]
            put[role] = draw(st.lists(st.sampled_from(of_kind), max_size=2, unique=True)) if of_kind else []
        attributions.append(put)
    return text, [*spans, *attributions]


def saved(text: str, batch: list[Operation]) -> AnnotationSet:
    article = make_article(make_project(), text)
    reading = make_set(article, submitted=False)
    body = {"batch": str(uuid.uuid4()), "revision": 0, "text_sha256": article.text_sha256, "operations": batch}
    save(reading.pk, command=operations.read(orjson.dumps(body)), by=article.project.created_by)
    return reading


def exported(reading: AnnotationSet) -> Any:
    selection = Selection.of(reading.project, reading.project.created_by, {"status": ["assigned", "started"]})
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT line::text FROM ({jsonl(selection)}) one(line)")
        ((line,),) = cursor.fetchall()
    assert "\n" not in line
    return json.loads(line)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(readings())
def test_every_quote_is_the_text_at_its_fragments_and_every_parent_the_right_one(made: tuple[str, list[Operation]]):
    text, batch = made
    line = exported(saved(text, batch))
    (one,) = line["sets"]
    spans = {operation["id"]: operation for operation in batch if operation["put"] == "span"}
    attributions = {operation["id"]: operation for operation in batch if operation["put"] == "attribution"}
    assert line["text"] == text
    assert {span["id"] for span in one["spans"]} == set(spans)
    for span in one["spans"]:
        assert span["quote"] == [text[start:end] for start, end in span["fragments"]]
        assert span["fragments"] == spans[span["id"]]["fragments"]
    for attribution in one["attributions"]:
        asked = attributions[attribution["id"]]
        assert {role: attribution[role] for role in KINDS.values()} == {role: asked[role] for role in KINDS.values()}
    assert {found["id"]: found["parent"] for found in one["attributions"]} == parents(spans, attributions)
