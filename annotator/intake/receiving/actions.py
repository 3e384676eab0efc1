"""Writes of what comes in: a file is kept, read, and everything in it proposed, stored or refused."""

import hashlib
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from annotator.intake import sandbox
from annotator.intake.actions import add_proposed, add_readings, locked, note_finished
from annotator.intake.ahead import ahead
from annotator.intake.choices import Choices, chosen
from annotator.intake.formats.mapping import Mapping as LabelMapping
from annotator.intake.formats.mapping import added, guess, labels_of
from annotator.intake.formats.registry import inspect
from annotator.intake.formats.source import Asked
from annotator.intake.found import Bad, Found
from annotator.intake.items import COLUMNS, batches, proposal, refused, row, stored, tally
from annotator.intake.joining import Said, said_ahead
from annotator.intake.states import READ, counts_of, progress_of
from articles import jobs
from articles.access import Can, Refusal, require
from articles.actions import add_articles, record
from articles.drafts import Fault
from articles.languages import SOURCE
from articles.models import Project, Upload, UploadItem, User
from articles.storing import same_texts

BATCH = 200  # entries of a file; one batch is made while another is stored
MOST_LABELS = 500  # a person says of each what it becomes
OURS = "ours"  # the tool of readings whose labels need no mapping
NOTHING: LabelMapping = {"spans": {}, "links": {}, "values": {}}
Tell = Callable[[int, int], None]
State = UploadItem.State


@dataclass(frozen=True)
class Ready:
    """A batch with all that could be done before the database is asked. Without a `mapping` it is only proposed."""

    batch: Sequence[Found | Bad]
    mapping: LabelMapping | None = None
    said: Mapping[int, Said] = field(default_factory=dict)


@transaction.atomic
def receive_upload(
    *,
    project: Project,
    file: "File[bytes]",
    filename: str,
    by: User,
    language: str = "",
    preview: bool = False,
    **choices: Any,
) -> Upload:
    """Keep the bytes of one file and ring for a worker to read them. The name on disk is ours, never the sender's.

    With `preview` a person decides what becomes of each article; without, every good one is stored as sent.
    `choices` are those of `intake.choices.Choices`: encoding, unit, columns, mapping.
    """
    require(by, Can.UPLOAD, project)
    filename = re.sub(r"[\x00-\x1f\x7f]|.*[/\\]", "", filename)[-255:] or "upload.txt"
    wanted = chosen(**choices)
    upload = Upload(project=project, by=by, filename=filename, bytes=file.size, preview=preview)
    upload.format = _format_of(file, filename)
    upload.language, upload.encoding, upload.options = language or project.language, wanted.encoding, wanted.kept()
    upload.sha256 = _sha256(file)
    upload.original.save(uuid4().hex, file, save=False)
    try:
        with transaction.atomic():
            upload.save()
            record(project, by, "receive_upload", filename, upload=upload.pk, sha256=upload.sha256)
            jobs.enqueue(READ, upload.pk, total=upload.bytes)
    except BaseException:
        upload.original.storage.delete(str(upload.original))
        raise
    return upload


@transaction.atomic
def read_upload(upload: Upload, *, tell: Tell, told: sandbox.Told | None = None) -> None:
    """Read the whole file: every article proposed or stored, everything else refused by line; or nothing at all.

    Doing it again changes nothing. Raises Fault or Refusal when the file as a whole is no good; `told` holds what was
    known of it by then.
    """
    told = told or sandbox.Told()
    upload = Upload.objects.select_for_update(no_key=True).select_related("project", "by").get(pk=upload.pk)
    if upload.read_at is not None:
        return
    upload.report = {"counts": {}}
    with upload.original.open("rb") as file:
        source: BinaryIO = file.file
        kind = inspect(source, upload.filename, upload.bytes, largest=settings.MAX_UPLOAD_BYTES)
        asked = Asked(
            language=upload.language, cut=not upload.preview, **Choices(upload.encoding, **upload.options).to_read()
        )
        ordinal = 1
        found = _telling(sandbox.read(source, kind, upload.filename, upload.bytes, asked, told), upload, tell, told)
        for ready in ahead(_ready(upload, found)):
            items = _propose(upload, ready.batch) if ready.mapping is None else _store(upload, ready)
            _keep(upload, items, first=ordinal)
            ordinal += len(items)
            tally(counts_of(upload), items)
    if not counts_of(upload):
        raise Fault("no_articles", _("There is no article in this file."))
    upload.format, upload.encoding, upload.read_at = kind.name, told.encoding or upload.encoding, timezone.now()
    if told.columns:
        upload.report["columns"] = told.columns
    if "labels" in upload.report and not upload.options.get("mapping"):
        upload.options["mapping"] = guess(upload.report["labels"])
    upload.accepted_at = None if counts_of(upload).get(State.PROPOSED) else upload.read_at
    if not upload.preview:
        upload.report["add"] = {"by": upload.by_id, "same_again": True}
    upload.save(update_fields=["format", "encoding", "options", "report", "read_at", "accepted_at"])
    if upload.accepted_at:
        note_finished(upload)
    elif not upload.preview:
        add_proposed(upload, tell=tell)


def _telling(found: Iterable[Found | Bad], upload: Upload, tell: Tell, told: sandbox.Told) -> Iterator[Found | Bad]:
    """All of it, telling with each how many bytes lie behind it."""
    for one in found:
        tell(min(told.done, upload.bytes), upload.bytes)
        yield one


