"""Small things to test with, made through the actions where there is one."""

import uuid
from collections.abc import Sequence
from itertools import count
from typing import Any

from django.utils import timezone

from annotator.registry.models import Actor, Topic
from annotator.scheme.actions import start_project
from annotator.scheme.models import Scheme
from annotator.work.models import AnnotationSet, Attribution, Part, Span
from articles.access import Role, Scope
from articles.actions import add_article, add_member, create_token
from articles.models import Article, Project, User

_number = count(1)
TEXT = "Officials denied it.\n“We never met,” minister Ada Brok said on Monday. 👋 She added that Ivo Daran agreed."


def make_user(username: str = "", **fields: Any) -> User:
    name = username or f"user{next(_number)}"
    return User.objects.create_user(username=name, email=f"{name}@example.org", password="a long password", **fields)


def make_project(*, manager: User | None = None, slug: str = "", **settings: Any) -> Project:
    """A project with a published scheme. `project.created_by` is its manager."""
    manager = manager or make_user(is_staff=True)
    if not manager.is_staff:
        User.objects.filter(pk=manager.pk).update(is_staff=True)
        manager.is_staff = True
    slug = slug or f"project-{next(_number)}"
    return start_project(slug=slug, name=slug.title(), by=manager, **settings)


def make_member(project: Project, role: Role | str = Role.EDITOR, user: User | None = None) -> User:
    user = user or make_user()
    add_member(project, user=user, role=Role(role), by=project.created_by)
    return user


def make_token(user: User, project: Project, scope: Scope | str = Scope.READ) -> str:
    return create_token(user=user, project=project, scope=Scope(scope), by=user)[1]


def make_article(project: Project, text: str = TEXT, **metadata: Any) -> Article:
    return add_article(project=project, text=text, by=project.created_by, **metadata)[0]


def make_set(
    article: Article,
    owner: User | None = None,
    *,
    kind: str = AnnotationSet.Kind.HUMAN,
    submitted: bool = False,
    **fields: Any,
) -> AnnotationSet:
    """A reading of `article`; a human one belongs to the project's manager unless `owner` is given."""
    if owner is None and kind == AnnotationSet.Kind.HUMAN:
        owner = article.project.created_by
    scheme = Scheme.objects.filter(project=article.project).published()[0]
    now = timezone.now()
    if submitted:
        fields |= {"started_at": now, "submitted_at": now, "submitted_by": owner}
    return AnnotationSet.objects.create(
        project=article.project, article=article, owner=owner, kind=kind, scheme=scheme, **fields
    )


def make_span(reading: AnnotationSet, quote: str | Sequence[str], kind: str = Span.Kind.ACTOR, **fields: Any) -> Span:
    """A span over the first places where the pieces of `quote` stand, one after the other."""
    pieces = [quote] if isinstance(quote, str) else list(quote)
    fragments, at = [], 0
    for piece in pieces:
        start = reading.article.text.index(piece, at)
        at = start + len(piece)
        fragments.append((start, at))
    return Span.objects.create(
        uuid=fields.pop("uuid", None) or uuid.uuid4(),
        set=reading,
        project=reading.project,
        kind=kind,
        fragments=fragments,
        quote=pieces,
        **fields,
    )


def make_attribution(reading: AnnotationSet, *, implicit_source: bool = False, **roles: Any) -> Attribution:
    """An attribution of the spans given by role, `source=[span]`; further fields are those of the model."""
    parts = {role: roles.pop(role) for role in list(roles) if role in Part.Role.values}
    attribution = Attribution.objects.create(
        uuid=roles.pop("uuid", None) or uuid.uuid4(), set=reading, implicit_source=implicit_source, **roles
    )
    for role, spans in parts.items():
        for ordinal, span in enumerate(spans):
            Part.objects.create(set=reading, attribution=attribution, role=role, span=span, ordinal=ordinal)
    return attribution


def make_actor(project: Project, name: str = "Ada Brok", kind: str = Actor.Kind.PERSON, **fields: Any) -> Actor:
    return Actor.objects.create(project=project, name=name, kind=kind, **fields)


def make_topic(project: Project, name: str = "They met", **fields: Any) -> Topic:
    return Topic.objects.create(project=project, name=name, **fields)
