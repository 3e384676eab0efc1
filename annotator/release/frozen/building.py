"""Builds the folder of a release: one snapshot, one pass over its lines, then what is made of the files.

Everything is written into a folder that is thrown away unless the build comes to its end.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from annotator.release import lines
from annotator.release.filters import Selection
from annotator.release.formats.registry import NARROWING
from annotator.release.frozen import cards, codebook, described, extra, rights, splitting, tables
from annotator.release.frozen.asking import selection_of
from annotator.release.frozen.facts import TABULAR, Built, Facts, Question
from annotator.release.frozen.files import Lines, digest, tables_database, tabulate
from annotator.release.frozen.snapshot import Snapshot
from annotator.release.frozen.tally import Tally
from annotator.release.models import Release
from articles.access import Refusal
from articles.words import _

Json = dict[str, Any]
Tell = Callable[[int, int], None]
NESTED = "application/gzip"
BATCH = 200
SHARED = 16
"""Of 32 numbers two texts are known by: from here on they tell one story."""
COMMON = 200  # a run of words that so many articles have is furniture and makes nothing alike


def build(
    release: Release, folder: Path, scratch: Path, tell: Tell, *, call_for_help: Callable[[], object] = lambda: None
) -> Facts:
    """Write all files of `release` into `folder`, and say what they are. `tell` is called with (done, of).

    `call_for_help` is called once another worker can make some of them; nobody need come.
    """
    facts = _facts(release)
    with Snapshot() as snapshot:
        selection = selection_of(release)
        known = _known(release, selection, snapshot)
        if not known:
            raise Refusal("nothing_to_release", _("No reading is left to release; ask for more, or tag first."))
        steps = len(known) * 2
        kept = scratch / "lines.jsonl"
        pass_on = _Files(folder, release, facts, kept)
        with pass_on:
            for done, line in enumerate(snapshot.lines(lines.jsonl(selection))):
                pass_on.add(line, known[line["id"]])
                if not done % BATCH:
                    tell(done, steps)
    facts = replace(facts, counts=pass_on.counts(), parts=pass_on.parts())
    further = extra.Work.laid_out(folder, scratch, kept, facts)
    if not further.small:
        call_for_help()
    made = _tabulated(folder, scratch, pass_on.tables(), lambda part: tell(len(known) + int(part * steps / 4), steps))
    made |= further.done(lambda part: tell(int(steps * (3 + part) / 4), steps))
    return _described(folder, facts, {**made, **pass_on.nested()})


def _facts(release: Release) -> Facts:
    project, scheme = release.project, release.scheme
    questions = [
        Question(one.applies_to, one.name, one.kind, list(one.choices), one.required, one.guideline)
        for one in scheme.fields.all()
    ]
    return Facts(
        slug=project.slug,
        project=project.name,
        about_project=project.description,
        language=project.language,
        licence=project.licence,
        number=release.number,
        title=release.title,
        description=release.description,
        words=release.words,
        sets=release.sets,
        split=release.split,
        seed=release.seed,
        shares=list(release.shares),
        rights=release.rights,
        day=release.created_at.date(),
        address=release.manifest.get("address", ""),
        scheme=scheme.version,
        guidelines=scheme.guidelines,
        questions=questions,
        counts={},
        narrow=bool(set(NARROWING) & set(release.filters)),
    )


def _known(release: Release, selection: Selection, snapshot: Snapshot) -> dict[int, tables.Of]:
    """What the lines do not say of each article."""
    chosen = lines.compiled(selection.kept_sets().order_by().values("article_id"))
    found = snapshot.rows(
        "SELECT id, licence, section, length(text), published_at, supersedes_id FROM articles_article "
        f"WHERE id IN ({chosen}) ORDER BY id"
    )
    story: dict[int, int] = {}
    split: dict[int, str] = {}
    if release.split != Release.Split.NONE:
        story = splitting.stories([row[0] for row in found], _alike(found, chosen, snapshot))
        if release.split == Release.Split.TIME:
            split = splitting.by_time(story, {row[0]: row[4] for row in found}, release.shares)
        else:
            split = splitting.by_article(story, release.seed, release.shares)
    return {
        id: tables.Of(
            rights=rights.strictest(release.rights, release.project.text_rights, rights.of_licence(licence)),
            licence=licence,
            section=section,
            split=split.get(id),
            story=story.get(id),
            characters=characters,
        )
        for id, licence, section, characters, _published, _supersedes in found
    }


def _alike(found: list[tuple[Any, ...]], chosen: str, snapshot: Snapshot) -> Iterator[tuple[int, int]]:
    """Pairs that must not be torn apart: a text and its revision, and texts that share half of their sketches."""
    there = {row[0] for row in found}
    yield from ((row[0], row[5]) for row in found if row[5] in there)
    yield from snapshot.rows(f"""
