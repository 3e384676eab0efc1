"""One project with a person in every role and one of everything, and the address of every route in it."""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from annotator.registry.models import Affiliation, Alias
from annotator.release.files.actions import make_link
from annotator.release.frozen.tally import Tally
from annotator.release.models import Release, ReleaseFile, release_storage
from annotator.release.prepared.models import PreparedExport, prepared_storage
from annotator.scheme.models import Scheme
from annotator.work.models import Comment, Doubt, SavedFilter
from articles.access import Role, Scope
from articles.actions import create_token, invite
from articles.models import Membership, Project, Upload, UploadItem, User
from articles.webhooks.actions import create_webhook
from articles.webhooks.models import Delivery
from tests.factories import make_actor, make_article, make_member, make_project, make_set, make_span, make_topic


@dataclass
class World:
    """One project with a person in every role and one of everything."""

    project: Project
    people: dict[str, User]
    ids: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        """One of the people, signed in when the world was made."""
        client = Client(raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[name]
        return client


def make_world(name: str) -> World:
    project = make_project(slug=name)
    people = {"manager": project.created_by, "owner": make_member(project), "editor": make_member(project)}
    people |= {role: make_member(project, role) for role in ("adjudicator", "researcher")}
    owner, manager = people["owner"], people["manager"]
    upload = Upload.objects.create(
        project=project,
        by=owner,
        filename="a.txt",
        sha256="0" * 64,
        original=ContentFile(b"a", "a.txt"),
        bytes=1,
        preview=True,
    )
    item = UploadItem.objects.create(upload=upload, ordinal=1, state="proposed", title="A", blocks=[])
    article = make_article(project, upload=upload)
    reading = make_set(article, owner)
    webhook, _ = create_webhook(project, url="https://a.example/", events=["set.locked"], origin="", by=manager)
    token, _ = create_token(user=owner, project=project, scope=Scope.READ, by=owner)
    invitation, _ = invite(project, role=Role.EDITOR, by=manager)
    actor = make_actor(project)
    release = make_release(project, number=project.pk, name=f"{name}.csv")
    world = World(project, people, sessions={one: session_of(user) for one, user in people.items()})
    imported = make_set(article, kind="imported")
    doubtful = make_span(imported, "Ivo Daran")
    world.ids = {
        "slug": project.slug,
        "article_id": article.pk,
        "set_id": reading.pk,
        "comment_id": Comment.objects.create(set=reading, by=owner, uuid=uuid.uuid4(), text="Who says so?").pk,
        "doubt_id": Doubt.objects.create(set=reading, from_set=imported, uuid=doubtful.uuid).pk,
        "filter_id": SavedFilter.objects.create(project=project, by=manager, name="Mine", query="q=a").pk,
        "upload_id": upload.pk,
        "item_id": item.pk,
        "membership_id": Membership.objects.get(project=project, user=people["editor"]).pk,
        "invitation_id": invitation.pk,
        "token_id": token.pk,
        "webhook_id": webhook.pk,
        "delivery_id": Delivery.objects.create(webhook=webhook, message="msg_1", kind="set.locked", payload={}).pk,
        "actor": actor.uuid,
        "alias_id": Alias.objects.create(actor=actor, name="A. Brok").pk,
        "affiliation_id": Affiliation.objects.create(actor=actor, role="minister").pk,
        "topic": make_topic(project).uuid,
        "link_id": make_link(release, by=owner)[0].pk,
        "version": 1,
        "number": project.pk,
        "other": project.pk,
        "export_id": make_prepared_export(project, owner, name=f"{name}.csv").pk,
        "name": f"{name}.csv",
    }
    return world


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def make_release(project: Project, *, number: int, name: str) -> Release:
    """A built release of one small file that really lies there."""
    content, scheme = b"a,b\n", Scheme.objects.get(project=project)
    by, digest = project.created_by, hashlib.sha256(content).hexdigest()
    release = Release.objects.create(project=project, number=number, title="A", by=by, scheme=scheme, rights="full")
    counts = Tally(set()).counts() | {"actors": 0, "topics": 0, "parts": {}}
    release_storage().delete(f"{release.folder}/{name}")
    release_storage().save(f"{release.folder}/{name}", ContentFile(content))
    about = {"media_type": "text/csv", "bytes": len(content), "sha256": digest}
    ReleaseFile.objects.create(release=release, name=name, **about)
    Release.objects.filter(pk=release.pk).update(built_at=timezone.now(), sha256=digest, counts=counts)
    release.refresh_from_db()
    return release


def make_prepared_export(project: Project, by: User, *, name: str) -> PreparedExport:
    """A finished one of one small file that really lies there."""
    content, now = b"a,b\n", timezone.now()
    done = {"finished_at": now, "expires_at": now + timedelta(days=1), "sha256": hashlib.sha256(content).hexdigest()}
    export = PreparedExport.objects.create(
        project=project, by=by, form="csv", role="editor", rights="full", name=name, bytes=len(content), **done
    )
    prepared_storage().delete(export.stored_as)
    prepared_storage().save(export.stored_as, ContentFile(content))
    return export


def routes() -> dict[str, list[str]]:
    """Names of all routes, with the names of their arguments."""

    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, list[str]]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            else:
                yield pattern.name or str(pattern.pattern), list(pattern.pattern.converters)

    return dict(walk(get_resolver().url_patterns))


ROUTES = routes()


def address(name: str, world: World, /, **changes: Any) -> str:
    ids = world.ids | {"uuid": world.ids["topic" if "topic" in name else "actor"]} | changes
    return reverse(name, kwargs={argument: ids[argument] for argument in ROUTES[name]})
