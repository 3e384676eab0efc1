"""Citron's annotation format (BBC): a ZIP with one JSON file a reading, its attributions as quotes. Pure.

Citron knows sources, one cue and contents, each a single stretch; a part in pieces is given as several. What else there
is stands under `ascribe`, and `loss.json` counts it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import orjson

from annotator.release.formats.line import About, Json, who
from annotator.release.formats.naming import Names
from annotator.release.formats.record import KEY, Unseen, record
from annotator.release.formats.zipping import Members, zipped

FIELDS = ("title", "outlet", "byline", "url", "language", "published_at")


def write(lines: Iterable[Json], _about: About) -> Iterator[bytes]:
    """The bytes of the ZIP. Needs the texts."""
    return zipped(_members(lines))


def _members(lines: Iterable[Json]) -> Members:
    names, unseen = Names(), Unseen("Citron", _seen)
    for article in lines:
        unseen.add(article)
        name, people = names.new(article["external_id"], article["title"], key=article["id"]), Names()
        for reading in article["sets"]:
            person = people.new(who(reading), key=reading["id"])
            yield f"{name}/{name}_{person}.json", orjson.dumps(document(article, reading)).decode()
    yield "loss.json", unseen.report()


def document(article: Json, reading: Json) -> Json:
    """A reading as Citron has it, with our own record beside."""
    text, spans = article["text"], {span["id"]: span for span in reading["spans"]}

    def stretches(ids: Iterable[str]) -> list[Json]:
        places = [place for id in ids if id in spans for place in spans[id]["fragments"]]
        return [{"start": start, "end": end, "text": text[start:end]} for start, end in places]

    quotes = [
        {
            "id": number,
            "cue": next(iter(stretches(one["cue"])), None),
            "sources": stretches(one["source"]),
            "contents": stretches(one["content"]),
        }
        for number, one in enumerate(reading["attributions"])
    ]
    mentions: defaultdict[str, list[str]] = defaultdict(list)
    for span in reading["spans"]:
        if span["actor"]:
            mentions[span["actor"]].append(span["id"])
    groups = [stretches(ids) for ids in mentions.values() if len(ids) > 1]
    known = {name: article[name] for name in FIELDS if article[name]} | {"id": article["external_id"]}
    return {"text": text, "quotes": quotes, "coreference_groups": groups, **known, KEY: record(article, reading)}


def _seen(reading: Json) -> dict[str, int]:
    spans = {span["id"]: span for span in reading["spans"]}
    parts = {id for one in reading["attributions"] for id in (*one["source"], *one["cue"][:1], *one["content"])}
    kinds = [spans[id]["kind"] for id in parts if id in spans]
    return {"attributions": len(reading["attributions"])} | {kind: kinds.count(kind) for kind in set(kinds)}
