"""Sentences that were kept in English, with their numbers and names in them, in the reader's language.

A worker has no reader: it keeps "“Reuters” was left out: …". The catalogue knows the sentence with its gaps, so what
stands in the gaps is found again and put into the translation. What no sentence of ours fits stays as it was kept.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language, gettext
from django.utils.translation.trans_real import translation

from articles.languages import SOURCE

LEAST = 6  # letters of its own that a sentence needs to be known by them
DEEPEST = 3  # sentences within sentences
_GAP = re.compile(r"%\((\w+)\)s")


class _Sentence(NamedTuple):
    """A sentence with gaps: what it begins with, how to find its gaps, and the sentence as the catalogue has it."""

    begins: str
    fits: re.Pattern[str]
    message: str


def retold(sentence: str, *, levels: int = DEEPEST) -> str:
    """`sentence`, which is kept in English, in the language of the moment."""
    language = get_language() or SOURCE
    return sentence if language == SOURCE or not sentence else _retold(sentence, language, levels)


@lru_cache(maxsize=4096)
def _retold(sentence: str, language: str, levels: int) -> str:
    if (whole := gettext(sentence)) != sentence:
        return whole
    for known in _with_gaps(language):
        if sentence.startswith(known.begins) and (found := known.fits.fullmatch(sentence)):
            given = {name: _inner(value, levels) for name, value in found.groupdict().items()}
            return gettext(known.message) % given
    return sentence


def _inner(value: str, levels: int) -> str:
    """What stood in a gap: a sentence is retold, too; a name such as “title” is not."""
    return retold(value, levels=levels - 1) if levels and value.endswith(".") else value


@lru_cache
def _with_gaps(language: str) -> tuple[_Sentence, ...]:
    """Every sentence with gaps, those with most letters of their own first, so that the closest one wins."""
    catalogue = translation(language)._catalog  # type: ignore[attr-defined]  # Django has no public way to its list
    known = {message for message, _translated in catalogue.items() if isinstance(message, str)}
    own = {message: sum(map(str.isalpha, _GAP.sub("", message))) for message in known if _GAP.search(message)}
    return tuple(
        _sentence(message) for message in sorted(own, key=lambda one: (-own[one], one)) if own[message] >= LEAST
    )


def _sentence(message: str) -> _Sentence:
    begins = _GAP.split(message)[0]
    seen: set[str] = set()
    pattern = ""
    at = 0
    for gap in _GAP.finditer(message):
        name = gap[1]
        pattern += re.escape(message[at : gap.start()].replace("%%", "%"))
        pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
        seen.add(name)
        at = gap.end()
    pattern += re.escape(message[at:].replace("%%", "%"))
    return _Sentence(begins.replace("%%", "%"), re.compile(pattern, re.DOTALL), message)
