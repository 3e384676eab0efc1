"""Every write of the intake: receiving files, proposing what is in them, adding it or leaving it out."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from annotator.intake import encodings, sandbox
from annotator.intake.blocks import Block, text_of
from annotator.intake.formats.registry import inspect
from annotator.intake.formats.source import Asked
from annotator.intake.found import Bad, Found
from annotator.intake.items import COLUMNS, as_json, batches, draft_of_item, proposal, refused, row, stored, tally
from annotator.intake.states import ADD, READ, counts_of, progress_of
from articles import jobs
from articles.access import Can, Refusal, require
from articles.actions import add_article, add_articles, record
from articles.drafts import Draft, Fault
from articles.models import Article, Project, Upload, UploadItem, User
from articles.storing import Fate, same_texts

BATCH = 1000  # entries of a file
ADDED_WHILE_WAITING = 100  # articles added while a person waits; more are a worker's
PROPOSALS = 200  # in one batch
Tell = Callable[[int, int], None]
State = UploadItem.State


@transaction.atomic
def receive_upload(
    *,
    project: Project,
    file: "File[bytes]",
    filename: str,
    by: User,
    language: str = "",
    encoding: str = "",
    preview: bool = False,
) -> Upload:
    """Keep the bytes of one file and ring for a worker to read them. The name on disk is ours, never the sender's.

    With `preview` a person decides what becomes of each article; without, every good one is stored as sent.
    """
    require(by, Can.UPLOAD, project)
    filename = re.sub(r"[\x00-\x1f\x7f]|.*[/\\]", "", filename)[-255:] or "upload.txt"
    _refuse_unreadable(file, filename, encoding)
    upload = Upload(project=project, by=by, filename=filename, bytes=file.size)
    upload.language, upload.encoding, upload.preview = language or project.language, encoding, preview
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
def read_upload(upload: Upload, *, tell: Tell) -> None:
    """Read the whole file: every article proposed or stored, everything else refused by line; or nothing at all.

    Doing it again changes nothing. Raises Fault or Refusal when the file as a whole is no good.
    """
    upload = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if upload.read_at is not None:
        return
    counts: dict[str, int] = {}
    told = sandbox.Told()
    with upload.original.open("rb") as file:
        source: BinaryIO = file.file
        kind = inspect(source, upload.filename, upload.bytes, largest=settings.MAX_UPLOAD_BYTES)
        asked = Asked(language=upload.language, encoding=upload.encoding)
        ordinal = 1
        for batch in batches(sandbox.read(source, kind, upload.filename, upload.bytes, asked, told), BATCH):
            items = _propose(upload, batch) if upload.preview else _store(upload, batch)
            _keep(upload, items, first=ordinal)
            ordinal += len(items)
            tally(counts, items)
            tell(told.done, upload.bytes)
    upload.encoding = told.encoding
    if not counts:
        raise Fault("no_articles", _("There is no article in this file."))
    upload.report, upload.read_at = {"counts": counts}, timezone.now()
    upload.accepted_at = None if counts.get(State.PROPOSED) else upload.read_at
    upload.save(update_fields=["encoding", "report", "read_at", "accepted_at"])


@transaction.atomic
def note_unreadable(upload: Upload, *, code: str, reason: str) -> None:
    """Keep why a file could not be read, for its page and for programs."""
    Upload.objects.filter(pk=upload.pk).update(report={"code": code, "reason": reason, "counts": {}})


@transaction.atomic
def read_again(upload: Upload, *, by: User, encoding: str = "", language: str = "") -> Upload:
    """Forget what was proposed and read the same bytes once more, in another encoding or language."""
    upload = _locked(upload, by)
    if progress_of(upload).moves:
        raise Refusal("busy", _("This file is being read just now; wait a moment."), 409)
    if upload.read_at and (not upload.preview or counts_of(upload).get(State.ADDED)):
        raise Refusal("already_added", _("Articles of this file have been added already; upload it again instead."))
    _refuse_unknown(encoding)
    upload.items.all().delete()
    upload.encoding, upload.language = encoding, language or upload.language
    upload.report, upload.read_at, upload.accepted_at = {}, None, None
    upload.save(update_fields=["encoding", "language", "report", "read_at", "accepted_at"])
    jobs.enqueue(READ, upload.pk, total=upload.bytes)
    return upload


@transaction.atomic
def add_item(item: UploadItem, *, blocks: list[Block], fields: Mapping[str, Any], by: User) -> Article:
    """Make an article of one proposed item, as a person left its ticks and its fields."""
    upload = _locked(item.upload, by)
    item = _open_item(item)
    item.blocks = blocks
    draft = Draft(text=text_of(blocks), metadata=item.metadata.get("metadata", {}), **fields)
    article, _rest = add_article(
        project=upload.project,
        by=by,
        upload=upload,
        **{**vars(draft), "language": draft.language or upload.language},
    )
    item.title, item.metadata, item.text_sha256 = article.title, as_json(draft), article.text_sha256
    _settle(upload, item, Fate(draft, article=article.pk))
    item.save()
    _close(upload)
    return article


@transaction.atomic
def leave_out(item: UploadItem, *, by: User) -> UploadItem:
    """Do not make an article of this item."""
    upload = _locked(item.upload, by)
    item = _open_item(item)
    _move(upload, item, State.LEFT_OUT)
    item.save()
    _close(upload)
    return item


@transaction.atomic
def add_all(upload: Upload, *, by: User, same_again: bool = False) -> Upload:
    """Make articles of everything still proposed, as it is proposed; a worker does it when there is much.

    `same_again` also adds texts that are in the project already or come twice in the file.
    """
    upload = _locked(upload, by)
    waiting = counts_of(upload).get(State.PROPOSED, 0)
    if not waiting or progress_of(upload).moves:
        raise Refusal("nothing_proposed", _("There is nothing to add from this file just now."), 409)
    upload.report["add"] = {"by": by.pk, "same_again": same_again}
    upload.save(update_fields=["report"])
    if waiting > ADDED_WHILE_WAITING:
        jobs.enqueue(ADD, upload.pk, total=waiting)
    else:
        add_proposed(upload, tell=lambda done, total: None)
    return upload


@transaction.atomic
def add_all_ready(project: Project, *, by: User) -> int:
    """Add what every file of `by` proposes, each as `add_all` does. Returns how many files there were."""
    require(by, Can.UPLOAD, project)
    waiting = Upload.objects.filter(project=project, by=by).to_be_looked_at()
    ready = [upload for upload in waiting if not progress_of(upload).moves]
    for upload in ready:
        add_all(upload, by=by)
    return len(ready)


@transaction.atomic
def leave_out_all(upload: Upload, *, by: User) -> Upload:
    """Make no articles of what is still proposed."""
    upload = _locked(upload, by)
    left = upload.items.filter(state=State.PROPOSED).update(state=State.LEFT_OUT)
    counts = upload.report.setdefault("counts", {})
    counts[State.LEFT_OUT] = counts.get(State.LEFT_OUT, 0) + left
    counts[State.PROPOSED] = 0
    _close(upload)
    return upload


@transaction.atomic
def add_proposed(upload: Upload, *, tell: Tell) -> None:
    """Do what `add_all` was asked, in one transaction. Doing it again changes nothing."""
    upload = Upload.objects.select_for_update(no_key=True).select_related("project").get(pk=upload.pk)
    asked = upload.report["add"]
    by = User.objects.get(pk=asked["by"])
    total = counts_of(upload).get(State.PROPOSED, 0)
    done = 0
    while items := list(upload.items.filter(state=State.PROPOSED).order_by("ordinal")[:PROPOSALS]):
        _add_batch(upload, items, by=by, same_again=asked["same_again"])
        done += len(items)
        tell(done, total)
    _close(upload)


def _add_batch(upload: Upload, items: list[UploadItem], *, by: User, same_again: bool) -> None:
    wanted = items if same_again else _without_same(upload, items)
    fates = add_articles(
        list(map(draft_of_item, wanted)), project=upload.project, upload=upload, by=by, language=upload.language
    )
    for item, fate in zip(wanted, fates, strict=True):
        _settle(upload, item, fate)
    changed = ["state", "code", "reason", "article", "duplicate_of", "blocks"]
    UploadItem.objects.bulk_update(items, changed, batch_size=PROPOSALS)


def _without_same(upload: Upload, items: list[UploadItem]) -> list[UploadItem]:
    """The items whose text is new; the others are left out, each naming the article it repeats if there is one."""
    older = same_texts([item.text_sha256 for item in items], upload.project)
    met: set[str] = set()
    wanted = []
    for item in items:
        if item.text_sha256 in older or item.text_sha256 in met:
            item.duplicate_of_id = older.get(item.text_sha256)
            item.code, item.reason = "same_text", gettext_noop("The same text is in the project already.")
            _move(upload, item, State.LEFT_OUT)
        else:
            met.add(item.text_sha256)
            wanted.append(item)
    return wanted


def _propose(upload: Upload, batch: Sequence[Found | Bad]) -> list[UploadItem]:
    items = [proposal(one, upload) for one in batch]
    older = same_texts([item.text_sha256 for item in items], upload.project)
    for item in items:
        item.duplicate_of_id = older.get(item.text_sha256)
    return items


def _store(upload: Upload, batch: Sequence[Found | Bad]) -> list[UploadItem]:
    drafts = [one.draft for one in batch if isinstance(one, Found)]
    fates = iter(add_articles(drafts, project=upload.project, upload=upload, by=upload.by, language=upload.language))
    return [
        refused(one.line, one.code, one.reason) if isinstance(one, Bad) else stored(one.line, next(fates))
        for one in batch
    ]


def _keep(upload: Upload, items: Iterable[UploadItem], *, first: int) -> None:
    """Write items by COPY: a file may hold a million."""
    statement = f"COPY articles_uploaditem ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for ordinal, item in enumerate(items, first):
            copy.write_row(row(upload, ordinal, item))


def _settle(upload: Upload, item: UploadItem, fate: Fate) -> None:
    """Write down what became of a proposed item. Of its blocks only those that were left out are still needed."""
    if fate.code:
        item.code, item.reason = fate.code, fate.reason
        _move(upload, item, State.REFUSED)
        return
    item.article_id, item.duplicate_of_id = fate.article, fate.same_text or item.duplicate_of_id
    item.blocks = [block for block in item.blocks if not block["keep"]]
    _move(upload, item, State.ADDED)


def _move(upload: Upload, item: UploadItem, state: UploadItem.State) -> None:
    counts = upload.report.setdefault("counts", {})
    counts[item.state] = counts.get(item.state, 1) - 1
    item.state = state
    counts[state] = counts.get(state, 0) + 1


def _close(upload: Upload) -> None:
    """Nothing proposed is left: the upload is done."""
    if not counts_of(upload).get(State.PROPOSED):
        upload.accepted_at = timezone.now()
    upload.save(update_fields=["report", "accepted_at"])


def _locked(upload: Upload, by: User) -> Upload:
    require(by, Can.UPLOAD, upload.project)
    return Upload.objects.select_for_update(no_key=True, of=("self",)).select_related("project").get(pk=upload.pk)


def _open_item(item: UploadItem) -> UploadItem:
    item = UploadItem.objects.select_for_update().get(pk=item.pk)
    if item.state != State.PROPOSED:
        raise Refusal("settled", _("This article was added or left out already."), 409)
    return item


def _refuse_unreadable(file: "File[bytes]", filename: str, encoding: str) -> None:
    """Say at once what needs no reading."""
    _refuse_unknown(encoding)
    try:
        inspect(cast(BinaryIO, file), filename, file.size, largest=settings.MAX_UPLOAD_BYTES)
    except Fault as fault:
        raise Refusal(fault.code, fault.message, 413 if fault.code == "file_too_large" else 422) from fault


def _refuse_unknown(encoding: str) -> None:
    if encoding and encoding not in encodings.CHOICES:
        known = ", ".join(encodings.CHOICES)
        raise Refusal(
            "unknown_encoding",
            _("“%(encoding)s” is not an encoding we read; known are: %(known)s.")
            % {"encoding": encoding, "known": known},
        )


def _sha256(file: "File[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