def _ready(upload: Upload, found: Iterable[Found | Bad]) -> Generator[Ready, None, None]:
    """What was found, batch by batch, with what its readings say; without it, where a person is to be asked first."""
    for batch in batches(found, BATCH):
        _note_labels(upload, batch)
        if upload.preview or _to_be_mapped(batch):
            yield Ready(batch)
        else:
            mapping = guess(upload.report["labels"]) if "labels" in upload.report else NOTHING
            with translation.override(SOURCE):
                said = said_ahead(upload, batch, mapping)
            yield Ready(batch, mapping, said)


@transaction.atomic
def note_unreadable(upload: Upload, *, code: str, reason: str, told: sandbox.Told) -> None:
    """Keep why a file could not be read, for its page and for programs."""
    report = {"code": code, "reason": reason, "counts": {}, "columns": told.columns}
    Upload.objects.filter(pk=upload.pk).update(report=report)


@transaction.atomic
def read_again(upload: Upload, *, by: User, language: str = "", **choices: Any) -> Upload:
    """Forget what was proposed and read the same bytes once more, in another encoding or language, or as `choices` say.

    What is not among the choices stays as it was chosen before; the encoding is found out again without one.
    """
    upload = locked(upload, by)
    if progress_of(upload).moves:
        raise Refusal("busy", _("This file is being read just now; wait a moment."), 409)
    if upload.read_at and (not upload.preview or counts_of(upload).get(State.ADDED)):
        raise Refusal("already_added", _("Articles of this file have been added already; upload it again instead."))
    wanted = chosen(**{**upload.options, "mapping": {}, **choices})
    upload.items.all().delete()
    upload.encoding, upload.options, upload.language = wanted.encoding, wanted.kept(), language or upload.language
    upload.report, upload.read_at, upload.accepted_at = {}, None, None
    upload.save(update_fields=["encoding", "options", "language", "report", "read_at", "accepted_at"])
    jobs.enqueue(READ, upload.pk, total=upload.bytes)
    return upload


@transaction.atomic
def change_mapping(upload: Upload, *, mapping: Mapping[str, Any], by: User) -> Upload:
    """Say what the labels of a file become when its articles are added."""
    upload = locked(upload, by)
    if not counts_of(upload).get(State.PROPOSED) or progress_of(upload).moves:
        raise Refusal("nothing_proposed", _("There is nothing to add from this file just now."), 409)
    upload.options["mapping"] = chosen(mapping=mapping).mapping
    upload.save(update_fields=["options"])
    return upload


def _to_be_mapped(batch: Sequence[Found | Bad]) -> bool:
    """Whether labels occur that need a mapping, which is made when all of them are known."""
    return any(isinstance(one, Found) and any(reading.tool != OURS for reading in one.readings) for one in batch)


def _propose(upload: Upload, batch: Sequence[Found | Bad]) -> list[UploadItem]:
    items = [proposal(one, upload) for one in batch]
    older = same_texts([item.text_sha256 for item in items], upload.project)
    for item in items:
        item.duplicate_of_id = older.get(item.text_sha256)
    return items


def _store(upload: Upload, ready: Ready) -> list[UploadItem]:
    found = [one for one in ready.batch if isinstance(one, Found)]
    drafts = [one.draft for one in found]
    fates = add_articles(drafts, project=upload.project, upload=upload, by=upload.by, language=upload.language)
    items = {id(one): stored(one, fate) for one, fate in zip(found, fates, strict=True)}
    read = [(items[id(one)], one.readings, fate.text) for one, fate in zip(found, fates, strict=True) if one.readings]
    add_readings(upload, read, ready.mapping, by=upload.by, ahead=ready.said)
    return [refused(one) if isinstance(one, Bad) else items[id(one)] for one in ready.batch]


def _note_labels(upload: Upload, batch: Sequence[Found | Bad]) -> None:
    """Add the labels of these articles to those of the file."""
    readings = [reading for one in batch if isinstance(one, Found) for reading in one.readings]
    if readings:
        labels = labels_of(readings)
        known = upload.report.get("labels")
        upload.report["labels"] = labels = added(known, labels) if known else labels
        roles = sum(len(link["roles"]) for link in labels["links"].values())
        if len(labels["spans"]) + len(labels["links"]) + len(labels["values"]) + roles > MOST_LABELS:
            raise Fault(
                "too_many_labels",
                _("More than %(number)s different labels: is a column of words taken for labels? Nothing was stored.")
                % {"number": MOST_LABELS},
            )


def _keep(upload: Upload, items: Iterable[UploadItem], *, first: int) -> None:
    """Write items by COPY: a file may hold a million."""
    statement = f"COPY articles_uploaditem ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for ordinal, item in enumerate(items, first):
            copy.write_row(row(upload, ordinal, item))


def _format_of(file: "File[bytes]", filename: str) -> str:
    """Say at once what needs no reading to be refused."""
    try:
        return inspect(cast(BinaryIO, file), filename, file.size, largest=settings.MAX_UPLOAD_BYTES).name
    except Fault as fault:
        raise Refusal(fault.code, fault.message, 413 if fault.code == "file_too_large" else 422) from fault


def _sha256(file: "File[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
