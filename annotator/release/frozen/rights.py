"""What of an article may be passed on: the strictest of what was asked for, the project and its licence. Pure."""

import re
from typing import Any

Json = dict[str, Any]
FULL, QUOTES, STANDOFF = "full", "quotes", "standoff"
STRICTEST_LAST = (FULL, QUOTES, STANDOFF)
_OPEN = re.compile(
    r"\b(cc0|cc[ -]by|creative commons|public domain|pddl|odc|odbl|open government|ogl|dl-de|mit licen[cs]e|apache)\b"
    r"|^mit$"
)  # “mit” alone: in German it is “with”, as in “nur mit Genehmigung”
_CLOSED = re.compile(r"\b(nd|noderiv\w*|no ?derivatives?|not|nicht|kein\w*|all rights reserved|alle rechte)\b")
_QUOTABLE = re.compile(r"\b(quotes?|quotations?|fair (use|dealing))\b")


def of_licence(licence: str) -> str:
    """What a licence allows. An empty one leaves it to the project; one we do not know allows offsets only."""
    said = licence.strip().lower().replace("_", " ")
    if not said:
        return FULL
    if said in STRICTEST_LAST:
        return said
    if _OPEN.search(said) and not _CLOSED.search(said):
        return FULL
    return QUOTES if _QUOTABLE.search(said) else STANDOFF


def strictest(*rights: str) -> str:
    """The one of them that allows least."""
    return max(rights, key=STRICTEST_LAST.index)


def narrowed(line: Json, rights: str) -> Json:
    """A line of the export with only what `rights` allow; `line` itself is changed.

    Labels, which files brought, and notes are never in a release: either may name people.
    """
    if rights != FULL:
        line.pop("text", None)
        line["metadata"] = {}  # what files brought along may hold the text a second time
    for one in line["sets"]:
        one.pop("label", None)
        for span in one["spans"] if rights == STANDOFF else ():
            span.pop("quote", None)
            span.pop("text", None)
        for attribution in one["attributions"]:
            attribution.pop("note", None)
    return line
