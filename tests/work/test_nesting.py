"""Nesting is derived from where spans lie: the shortest longer content that contains the whole attribution."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scheme.rules import PROFILES
from annotator.work.nesting import contains, joined, length, parents
from annotator.work.rules import problems

Fragments = list[tuple[int, int]]


def reading(**attributions: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Spans and attributions from `name={"source": [(0, 3)], "cue": […], "content": […]}`."""
    spans, records = {}, {}
    for name, roles in attributions.items():
        record: dict[str, Any] = {"put": "attribution", "id": name, "implicit_source": False, "values": {}}
        for role in ("source", "cue", "content"):
            record[role] = []
            if fragments := roles.get(role):
                kind = "actor" if role == "source" else role
                spans[f"{name} {role}"] = {"put": "span", "id": f"{name} {role}", "kind": kind, "values": {}}
                spans[f"{name} {role}"]["fragments"] = fragments
                record[role] = [f"{name} {role}"]
        records[name] = record
    return spans, records


OUTER = {"source": [(0, 10)], "cue": [(11, 15)], "content": [(16, 100)]}
INNER = {"source": [(20, 30)], "cue": [(31, 35)], "content": [(36, 90)]}


@pytest.mark.parametrize(
    ("given_attributions", "expected"),
    [
        ({"a": OUTER, "b": INNER}, {"a": None, "b": "a"}),
        ({"a": OUTER, "b": INNER, "c": {"cue": [(40, 44)], "content": [(50, 60)]}}, {"a": None, "b": "a", "c": "b"}),
        ({"a": OUTER, "b": {"source": [(5, 8)], "content": [(20, 30)]}}, {"a": None, "b": None}),
        ({"a": {"content": [(0, 9)]}, "b": {"content": [(0, 9)]}}, {"a": None, "b": None}),
        ({"a": {"content": [(0, 9), (20, 29)]}, "b": {"cue": [(1, 3)], "content": [(21, 25)]}}, {"a": None, "b": "a"}),
        ({"a": {"content": [(0, 9), (20, 29)]}, "b": {"content": [(8, 21)]}}, {"a": None, "b": None}),
        ({"a": OUTER, "b": {}}, {"a": None, "b": None}),
    ],
    ids=["inside", "innermost", "source outside", "equal is not inside", "in a piece", "over a gap", "no parts"],
)
def test_the_parent_is_the_shortest_longer_content_around(given_attributions: Any, expected: Any) -> None:
    assert parents(*reading(**given_attributions)) == expected


pieces = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 40)).map(lambda p: (p[0], p[0] + p[1])), min_size=1)


@given(pieces)
def test_joining_keeps_every_code_point_and_leaves_gaps(fragments: Fragments) -> None:
    whole = joined(fragments)
    assert {at for start, end in fragments for at in range(start, end)} == {
        at for start, end in whole for at in range(start, end)
    }
    assert all(before[1] < after[0] for before, after in pairwise(whole))
    assert contains(whole, whole)


@given(st.lists(pieces, max_size=6))
def test_nobody_is_their_own_ancestor(contents: list[Fragments]) -> None:
    found = parents(*reading(**{str(n): {"content": joined(content)} for n, content in enumerate(contents)}))
    for name in found:
        seen, at = {name}, found[name]
        while at is not None:
            assert at not in seen
            assert length(joined(contents[int(at)])) > length(joined(contents[int(name)]))
            seen.add(at)
            at = found[at]


@pytest.mark.parametrize(
    ("given_attributions", "profile", "expected"),
    [
        ({"a": OUTER}, "default", []),
        ({"a": {"cue": [(0, 3)]}}, "default", [("error", "content_present"), ("warning", "source_present")]),
        ({"a": {"source": [(0, 3)], "content": [(5, 9)]}}, "default", [("warning", "cue_present")]),
        ({"a": OUTER, "b": INNER}, "default", []),
        ({"a": OUTER, "b": INNER}, "polnear", [("error", "no_nesting")]),
        (
            {"a": OUTER, "b": {**INNER, "content": [(90, 120)]}},
            "default",
            [("warning", "no_crossing"), ("warning", "no_crossing")],
        ),
        ({"a": {**OUTER, "cue": [(11, 13), (14, 15)]}}, "polnear", [("error", "one_contiguous_cue")]),
    ],
    ids=["whole", "no content", "no cue", "nested", "nested in polnear", "crossing", "split cue in polnear"],
)
def test_rules_find_what_the_scheme_asks_for(given_attributions: Any, profile: str, expected: Any) -> None:
    found = problems(*reading(**given_attributions), dict(PROFILES[profile]), {})
    assert [(problem["severity"], problem["code"]) for problem in found] == expected


def test_required_fields_are_asked_for_at_submission() -> None:
    spans, attributions = reading(a=OUTER)
    found = problems(spans, attributions, {}, {"attribution": ["form"], "actor": ["certainty"], "claim": ["stance"]})
    assert [(problem["code"], problem.get("span"), problem.get("attribution")) for problem in found] == [
        ("required_fields", None, "a"),
        ("required_fields", "a source", None),
    ]
