"""Who claims what: the statements of a line, each one actor and one claim. Pure.

A claim's attribution is the innermost whose content contains it. Without one the outlet itself claims it; where its
source is implicit, nobody who is named does.
"""

from collections.abc import Iterator
from typing import Any

from annotator.release.formats.line import Json
from annotator.release.quotation import form_of

COLUMNS = (
    *("article_id", "external_id", "title", "outlet", "language", "published_at"),
    *("set_id", "set_kind", "annotator", "attribution_id", "claimant"),
    *("actor_id", "actor_name", "actor_kind", "actor_wikidata", "source_id", "source_text"),
    *("claim_id", "claim_text", "topic_id", "topic_name", "topic_code", "stance", "form"),
)
Fragments = list[list[int]]


def statements(article: Json) -> Iterator[Json]:
    """One for each claim and source; `claimant` says who claims: an actor, somebody unnamed, implicit, the outlet."""
    for reading in article["sets"]:
        spans = {span["id"]: span for span in reading["spans"]}
        said = [
            (one, content)
            for one in reading["attributions"]
            if (content := _union(spans[id]["fragments"] for id in one["content"] if id in spans))
        ]
        for claim in reading["spans"]:
            if claim["kind"] == "claim":
                around = [pair for pair in said if _contains(pair[1], claim["fragments"])]
                attribution, content = min(around, key=_size, default=(None, []))
                yield from _said(article, reading, spans, claim, attribution, content)


def _said(
    article: Json, reading: Json, spans: dict[str, Json], claim: Json, attribution: Json | None, content: Fragments
) -> Iterator[Json]:
    topic = article["topics"].get(claim["topic"]) or {}
    known = {name: article[name] for name in COLUMNS[1:6]} | {
        "article_id": article["id"],
        "set_id": reading["id"],
        "set_kind": reading["kind"],
        "annotator": reading["annotator"],
        "claim_id": claim["id"],
        "claim_text": claim.get("text"),
        "topic_id": claim["topic"],
        "topic_name": topic.get("name"),
        "topic_code": topic.get("code"),
        "stance": _in_words(claim["values"].get("stance")),
    }
    if attribution is None:
        yield _row(known, claimant="outlet")
        return
    form = _in_words(attribution["values"].get("form"))
    if form is None and "text" in article:
        form = form_of(article["text"], [(start, end) for start, end in content])
    known |= {"attribution_id": attribution["id"], "form": form}
    sources = [spans[id] for id in attribution["source"] if id in spans]
    if not sources:
        yield _row(known, claimant="implicit")
    for source in sources:
        actor = article["actors"].get(source["actor"])
        who = {"source_id": source["id"], "source_text": source.get("text"), "actor_id": source["actor"]}
        told = {f"actor_{name}": actor[name] for name in ("name", "kind", "wikidata")} if actor else {}
        yield _row(known | who | told, claimant="actor" if actor else "unnamed")


def _in_words(answer: Any) -> str | None:
    """A project may ask `stance` and `form` in a way of its own: for several answers, for yes or no."""
    if answer is None or isinstance(answer, str):
        return answer
    return "; ".join(answer) if isinstance(answer, list) else str(answer).lower()


def _row(known: Json, **more: Any) -> Json:
    return dict.fromkeys(COLUMNS) | known | more


def _size(pair: tuple[Json, Fragments]) -> tuple[int, int, str]:
    attribution, content = pair
    return sum(end - start for start, end in content), content[0][0], attribution["id"]


def _union(many: Iterator[Fragments]) -> Fragments:
    joined: Fragments = []
    for start, end in sorted(piece for fragments in many for piece in fragments):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(end, joined[-1][1])
        else:
            joined.append([start, end])
    return joined


def _contains(outer: Fragments, inner: Fragments) -> bool:
    if inner[0][0] < outer[0][0] or outer[-1][1] < inner[-1][1]:
        return False  # of the many that are asked for, most lie elsewhere
    return all(any(first <= start and end <= last for first, last in outer) for start, end in inner)
