"""Which part of a dataset an article belongs to. Pure: the same articles and seed give the same parts everywhere."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

PARTS = ("train", "dev", "test")
UNDATED = float("-inf")


def stories(articles: Iterable[int], pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """For each article the smallest one that tells its story: `pairs` are revisions and almost identical texts."""
    root = {article: article for article in articles}

    def found(article: int) -> int:
        while root[article] != article:
            root[article] = root[root[article]]
            article = root[article]
        return article

    for one, other in pairs:
        first, second = sorted((found(one), found(other)))
        root[second] = first
    return {article: found(article) for article in root}


def by_article(story: dict[int, int], seed: int, shares: Sequence[int]) -> dict[int, str]:
    """A part drawn for each story, which it keeps whatever else comes or goes."""
    return {article: _part(_drawn(seed, first), shares) for article, first in story.items()}


def by_time(story: dict[int, int], published: dict[int, datetime | None], shares: Sequence[int]) -> dict[int, str]:
    """The oldest stories first, each as old as its oldest article; what has no date counts as the oldest."""
    ages: dict[int, float] = {}
    for article, first in story.items():
        at = published[article]
        age = at.timestamp() if at else UNDATED
        ages[first] = min(ages.get(first, age), age)
    order = sorted(story, key=lambda article: (ages[story[article]], story[article], article))
    place = {article: at for at, article in reversed(list(enumerate(order)))}
    return {article: _part(100 * place[story[article]] / len(order), shares) for article in order}


def _drawn(seed: int, story: int) -> float:
    """A number from 0 to below 100."""
    digest = hashlib.sha256(f"{seed}:{story}".encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48 * 100


def _part(at: float, shares: Sequence[int]) -> str:
    bound = 0
    for part, share in zip(PARTS, shares, strict=True):
        bound += share
        if at < bound:
            return part
    return PARTS[-1]
