"""What stands on a news page and is not part of the article: recognised line by line, in many languages. Pure.

A line is only pointed out, never removed: a person sees it struck through and may tick it again.
"""

import re
import tomllib
from pathlib import Path

from articles.words import gettext_noop

REASONS = {
    "promo": gettext_noop("Points to another story"),
    "comments": gettext_noop("Heading of the comments"),
    "section": gettext_noop("Name of a section"),
    "share": gettext_noop("Sharing buttons"),
    "newsletter": gettext_noop("Invites to a newsletter"),
    "subscribe": gettext_noop("Asks to subscribe"),
    "advert": gettext_noop("Advertisement"),
    "copyright": gettext_noop("Copyright line"),
    "comment": gettext_noop("Comment of a reader"),
    "links": gettext_noop("Nothing but links"),
    "caption": gettext_noop("Caption of a picture"),
    "beside": gettext_noop("Stands beside the article"),
    "running": gettext_noop("Repeated from page to page"),
    "printed": gettext_noop("Number, date or address at the edge of a page"),
}
LONGEST = 300  # characters: what is longer is somebody's paragraph
LONGEST_PHRASE = 160  # the same, for everything but the title of another story
_DECORATION = " \t\u00a0-–—•·*#>»«►▶→|[](){}\u200e\u200f"
_END = " \t\u00a0.:!…\u200e\u200f"


def _any(words: frozenset[str]) -> str:
    """The phrases as alternatives of a pattern, longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


with Path(__file__).with_suffix(".toml").open("rb") as file:
    _WORDS = {key: frozenset(map(str.casefold, words)) for key, words in tomllib.load(file).items()}
_READ_ALSO, _COMMENTS, _SECTIONS, _ADVERT = (_WORDS[key] for key in ("promo", "comments", "section", "advert"))
_SHARE, _NETWORKS, _SUBSCRIBE, _RIGHTS = (_WORDS[key] for key in ("share", "networks", "subscribe", "rights"))
_NEWSLETTER, _SIGN_UP = _WORDS["newsletter"], _WORDS["sign_up"]

_COLON = re.compile(r"\s*[:：|»>→►▶–—(\[]|\s-")
_STOP = re.compile(r"\s*[:：|»>→►▶–—(\[?!.]|\s-")
_CAPITALS = re.compile(r"(?:READ|SEE|WATCH) (?:ALSO|MORE|NEXT)\b|ALSO (?:READ|SEE|WATCH)\b")
_COUNT = re.compile(r"^\(?\d+\)?\s*|\s*[:(\[]*\s*\d*\s*[)\]]*$")
_SHARING = re.compile(rf"(?:{_any(_SHARE | _NETWORKS)})(?:[\s,|/·•&]+(?:on|via|and|{_any(_NETWORKS | _SHARE)}))*")
_INVITING = re.compile(
    rf"(?:.{{0,19}}\W)?(?:{_any(_SIGN_UP)}).*?(?:{_any(_NEWSLETTER)})|(?:our )?(?:{_any(_NEWSLETTER)})\W*$"
)
_OWNED = re.compile(r"(?:©|\(c\)|copyright\W{1,3}(?:©|\(c\)|\d{4}|by ))", re.IGNORECASE)
_TRAIL = re.compile(r"[^>›»|/]{1,40}(?:\s*[>›»]\s*[^>›»|/]{1,40}){1,5}")


def why(line: str, *, first: bool = False) -> str:
    """Which key of REASONS a line is, or nothing. `first`: it stands alone above the headline."""
    bare = line.strip(_DECORATION).rstrip(_END)
    if not bare or len(bare) > LONGEST:
        return ""
    folded = " ".join(bare.casefold().split())
    if first and (folded in _SECTIONS or _TRAIL.fullmatch(bare)):
        return "section"
    if _COLON.split(folded, maxsplit=1)[0] in _READ_ALSO or _CAPITALS.match(bare):
        return "promo"
    if len(folded) > LONGEST_PHRASE:
        return ""
    return "copyright" if _OWNED.match(line.lstrip()) else _short(folded)


def _short(folded: str) -> str:
    if _COUNT.sub("", folded) in _COMMENTS:
        return "comments"
    if folded in _ADVERT:
        return "advert"
    if _STOP.split(folded, maxsplit=1)[0] in _SUBSCRIBE:
        return "subscribe"
    if _SHARING.fullmatch(folded):
        return "share"
    if any(words in folded for words in _RIGHTS):
        return "copyright"
    newsletter = any(words in folded for words in _NEWSLETTER) and _INVITING.match(folded)
    return "newsletter" if newsletter else ""
