"""Words that people and files bring into a release: none breaks a card, and none opens a text that is closed."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml

from annotator.release.frozen import cards, codebook, rights
from annotator.release.frozen.citing import citation_cff
from annotator.release.frozen.facts import Facts, Question

HOSTILE = "a\x7f\x85\u2028\ufeff\ufffe\x1b\n---\nlicense: mine #\"'{}%: b"


def facts(**more: Any) -> Facts:
    by: dict[str, dict[str, int]] = {
        name: {} for name in ("annotator", "set_kind", "month", "kind", "outlet", "licence", "rights", "language")
    }
    counts = dict.fromkeys(("articles", "sets", "spans", "attributions", "actors", "topics", "outlets"), 1)
    known = {"slug": "port", "project": "Port", "about_project": "", "language": "en", "licence": "", "number": 1}
    known |= {"title": "Port", "description": "", "words": "", "sets": "all", "split": "none", "seed": 1, "shares": []}
    known |= {"rights": "full", "day": date(2026, 3, 1), "address": "", "scheme": 1, "guidelines": "", "questions": []}
    return Facts(**{**known, "counts": {**counts, "by": by}, **more})  # type: ignore[arg-type]


def test_a_title_is_one_string_of_yaml_whatever_stands_in_it() -> None:
    cited = yaml.safe_load(citation_cff(facts(title=HOSTILE, project=HOSTILE)))
    assert (cited["title"], cited["authors"]) == (HOSTILE, [{"name": HOSTILE}])
    front = cards.readme(facts(title=HOSTILE, licence=HOSTILE)).split("\n---\n")[0]
    card = yaml.safe_load(front)
    assert (card["pretty_name"], card["license"], card["license_name"]) == (HOSTILE, "other", HOSTILE)


@pytest.mark.parametrize(
    ("licence", "said"),
    [("CC BY 4.0", "CC-BY-4.0"), ("cc-by-nc-sa 4.0", "CC-BY-NC-SA-4.0"), ("CC0 1.0", "CC0-1.0"), ("CC BY", None)]
    + [(other, None) for other in ("", "All rights reserved", "CC SA 4.0", "CC BY 4.0\nauthors: me")],
)
def test_a_citation_names_a_licence_only_as_spdx_knows_it(licence: str, said: str | None) -> None:
    assert yaml.safe_load(citation_cff(facts(licence=licence))).get("license") == said


def test_a_name_is_one_cell_of_a_table() -> None:
    told = facts()
    told.counts["by"]["outlet"] = {"Daily\n\n# Planet | 7 \\|": 3}
    assert r"| Daily # Planet \| 7 \\\| | 3 |" in cards.readme(told)
    told.counts["values"] = {}
    asked = Question("span", "tone", "choice", ["a|b\nc"], False, "")
    assert r"| a\|b c | 0 |" in codebook.as_markdown(replace(told, questions=[asked]))


@pytest.mark.parametrize(
    "licence",
    [
        "Nutzung nur mit Genehmigung des Verlags",
        "Mit freundlicher Genehmigung",
        "© 2024, all rights reserved; not Creative Commons",
        "Keine Creative-Commons-Lizenz, alle Rechte vorbehalten",
        "CC BY-ND 4.0",
    ],
)
def test_a_licence_that_only_sounds_open_allows_no_text(licence: str) -> None:
    assert rights.of_licence(licence) == "standoff"


@pytest.mark.parametrize("licence", ["MIT", "mit", "MIT License", "CC BY 4.0", "cc_by_sa", "Public domain"])
def test_an_open_licence_allows_the_text(licence: str) -> None:
    assert rights.of_licence(licence) == "full"
