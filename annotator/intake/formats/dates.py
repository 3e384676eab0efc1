"""Dates as people, newsrooms and databases write them. What could mean two days is not understood. Pure."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from itertools import chain

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

from articles.drafts import Fault, moment

LONGEST = 80  # characters: nobody writes a date with more
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "nb", "fi", "cs", "ro", "tr", "ru", "uk", "el")
_MONTH_FIRST = ("en-us", "fil")
_EITHER_FIRST = ("", "en", "und")  # some of whose writers put the month first
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(\d{4})([./])(\d{1,2})\2(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:\.|st|nd|rd|th|er|º|ª|°)?\s*(?:de\s+|of\s+|-)?([^\W\d_]{3,})\.?,?\s*(?:del?\s+|-)?(\d{4})(?!\d)"
)
_NAME_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?(?!\w)")
# What may stand around a date without changing it.
_PADDING = re.compile(
    r"\b(?:at|um|uhr|às|as|à|le|el|alle|ore|on|den|kl|o'clock|publi[sc]hed|updated)\b|[,.;|()•·–—-]|\s"
)


def understood(value: object, language: str = "") -> datetime | None:
    """The point in time a value means, in UTC; a day is its midnight. None when it is not clear which."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, str) or not 6 <= len(value.strip()) <= LONGEST:
        return None
    return _iso(value) or _mail(value) or _written(value, language)


def day_in(text: str, language: str = "") -> datetime | None:
    """The date at the beginning of a line that may go on with other things, such as a weekday and an edition."""
    words = text.split()
    return next(
        (found for end in range(min(len(words), 8), 0, -1) if (found := understood(" ".join(words[:end]), language))),
        None,
    )


def _iso(value: str) -> datetime | None:
    if value.strip().isdecimal() and len(value.strip()) != 8:
        return None
    try:
        return moment(value)
    except Fault:
        return None


def _mail(value: str) -> datetime | None:
    """RFC 2822, as feeds have it; a zone it does not know is not taken for UTC."""
    if not re.fullmatch(r"\s*(?:[A-Za-z]{3},\s*)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d\d:\d\d(?::\d\d)?\s+\S+\s*", value):
        return None
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def _written(value: str, language: str) -> datetime | None:
    text = " ".join(value.casefold().split())
    names = list(chain.from_iterable(_day(match, how, language) for match, how in _days(text)))
    if not names:
        return None
    (year, month, day), (start, end) = names[0]
    rest = f"{text[:start]} {text[end:]}"
    clock = _TIME.search(rest)
    if clock:
        rest = rest[: clock.start()] + rest[clock.end() :]
    if any(not _is_weekday(word, language) for word in _PADDING.sub(" ", rest).split()):
        return None  # something is said that we do not know: perhaps a second date, perhaps a zone
    try:
        return _at(datetime(year, month, day, tzinfo=UTC), clock)
    except (ValueError, OverflowError):
        return None


def _days(text: str) -> list[tuple[re.Match[str], str]]:
    patterns = ((_YEAR_FIRST, "year"), (_NUMERIC, "numeric"), (_DAY_FIRST, "day"), (_NAME_FIRST, "name"))
    return [(found, how) for pattern, how in patterns if (found := pattern.search(text))]


def _day(found: re.Match[str], how: str, language: str) -> list[tuple[tuple[int, int, int], tuple[int, int]]]:
    """Year, month and day of a match with where it stands; nothing when it is unclear or none."""
    if how == "year":
        days = (int(found[1]), int(found[3]), int(found[4]))
    elif how == "numeric":
        first, second = int(found[1]), int(found[3])
        order = _order(first, second, found[2], language)
        if not order:
            return []
        days = (int(found[4]), second, first) if order == "day" else (int(found[4]), first, second)
    else:
        name, number = (found[2], found[1]) if how == "day" else (found[1], found[2])
        month = _month(name, language)
        if not month:
            return []
        days = (int(found[3]), month, int(number))
    return [(days, found.span())]


def _order(first: int, second: int, mark: str, language: str) -> str:
    """Whether the day or the month comes first; empty when nobody can tell."""
    if first == second or first > 12 or mark == ".":
        return "day"
    if second > 12:
        return "month"
    tag = language.casefold()
    if tag in _MONTH_FIRST:
        return "month"
    return "" if tag in _EITHER_FIRST else "day"


def _at(day: datetime, clock: re.Match[str] | None) -> datetime:
    if clock is None:
        return day
    hour, half = int(clock[1]), (clock[4] or "").replace(".", "")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    zone = (clock[5] or "").replace(":", "")
    shift = (
        timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5])) * (-1 if zone[0] == "-" else 1)
        if zone[:1] in ("+", "-") and zone
        else timedelta()
    )
    there = day.replace(hour=hour, minute=int(clock[2]), second=int(clock[3] or 0), tzinfo=timezone(shift))
    return there.astimezone(UTC)


def _month(name: str, language: str) -> int:
    """The number of a month, in the language asked about, in English, or in any other where the name is no other's."""
    for one in dict.fromkeys((language, "en", *LANGUAGES)):
        if found := _months(one).get(name):
            return found
    return 0


@cache
def _months(language: str) -> dict[str, int]:
    found: dict[str, int] = {}
    if locale := _locale(language):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names = get_month_names(width, context, locale)
                found |= {name.casefold().rstrip("."): number for number, name in names.items()}
    return found


def _is_weekday(word: str, language: str) -> bool:
    return any(word in _weekdays(one) for one in dict.fromkeys((language, "en", *LANGUAGES)))


@cache
def _weekdays(language: str) -> frozenset[str]:
    locale = _locale(language)
    if locale is None:
        return frozenset()
    names = (name for context in locale.days.values() for width in context.values() for name in width.values())
    long = (word for name in names for word in name.casefold().replace("-", " ").rstrip(".").split())
    return frozenset(word for word in long if len(word) > 1)


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-") if language else None
    except (UnknownLocaleError, ValueError):
        return None
