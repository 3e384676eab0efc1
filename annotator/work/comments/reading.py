"""Comments as JSON, and who may read and be named in them. Reads only.

In a blind project editors know each other by code alone; who sees the members sees their names, too.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from annotator.work.comments.mentions import Reader, codes_in
from annotator.work.models import AnnotationSet, Comment
from articles.access import GRANTS, Can, Role, allows, may
from articles.models import Membership, Project, User

Json = dict[str, Any]


def sees_names(project: Project, role: str | None) -> bool:
    """Whether somebody in `role` is told usernames besides codes."""
    return allows(role, Can.SEE_MEMBERS) or (role == Role.EDITOR and not project.blind)


def readers_of(annotation_set: AnnotationSet, *, named: bool) -> list[Reader]:
    """The members who may read a reading, by code: the other side of `AnnotationSet.objects.visible_to`.

    Usernames are left out unless `named`.
    """
    project = annotation_set.project
    who = Q(role__in=GRANTS[Can.SEE_EVERY_SET])
    if annotation_set.owner_id is not None:
        who |= Q(user=annotation_set.owner_id)
    if annotation_set.submitted_at is not None or annotation_set.kind == AnnotationSet.Kind.GOLD:
        who |= Q(role=Role.RESEARCHER)
    if annotation_set.kind == AnnotationSet.Kind.SUGGESTED or not project.blind:
        who |= Q(role=Role.EDITOR)
    members = Membership.objects.filter(who, project=project, left_at=None, user__is_active=True).order_by("pk")
    rows = members.values_list("user_id", "code", "user__username")
    return [Reader(user, code, name if named else "") for user, code, name in rows]


def comments_json(comments: Iterable[Comment], project: Project, user: User) -> list[Json]:
    """Comments as the API tells them. Expects `span`, `attribution` and `answers_to` not to be needed."""
    found = list(comments)
    people = {by for comment in found for by in (comment.by_id, comment.resolved_by_id)}
    codes = {code for comment in found for code in codes_in(comment.text)}
    members = Membership.objects.filter(Q(user__in=people) | Q(code__in=codes), project=project)
    rows = list(members.values_list("user_id", "code", "user__username", "role"))
    role = user.role_in(project)
    named = sees_names(project, role)
    names = {code: name if named else None for _, code, name, _ in rows}
    code_of = {member: code for member, code, _, _ in rows}
    writes = may(user, Can.COMMENT, project)

    def one(comment: Comment) -> Json:
        by, resolver = code_of.get(comment.by_id, ""), code_of.get(comment.resolved_by_id or 0)
        own = comment.by_id == user.pk
        return {
            "id": comment.pk,
            "uuid": comment.uuid,
            "set": comment.set_id,
            "answers_to": comment.answers_to_id,
            "about": comment.about_kind,
            "span": comment.about if comment.span_id else None,
            "attribution": comment.about if comment.attribution_id else None,
            "words": comment.words,
            "text": comment.text,
            "by": by,
            "name": names.get(by),
            "mentions": [{"code": code, "name": names[code]} for code in codes_in(comment.text) if code in names],
            "at": comment.at,
            "edited_at": comment.edited_at,
            "resolved_at": comment.resolved_at,
            "resolved_by": resolver,
            "can": {"edit": own and writes, "answer": writes, "resolve": writes and comment.answers_to_id is None},
        }

    return [one(comment) for comment in found]


def open_places(annotation_set: AnnotationSet) -> list[Json]:
    """What the open comments of a reading are about, oldest first: enough to count and to mark them."""
    rows = Comment.objects.filter(set=annotation_set).open().order_by("pk")
    return [
        {"id": pk, "span": about if span else None, "attribution": about if attribution else None}
        for pk, about, span, attribution in rows.values_list("pk", "about", "span_id", "attribution_id")
    ]
