"""Storing readings that were made elsewhere: many at once, each whole or not at all, none twice."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from annotator.registry.models import Actor, Topic
from annotator.scheme.models import Field, Scheme
from annotator.work import statements
from annotator.work.imported.naming import linked
from annotator.work.imported.ready import Reading, chunks, drop_unknown_values, judged, link, read, refused
from annotator.work.imported.rows import ATTRIBUTIONS, CHANGES, PARTS, SPANS, Lines, counted
from annotator.work.imported.shapes import Imported, Stored
from annotator.work.judging import Known, Question
from annotator.work.models import AnnotationSet, Change
from annotator.work.operations import Command, PutActor, PutAttribution, PutSpan, PutTopic
from articles.access import Can, Refusal, require
from articles.actions import record
from articles.models import Article, Project, Upload, User

SETS_AT_ONCE = 1_000
OPERATIONS_AT_ONCE = 10_000
FEW_ROWS = 1_000
_FEW = "SELECT bool_or(reltuples < %s) FROM pg_class WHERE oid IN (%s::regclass, %s::regclass)"
_COUNT = "ANALYZE (SKIP_LOCKED) articles_article (project_id, id), annotator_annotationset (project_id, id)"
_KEYS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
IMPORTED = AnnotationSet.Kind.IMPORTED


@transaction.atomic
def add_imported(
    project: Project, *, upload: Upload, by: User, readings: Iterable[Imported], scheme: Scheme | None = None
) -> list[Stored]:
    """Store readings of a file as sets that nobody edits, and say of each what became of it, in their order.

    Each is judged as an edit is; what cannot stand is refused alone and named. What the same bytes said before is
    recognised and not stored again. Actors and topics are those of the project where it knows them.
    """
    require(by, Can.UPLOAD, project)
    if upload.project_id != project.pk:
        raise Refusal("other_project", _("The file belongs to another project."))
    scheme = scheme or Scheme.objects.filter(project=project).published().first()
    if scheme is None:
        raise Refusal("no_scheme", _("This project has no published scheme yet."))
    importer = _Importer(project, upload, by, scheme)
    stored = [
        one
        for chunk in chunks(readings, sets=SETS_AT_ONCE, operations=OPERATIONS_AT_ONCE)
        for one in importer.store(chunk)
    ]
    if new := sum(one.is_new for one in stored):
        spans = sum(one.spans for one in stored if one.is_new)
        record(project, by, "add_imported", upload.filename, upload=upload.pk, sets=new, spans=spans)
    return stored


class _Importer:
    """One import: what holds for all of its chunks."""

    def __init__(self, project: Project, upload: Upload, by: User, scheme: Scheme) -> None:
        self.project, self.upload, self.by, self.scheme = project, upload, by, scheme
        fields = Field.objects.filter(scheme=scheme).values_list("applies_to", "name", "kind", "choices")
        self.questions = {(to, name): Question(kind, tuple(choices)) for to, name, kind, choices in fields}

    def store(self, chunk: list[Imported]) -> list[Stored]:
        """What becomes of each reading of a chunk: a few statements, however many there are."""
        fates: dict[int, Stored] = {}
        readings: dict[int, Reading] = {}
        for place, given in enumerate(chunk):
            try:
                readings[place] = read(given, upload_sha256=self.upload.sha256)
            except Refusal as no:
                fates[place] = refused(given, no)
        known = self._stored_before(list(readings.values()))
        first: dict[UUID, int] = {}
        for place, reading in readings.items():
            first.setdefault(reading.batch, place)
        fresh = {place: readings[place] for batch, place in first.items() if batch not in known}
        standing = self._judged(fresh, fates)
        known |= self._write(list(standing.values()))
        for place, reading in readings.items():
            if reading.batch in known:
                fates[place] = _fate(reading, known[reading.batch], is_new=place in standing)
            else:
                fates[place] = fates[first[reading.batch]]
        return [fates[place] for place in range(len(chunk))]

    def _stored_before(self, readings: list[Reading]) -> dict[UUID, int]:
        """The sets that the same bytes made of the same articles before."""
        articles = {one.given.article_id for one in readings}
        sets = AnnotationSet.objects.filter(project=self.project, article__in=articles, kind=IMPORTED)
        batches = [one.batch for one in readings]
        return dict(Change.objects.filter(set__in=sets, batch__in=batches).values_list("batch", "set_id"))

    def _judged(self, fresh: dict[int, Reading], fates: dict[int, Stored]) -> dict[int, tuple[Reading, Command]]:
        """The readings that can stand; what cannot gets its fate."""
        met = linked(fresh.values(), self.project, self.by)
        for reading in fresh.values():
            link(reading, met)
        actors, topics = self._linkable(fresh.values())
        ids = {reading.given.article_id for reading in fresh.values()}
        columns = ("pk", "text", "text_sha256")
        articles = Article.objects.filter(project=self.project, pk__in=ids).values_list(*columns)
        texts = {pk: (text, sha256) for pk, text, sha256 in articles}
        standing = {}
        for place, reading in fresh.items():
            try:
                if (article := texts.get(reading.given.article_id)) is None:
                    raise Refusal("unknown_article", _("There is no such article in this project."))
                drop_unknown_values(reading, self.questions)
                bound = actors.get(reading.given.article_id, frozenset())
                known = Known(article[0], actors=actors[None] | bound, topics=topics, questions=self.questions)
                standing[place] = reading, judged(reading, known, text_sha256=article[1])
            except Refusal as no:
                fates[place] = refused(reading.given, no)
        return standing

    def _linkable(self, readings: Iterable[Reading]) -> tuple[dict[int | None, frozenset[str]], frozenset[str]]:
        """The ids that spans may link: actors by the article they are bound to, and topics."""
        spans = [op for reading in readings for op in reading.operations if isinstance(op, PutSpan)]
        wanted = {op.actor for op in spans if op.actor}
        actors = Actor.objects.visible_to(self.by).filter(project=self.project, uuid__in=wanted) if wanted else ()
        found: dict[int | None, set[str]] = {None: set()}
        for actor in actors:
            found.setdefault(actor.article_id, set()).add(str(actor.uuid))
        claimed = {op.topic for op in spans if op.topic}
        topics = Topic.objects.filter(project=self.project, uuid__in=claimed) if claimed else ()
        return {of: frozenset(uuids) for of, uuids in found.items()}, frozenset(str(topic.uuid) for topic in topics)

    def _write(self, standing: list[tuple[Reading, Command]]) -> dict[UUID, int]:
        """The rows of all these readings. Returns the set of each batch."""
        commands = [command for _reading, command in standing]
        if not commands:
            return {}
        with connection.wrap_database_errors, connection.cursor() as cursor:
            self._put_names(cursor, standing)
            sets = self._make_sets(cursor, standing)
            _let_keys_be_found(cursor)
            lines = Lines(
                *(self.project.pk, self.by.pk, timezone.now().isoformat()),
                _keys(cursor, "annotator_span", counted(commands, PutSpan)),
                _keys(cursor, "annotator_attribution", counted(commands, PutAttribution)),
                self._numbers(Actor, commands, "actor"),
                self._numbers(Topic, commands, "topic"),
            )
            _copy(cursor, lines, [(sets[command.batch], command) for command in commands])
        return sets

    def _put_names(self, cursor: Any, standing: list[tuple[Reading, Command]]) -> None:
        """Make the actors and topics that are new, a statement an article where unnamed sources are bound to it."""
        by_article: dict[int | None, dict[str, dict[str, dict[str, Any]]]] = {}
        for reading, command in standing:
            for kind, name in ((PutActor, "actors"), (PutTopic, "topics")):
                for number, op in command.puts(kind):
                    bound = getattr(op, "kind", "") == Actor.Kind.ANONYMOUS
                    rows = by_article.setdefault(reading.given.article_id if bound else None, {})
                    rows.setdefault(name, {}).setdefault(str(op.id), command.plain[number])
        here = {"project": self.project.pk, "by": self.by.pk}
        for article, rows in by_article.items():
            puts = {name: Jsonb(list(rows.get(name, {}).values())) for name in ("actors", "topics")}
            cursor.execute(statements.PUT_REGISTRY, here | {"article": article} | puts)

    def _make_sets(self, cursor: Any, standing: list[tuple[Reading, Command]]) -> dict[UUID, int]:
        """A set a reading: handed in the moment it is stored, for nobody will work on it."""
        keys = _keys(cursor, "annotator_annotationset", len(standing))
        now = timezone.now()
        told = {"kind": IMPORTED, "revision": 1, "started_at": now, "submitted_at": now, "submitted_by": self.by}
        told |= {"project": self.project, "scheme": self.scheme, "upload": self.upload, "created_at": now}
        made = [
            AnnotationSet(
                pk=key,
                article_id=reading.given.article_id,
                label=reading.given.label,
                system=reading.given.system,
                **told,
            )
            for key, (reading, _command) in zip(keys, standing, strict=True)
        ]
        AnnotationSet.objects.bulk_create(made)
        return {reading.batch: one.pk for (reading, _command), one in zip(standing, made, strict=True)}

    def _numbers(self, model: type[Actor] | type[Topic], commands: list[Command], what: str) -> dict[str, int]:
        """The keys of the rows that spans name by id."""
        wanted = {getattr(op, what) for command in commands for _n, op in command.puts(PutSpan)} - {None}
        rows = model._default_manager.filter(project=self.project, uuid__in=wanted).values_list("uuid", "pk")
        return {str(uuid): key for uuid, key in rows} if wanted else {}


def _copy(cursor: Any, lines: Lines, commands: Iterable[tuple[int, Command]]) -> None:
    """Write the rows of all commands: the server stores the spans of one while the lines of the next are made."""
    with cursor.copy(f"COPY {SPANS} FROM STDIN") as copy:
        for set_id, command in commands:
            lines.add(set_id, command)
            copy.write(lines.taken(SPANS))
    for table in (ATTRIBUTIONS, PARTS, CHANGES):
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write(lines.taken(table))


def _let_keys_be_found(cursor: Any) -> None:
    """Tell the planner of what was just stored, as long as it knows of next to nothing.

    Of tables that were never counted every index beginning with the project looks alike to it, and each key is then
    checked by walking through all rows of the project: a thousand readings cost a thousand times a thousand.
    """
    cursor.execute(_FEW, [FEW_ROWS, "articles_article", "annotator_annotationset"])
    if cursor.fetchone()[0]:
        cursor.execute(_COUNT)


def _keys(cursor: Any, table: str, count: int) -> Iterator[int]:
    cursor.execute(_KEYS, [table, count])
    return iter([key for (key,) in cursor.fetchall()])


def _fate(reading: Reading, set_id: int, *, is_new: bool) -> Stored:
    given = reading.given
    spans = sum(isinstance(op, PutSpan) for op in reading.operations)
    attributions = sum(isinstance(op, PutAttribution) for op in reading.operations)
    return Stored(given.article_id, given.label, set_id, is_new, spans, attributions, reading.dropped)
