"""What a person's own keys may look like. The commands are those of the editor's table of keys; a test compares."""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from articles.access import Refusal

COMMANDS = frozenset(
    {
        "accept",
        "actor",
        "addressee",
        "another",
        "another-back",
        "ask",
        "attribution",
        "claim",
        "comment",
        "end-earlier",
        "end-later",
        "exact",
        "fewer",
        "guide",
        "help",
        "here",
        "implied",
        "left",
        "link",
        "lists",
        "mentions",
        "more",
        "next",
        "next-sentence",
        "next-span",
        "only",
        "piece",
        "previous",
        "previous-sentence",
        "previous-span",
        "redo",
        "remove",
        "right",
        "said",
        "same",
        "search",
        "skip",
        "start-earlier",
        "start-later",
        "stop",
        "submit",
        "supplement",
        "undo",
        "unlink",
        "unsaid",
        "widen",
    }
)
KEY = re.compile(r"(Ctrl\+)?(Alt\+)?(Shift\+)?( |[^\s\x00-\x1f]|[A-Z][A-Za-z]{1,14})")
AT_MOST = 4


def check(keys: Mapping[str, Sequence[str]]) -> None:
    """Refuse what the editor could not obey: unknown commands, no keys at all, one key on two commands."""
    unknown = sorted(set(keys) - COMMANDS)
    if unknown:
        raise Refusal("unknown_command", _("The editor has no command “%(name)s”.") % {"name": unknown[0]})
    given = [key for some in keys.values() for key in some]
    wrong = next((key for key in given if not KEY.fullmatch(key)), None)
    if wrong is not None:
        raise Refusal("bad_key", _("“%(key)s” is not a key.") % {"key": wrong})
    twice = next((key for key in given if given.count(key) > 1), None)
    if twice is not None:
        raise Refusal("same_key", _("%(key)s cannot be on two commands.") % {"key": twice})
