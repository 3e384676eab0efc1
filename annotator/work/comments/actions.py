"""Writing, changing, resolving and taking back comments, and telling those they concern."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.work.comments.mentions import Reader, known_by, mentioned
from annotator.work.comments.reading import readers_of, sees_names
from annotator.work.models import AnnotationSet, Attribution, Comment, Notice, Span
from articles.access import Can, Refusal, not_found, require, require_scope
from articles.actions import record
from articles.models import User

WORDS_KEPT = 300


@transaction.atomic
def write_comment(
    annotation_set: AnnotationSet,
    *,
    by: User,
    uuid: UUID,
    text: str,
    span: UUID | None = None,
    attribution: UUID | None = None,
    answers_to: int | None = None,
) -> tuple[Comment, bool]:
    """Say something about a reading, a span or an attribution of it, or answer a remark. Whether it is new, too.

    Sending the same comment twice is harmless. Submitted and locked readings may be commented on.
    """
    target = _locked_set(annotation_set, by)
    text, people = _told(text, target, by)
    if (known := Comment.objects.filter(set=target, uuid=uuid).first()) is not None:
        if known.by_id != by.pk or known.text != text:
            raise Refusal("comment_reused", _("Another comment has this uuid already."))
        return known, False
    comment = Comment(set=target, uuid=uuid, by=by, text=text)
    if answers_to is not None:
        if span or attribution:
            raise Refusal("answer_elsewhere", _("An answer is about what the remark is about; leave out the place."))
        comment.answers_to = _remark(target, answers_to)
    else:
        _place(comment, span, attribution)
    comment.save(force_insert=True)
    _tell(comment, people)
    return comment, True


@transaction.atomic
def edit_comment(comment: Comment, *, by: User, text: str) -> Comment:
    """Say it in other words. Only whoever wrote it may; who is newly mentioned is told."""
    target = _locked_set(comment.set, by)
    changed = _own(comment, by)
    text, people = _told(text, target, by)
    if text != changed.text:
        changed.text, changed.edited_at = text, timezone.now()
        changed.save(update_fields=["text", "edited_at"])
        _tell(changed, people)
    return changed


@transaction.atomic
def resolve_comment(comment: Comment, *, by: User, resolved: bool) -> Comment:
    """Call a remark settled, or open again. Everybody who may comment on the reading may do so."""
    _locked_set(comment.set, by)
    changed = Comment.objects.select_for_update().get(pk=comment.pk)
    if changed.answers_to_id is not None:
        raise Refusal("is_answer", _("Only the remark can be resolved, not an answer to it."))
    if resolved != (changed.resolved_at is not None):
        changed.resolved_at, changed.resolved_by = (timezone.now(), by) if resolved else (None, None)
        changed.save(update_fields=["resolved_at", "resolved_by"])
    return changed


@transaction.atomic
def delete_comment(comment: Comment, *, by: User) -> None:
    """Take back one's own comment, as long as nobody has answered it."""
    target = _locked_set(comment.set, by)
    taken = _own(comment, by)
    if taken.answers.exists():
        raise Refusal("answered", _("Somebody has answered this comment; change its words, or resolve it."))
    record(target.project, by, "delete_comment", target.article.title, set=target.pk, comment=taken.pk)
    taken.delete()


@transaction.atomic
def see_comments(annotation_set: AnnotationSet, *, by: User) -> int:
    """Note that `by` has looked at the comments of a reading. Returns how many were new."""
    require(by, Can.READ, annotation_set.project)
    require_scope(by, Can.COMMENT)
    unseen = Notice.objects.filter(user=by, comment__set=annotation_set).unseen()
    return unseen.update(seen_at=timezone.now())


@transaction.atomic
def see_everything(*, by: User, until: int) -> int:
    """Empty one's inbox of what is unread, up to the notice `until`: what came later was not on the page."""
    return Notice.objects.filter(user=by, pk__lte=until).unseen().update(seen_at=timezone.now())


def _locked_set(annotation_set: AnnotationSet, by: User) -> AnnotationSet:
    """The reading, held while something is said about it: what it is about must not go meanwhile."""
    require(by, Can.COMMENT, annotation_set.project)
    rows = AnnotationSet.objects.visible_to(by).select_for_update(of=("self",)).select_related("project", "article")
    found = rows.filter(pk=annotation_set.pk).first()
    if found is None:
        raise not_found("set")
    return found


def _own(comment: Comment, by: User) -> Comment:
    found = Comment.objects.select_for_update().filter(pk=comment.pk).first()
    if found is None:
        raise not_found("comment")
    if found.by_id != by.pk:
        raise Refusal("not_yours", _("Only whoever wrote a comment may change it or take it back."), 403)
    return found


def _remark(target: AnnotationSet, answers_to: int) -> Comment:
    found = Comment.objects.filter(set=target, pk=answers_to).select_related("answers_to").first()
    if found is None:
        raise Refusal("unknown_comment", _("The comment to answer is not there; somebody may have taken it back."))
    return found.answers_to or found


def _place(comment: Comment, span: UUID | None, attribution: UUID | None) -> None:
    """What a remark is about, and in which words."""
    if span and attribution:
        raise Refusal("two_places", _("A comment is about a span or an attribution, not both."))
    if span:
        comment.about_kind, comment.about = Comment.About.SPAN, span
        comment.span = Span.objects.filter(set=comment.set, uuid=span).first()
    elif attribution:
        comment.about_kind, comment.about = Comment.About.ATTRIBUTION, attribution
        comment.attribution = Attribution.objects.filter(set=comment.set, uuid=attribution).first()
    else:
        return
    if comment.span is None and comment.attribution is None:
        raise Refusal("unknown_place", _("What this comment is about is not stored, or has been deleted meanwhile."))
    comment.words = _words(comment)


def _words(comment: Comment) -> str:
    if comment.span is not None:
        words = " … ".join(comment.span.quote)
    else:
        parts = Span.objects.filter(
            parts__attribution=comment.attribution, parts__role__in=("source", "cue", "content")
        )
        in_order = sorted(parts, key=lambda span: span.fragments[0])
        words = " · ".join(" … ".join(span.quote) for span in in_order)
    return words if len(words) <= WORDS_KEPT else f"{words[: WORDS_KEPT - 1]}…"


def _told(text: str, target: AnnotationSet, by: User) -> tuple[str, set[int]]:
    """The text as it is stored, and whom it mentions."""
    readers: list[Reader] = readers_of(target, named=sees_names(target.project, by.role_in(target.project)))
    coded, people = mentioned(text, known_by(readers))
    return coded, {person.user for person in people}


def _tell(comment: Comment, people: set[int]) -> None:
    """One notice for everybody it concerns, but never for who wrote it. Who was told once is not told again."""
    reasons: dict[int, str] = {}
    if comment.answers_to is not None:
        thread = Comment.objects.filter(answers_to=comment.answers_to).values_list("by", flat=True)
        reasons = dict.fromkeys([comment.answers_to.by_id, *thread], Notice.Why.ANSWER)
    elif comment.set.owner_id is not None:
        reasons = {comment.set.owner_id: Notice.Why.REMARK}
    reasons |= dict.fromkeys(people, Notice.Why.MENTION)
    reasons.pop(comment.by_id, None)
    Notice.objects.bulk_create(
        (Notice(comment=comment, user_id=user, why=why) for user, why in sorted(reasons.items())),
        ignore_conflicts=True,
    )
