"""The rules a scheme may switch: what is judged when a reading is submitted. Pure.

Everything is storable at any time; a rule only says error, warning or off at submission.
"""

from enum import Enum
from typing import Literal

from articles.words import gettext_noop

Level = Literal["error", "warning", "off"]


class Rule(Enum):
    """A rule's name; the value says in words what it asks for."""

    CONTENT_PRESENT = "content_present"
    CUE_PRESENT = "cue_present"
    SOURCE_PRESENT = "source_present"
    NO_CROSSING = "no_crossing"
    ONE_CONTIGUOUS_CUE = "one_contiguous_cue"
    ONE_SOURCE = "one_source"
    NO_NESTING = "no_nesting"
    REQUIRED_FIELDS = "required_fields"


DEFAULTS: dict[Rule, Level] = {
    Rule.CONTENT_PRESENT: "error",
    Rule.CUE_PRESENT: "warning",
    Rule.SOURCE_PRESENT: "warning",
    Rule.NO_CROSSING: "warning",
    Rule.ONE_CONTIGUOUS_CUE: "off",
    Rule.ONE_SOURCE: "off",
    Rule.NO_NESTING: "off",
    Rule.REQUIRED_FIELDS: "error",
}
POLNEAR: dict[str, Level] = {
    Rule.ONE_CONTIGUOUS_CUE.value: "error",
    Rule.ONE_SOURCE.value: "error",
    Rule.NO_NESTING.value: "error",
}
PROFILES: dict[str, dict[str, Level]] = {"default": {}, "polnear": POLNEAR}
# in English; whoever shows them translates
DESCRIPTIONS: dict[Rule, str] = {
    Rule.CONTENT_PRESENT: gettext_noop("Every attribution has a content."),
    Rule.CUE_PRESENT: gettext_noop("Every attribution has a cue."),
    Rule.SOURCE_PRESENT: gettext_noop("Every attribution has a source, or its source is marked as implicit."),
    Rule.NO_CROSSING: gettext_noop("Contents are nested or apart; they do not cross."),
    Rule.ONE_CONTIGUOUS_CUE: gettext_noop("An attribution has one cue, in one piece."),
    Rule.ONE_SOURCE: gettext_noop("An attribution has one source."),
    Rule.NO_NESTING: gettext_noop("No attribution lies inside the content of another."),
    Rule.REQUIRED_FIELDS: gettext_noop("Required fields are answered."),
}


def level(rules: dict[str, str], rule: Rule) -> str:
    """How severe `rule` is in a scheme whose `rules` say what differs from the defaults."""
    return rules.get(rule.value, DEFAULTS[rule])
