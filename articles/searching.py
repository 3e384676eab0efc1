"""Full text in the language it is written in: which dictionary, which words, and what is shown of what was found.

A dictionary stems ("budgets" finds "budget") and knows stop words; accents count as they are typed. A project in
several languages is asked in each of them, every article only in its own.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q

from articles.models import Article, Project

SIMPLE = "simple"
CONFIGS = {
    **{"ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english"},
    **{"es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi"},
    **{"hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian"},
    **{"nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian"},
    **{"pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil"},
    **{"tr": "turkish", "yi": "yiddish"},
}
"""What `article_search_config(language)` of the database answers; a test compares the two."""

SHOWN_OF = 20_000  # characters of a text in which a passage to show is looked for
MOST_NAMED = 20
_OPENS, _CLOSES = "\x02", "\x03"  # no text holds them: canonical() drops control characters
_OPTIONS = (
    f"StartSel={_OPENS}, StopSel={_CLOSES}, MaxFragments=2, MaxWords=20, MinWords=8, ShortWord=0, FragmentDelimiter= … "
)


class Piece(NamedTuple):
    """A stretch of a passage; `hit` when it is what was searched for."""

    text: str
    hit: bool


def config_of(language: str) -> str:
    """The dictionary a text in `language` (a tag such as pt-BR) is indexed with."""
    return CONFIGS.get(language.partition("-")[0].lower(), SIMPLE)


def searched(words: str, project: Project, languages: Iterable[str]) -> Q:
    """The articles of `project` in which `words` stand, or that are called so: number, own id, address.

    `languages` are those in use in the project, "" included.
    """
    by_config: dict[str, list[str]] = {}
    for language in languages:
        by_config.setdefault(config_of(language), []).append(language)
    found = Q(pk__in=_called(words, project))
    for config, tags in by_config.items():
        inside = Q(search=SearchQuery(words, config=config, search_type="websearch"))
        found |= inside if len(by_config) == 1 else inside & Q(language__in=tags)
    return found


def passages(keys: Iterable[int], words: str) -> dict[int, list[Piece]]:
    """For each article in which `words` are found near the beginning, what stands around them. One query for all."""
    if not (keys := list(keys)):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PASSAGES, {"keys": keys, "words": words, "options": _OPTIONS, "most": SHOWN_OF})
        rows: list[tuple[int, str]] = cursor.fetchall()
    return {key: _pieces(marked) for key, marked in rows if _OPENS in marked}


def _called(words: str, project: Project) -> list[int]:
    """Articles with this number, id of their own or address; only asked for what could be one."""
    name = words.strip()
    if not name or (" " in name and len(name) > 200):
        return []
    wanted = Q(external_id=name)
    if "://" in name:
        wanted |= Q(url=name) | Q(url=name.rstrip("/")) | Q(url=f"{name}/")  # a hash index knows no lists
    if name.isascii() and name.isdecimal() and len(name) < 19:
        wanted |= Q(pk=int(name))
    return list(
        Article.objects.filter(wanted, project=project).order_by("pk").values_list("pk", flat=True)[:MOST_NAMED]
    )


def _pieces(marked: str) -> list[Piece]:
    first, *others = " ".join(marked.split()).split(_OPENS)
    pieces: list[Any] = [Piece(first, False)]
    for other in others:
        hit, _, plain = other.partition(_CLOSES)
        pieces += [Piece(hit, True), Piece(plain, False)]
    return [piece for piece in pieces if piece.text]


_PASSAGES = """
SELECT id, ts_headline(config, left(text, %(most)s), websearch_to_tsquery(config, %(words)s), %(options)s)
FROM (SELECT id, text, article_search_config(language) AS config FROM articles_article WHERE id = ANY(%(keys)s)) found
"""
