"""What a draft says otherwise than the version before it, in words a manager can check. Pure."""

from typing import Any

from annotator.scheme.rules import Rule, level
from articles.words import _

Fields = list[dict[str, Any]]


def changed_fields(before: Fields, after: Fields) -> list[str]:
    """Fields that came, went or read differently."""
    old, new = _by_name(before), _by_name(after)
    sentences = [_("%(field)s is new.") % {"field": _called(key)} for key in new if key not in old]
    sentences += [_("%(field)s is left out.") % {"field": _called(key)} for key in old if key not in new]
    for key in (key for key in new if key in old):
        parts = [part for part in new[key] if new[key][part] != old[key].get(part)]
        if parts:
            sentences.append(_("%(field)s changes: %(parts)s.") % {"field": _called(key), "parts": ", ".join(parts)})
    kept = [key for key in old if key in new]
    if kept != [key for key in new if key in old]:
        sentences.append(_("The fields stand in another order."))
    return sentences


def changed_rules(before: dict[str, str], after: dict[str, str]) -> list[tuple[Rule, str, str]]:
    """Rules whose level changes, with the old and the new one."""
    levels = [(rule, level(before, rule), level(after, rule)) for rule in Rule]
    return [(rule, old, new) for rule, old, new in levels if old != new]


def _by_name(fields: Fields) -> dict[tuple[str, str], dict[str, Any]]:
    return {(field["applies_to"], field["name"]): field for field in fields}


def _called(key: tuple[str, str]) -> str:
    applies_to, name = key
    return _("“%(name)s” of each %(kind)s") % {"name": name, "kind": _(applies_to)}
