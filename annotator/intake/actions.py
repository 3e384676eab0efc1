"""What was proposed is added or left out: articles, and the readings that came with them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from annotator.intake.blocks import Block, text_of
from annotator.intake.formats.mapping import Mapping as LabelMapping
from annotator.intake.found import Reading
from annotator.intake.items import as_json, draft_of_item, readings_of
from annotator.intake.joining import Said, imported_of, note_fates, said_of
from annotator.intake.states import ADD, counts_of, progress_of
from annotator.work.imported.actions import add_imported
from articles import jobs
from articles.access import Can, Refusal, require
from articles.actions import add_article, add_articles, record
from articles.drafts import Draft
from articles.languages import SOURCE
from articles.models import Article, Project, Upload, UploadItem, User
from articles.storing import Fate, same_texts

ADDED_WHILE_WAITING = 100  # articles added while a person waits; more are a worker's
PROPOSALS = 200  # in one batch
SETTLED = ["state", "code", "reason", "article", "duplicate_of", "blocks", "readings", "notes"]
Tell = Callable[[int, int], None]
SAME_TEXT = gettext_noop("The same text is in the project already.")
JOINED = gettext_noop("The same text is in the project already; what was annotated joined that article.")
State = UploadItem.State


@transaction.atomic
def add_item(item: UploadItem, *, blocks: list[Block], fields: Mapping[str, Any], by: User) -> Article:
    """Make an article of one proposed item, as a person left its ticks and its fields."""
    upload = locked(item.upload, by)
    item = _open_item(item)
    item.blocks = blocks
    draft = Draft(text=text_of(blocks), metadata=item.metadata.get("metadata", {}), **fields)
    given = {name: value for name, value in vars(draft).items() if name != "cut"}
    article, _rest = add_article(
        project=upload.project,
        by=by,
        upload=upload,
        **{**given, "language": draft.language or upload.language},
    )
    item.title, item.metadata, item.text_sha256 = article.title, as_json(draft), article.text_sha256
    readings = readings_of(item)
    _settle(upload, item, Fate(draft, article=article.pk))
    add_readings(upload, [(item, readings, article.text)], upload.options.get("mapping"), by=by)
    item.save()
    _close(upload)
    return article


@transaction.atomic
def leave_out(item: UploadItem, *, by: User) -> UploadItem:
    """Do not make an article of this item."""
    upload = locked(item.upload, by)
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
    upload = locked(upload, by)
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
    upload = locked(upload, by)
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


@translation.override(SOURCE)
def _add_batch(upload: Upload, items: list[UploadItem], *, by: User, same_again: bool) -> None:
    """Make articles of some items. Readings of a text that is here already join the article that has it."""
    wanted = items if same_again else _without_same(upload, items)
    fates = add_articles(
        list(map(draft_of_item, wanted)), project=upload.project, upload=upload, by=by, language=upload.language
    )
    texts = {item.pk: text_of(item.blocks) for item in items if item.readings}
    readings = {item.pk: readings_of(item) for item in items if item.readings}
    for item, fate in zip(wanted, fates, strict=True):
        _settle(upload, item, fate)
    joined = [(item, readings[item.pk], texts[item.pk]) for item in items if item.pk in readings]
    add_readings(upload, joined, upload.options.get("mapping"), by=by)
    UploadItem.objects.bulk_update(items, SETTLED, batch_size=PROPOSALS)


@translation.override(SOURCE)
def add_readings(
    upload: Upload,
    read: Sequence[tuple[UploadItem, Sequence[Reading], str]],
    mapping: LabelMapping | None,
    *,
    by: User,
    ahead: Mapping[int, Said] | None = None,
) -> None:
    """Store what came annotated, for each item that became an article or repeats one: (item, readings, its text).

    `ahead` is what `said_ahead` made of these readings already.

    What a reading cannot say here, or why it was refused, goes in English to the notes of its item; the sums to the
    report.
    """
    made = ahead or {}
    given = [
        (item, reading, made.get(id(reading)) or said_of(upload, (item.place, item.line), reading, mapping, text))
        for item, readings, text in read
        if mapping and (item.article_id or item.duplicate_of_id)
        for reading in readings
    ]
    if not given:
        return
    readings = [imported_of(*one) for one in given]
    stored = add_imported(upload.project, upload=upload, by=by, readings=readings)
    note_fates(upload.report, [(item, reading, said.lost) for item, reading, said in given], stored)


def _without_same(upload: Upload, items: list[UploadItem]) -> list[UploadItem]:
    """The items whose text is new; the others are left out, each naming the article it repeats if there is one."""
    older = same_texts([item.text_sha256 for item in items], upload.project)
    met: set[str] = set()
    wanted = []
    for item in items:
        if item.text_sha256 in older or item.text_sha256 in met:
            item.duplicate_of_id = older.get(item.text_sha256)
            joins = bool(item.readings and item.duplicate_of_id)
            item.code, item.reason = ("joined", JOINED) if joins else ("same_text", SAME_TEXT)
            _move(upload, item, State.LEFT_OUT)
        else:
            met.add(item.text_sha256)
            wanted.append(item)
    return wanted


def _settle(upload: Upload, item: UploadItem, fate: Fate) -> None:
    """Write down what became of a proposed item. Of its blocks only those that were left out are still needed."""
    if fate.code:
        item.code, item.reason = fate.code, fate.reason
        _move(upload, item, State.REFUSED)
        return
    item.article_id, item.duplicate_of_id = fate.article, fate.same_text or item.duplicate_of_id
    item.blocks = [block for block in item.blocks if not block["keep"]]
    item.readings = []
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
        note_finished(upload)
    upload.save(update_fields=["report", "accepted_at"])


def note_finished(upload: Upload) -> None:
    """Leave the row that says what became of a file, now that nothing of it is open."""
    record(upload.project, upload.by, "finish_upload", upload.filename, upload=upload.pk, counts=counts_of(upload))


def locked(upload: Upload, by: User) -> Upload:
    """The row of an upload, held until the transaction ends, for somebody who may change it."""
    require(by, Can.UPLOAD, upload.project)
    return Upload.objects.select_for_update(no_key=True, of=("self",)).select_related("project").get(pk=upload.pk)


def _open_item(item: UploadItem) -> UploadItem:
    item = UploadItem.objects.select_for_update().get(pk=item.pk)
    if item.state != State.PROPOSED:
        raise Refusal("settled", _("This article was added or left out already."), 409)
    return item