WITH word AS MATERIALIZED (
  SELECT id, unnest(sketch) AS number FROM articles_article WHERE id IN ({chosen}) AND sketch IS NOT NULL
), rare AS (SELECT number FROM word GROUP BY number HAVING count(*) BETWEEN 2 AND {COMMON})
SELECT one.id, other.id FROM word one JOIN rare USING (number) JOIN word other USING (number)
WHERE one.id < other.id GROUP BY one.id, other.id HAVING count(*) >= {SHARED} ORDER BY one.id, other.id""")


class _Files:
    """The files that take every line: nested ones, tables as JSON lines, and all of it once more for the formats."""

    def __init__(self, folder: Path, release: Release, facts: Facts, kept: Path) -> None:
        self._names = ("all",) if release.split == Release.Split.NONE else splitting.PARTS
        self._folder, self._kept = folder, kept
        listed = {(one.applies_to, one.name) for one in facts.questions if one.kind in ("choice", "many", "bool")}
        self._tally, self._named = Tally(listed), tables.Named()
        self._held = ExitStack()

    def __enter__(self) -> "_Files":
        opened = self._held.enter_context
        self._parts = {name: opened(Lines(self._folder / f"{name}.jsonl.gz")) for name in self._names}
        self._tables = {name: opened(Lines(self._folder / f"data/{name}.jsonl.gz")) for name in tables.TABLES}
        self._all = opened(self._kept.open("wb"))
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            self._tables["actors"].add(self._named.actors())
            self._tables["topics"].add(self._named.topics())
        self._held.close()

    def add(self, line: Json, of: tables.Of) -> None:
        """Write what `of` allows of an article."""
        line = rights.narrowed(line, of.rights)
        self._tally.count(line, of)
        self._named.meet(line)
        self._parts[of.split or "all"].add([line])
        self._all.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        self._tables["documents"].add([tables.document(line, of)])
        self._tables["spans"].add(tables.spans(line, of))
        self._tables["attributions"].add(tables.attributions(line, of))
        self._tables["parts"].add(tables.parts(line))

    def counts(self) -> Json:
        return {**self._tally.counts(), "actors": self._tables["actors"].rows, "topics": self._tables["topics"].rows}

    def parts(self) -> dict[str, int]:
        return {name: file.rows for name, file in self._parts.items()}

    def nested(self) -> dict[str, tuple[str, int | None]]:
        return {f"{name}.jsonl.gz": (NESTED, file.rows) for name, file in self._parts.items()}

    def tables(self) -> dict[str, Lines]:
        return self._tables


def _tabulated(
    folder: Path, scratch: Path, written: dict[str, Lines], tell: Callable[[float], None]
) -> dict[str, tuple[str, int | None]]:
    with tables_database(scratch) as database:
        for at, (name, columns) in enumerate(tables.TABLES.items()):
            tell(at / len(tables.TABLES))
            tabulate(database, folder / f"data/{name}.jsonl.gz", columns, longest=written[name].longest)
    return {
        f"data/{name}.{suffix}": (media_type, file.rows)
        for name, file in written.items()
        for suffix, media_type in TABULAR.items()
    }


def _described(folder: Path, facts: Facts, made: dict[str, tuple[str, int | None]]) -> Facts:
    """Write the cards, which name the files and their digests, and the manifest over everything."""
    facts = replace(facts, files=list(_looked_at(folder, made)))
    written = {
        "README.md": ("text/markdown; charset=utf-8", cards.readme(facts)),
        "CITATION.cff": ("application/yaml", cards.citation_cff(facts)),
        "LICENSE": ("text/plain; charset=utf-8", cards.licence(facts)),
        "CODEBOOK.md": ("text/markdown; charset=utf-8", codebook.as_markdown(facts)),
        "codebook.json": ("application/json", described.as_json(codebook.as_data(facts))),
        "croissant.json": ("application/ld+json", described.as_json(described.croissant(facts))),
        "datapackage.json": ("application/json", described.as_json(described.datapackage(facts))),
    }
    for name, (_media_type, words) in written.items():
        (folder / name).write_bytes(words.encode())
    everything = [*facts.files, *_looked_at(folder, {name: (media, None) for name, (media, _words) in written.items()})]
    everything.sort(key=lambda file: file.name)
    manifest = "".join(f"{file.sha256}  {file.name}\n" for file in everything)
    (folder / described.MANIFEST).write_bytes(manifest.encode())
    last = _looked_at(folder, {described.MANIFEST: ("text/plain; charset=utf-8", None)})
    return replace(facts, files=[*everything, *last])


def _looked_at(folder: Path, made: dict[str, tuple[str, int | None]]) -> Iterator[Built]:
    for name in sorted(made):
        media_type, rows = made[name]
        path = folder / name
        yield Built(name, media_type, path.stat().st_size, digest(path), rows)
