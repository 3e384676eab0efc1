"""Every write to projects, members, tokens and articles. Each leaves an event."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from articles import segmenting, storing
from articles.access import Can, Refusal, Role, Scope, digest_of, new_secret, not_found, require, require_scope
from articles.conventions.actions import forget_answers_of
from articles.drafts import Draft
from articles.events.actions import record as record
from articles.models import Article, Invitation, Membership, Project, Token, Upload, User
from articles.secrets import new_token
from articles.similar import sketch
from articles.storing import Fate, id_taken, storable
from articles.texts import canonical, sha256_of
from articles.words import _, gettext_noop

INVITATION_DAYS = 14
TOKEN_DAYS = 90
LONGEST_TOKEN_DAYS = 366
WHO_MAY_CREATE = gettext_noop("Only a manager of another project or an administrator may create a project.")
DEAD_INVITATION = gettext_noop("This invitation is not valid any more. Ask for a new link.")
USE_IS_NOTED_EVERY = timedelta(minutes=1)
TRIES = 3
KEYS = "SELECT nextval(pg_get_serial_sequence('articles_article', 'id')) FROM generate_series(1, %s)"
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


@transaction.atomic
def add_account(*, username: str, password: str, is_staff: bool = False) -> User:
    """Make an account from the command line: whoever has the shell needs no right. `password` is encoded already."""
    if User.objects.filter(username=username).exists():
        raise Refusal("username_taken", _("There is already an account with the name “%(name)s”.") % {"name": username})
    return User.objects.create(username=username, password=password, is_staff=is_staff)


@transaction.atomic
def create_project(*, slug: str, name: str, by: User, language: str = "en", **settings: Any) -> Project:
    """Start a project with `by` as its manager. Needs somebody who manages a project already, or staff."""
    if not may_create_projects(by):
        raise Refusal("forbidden", _(WHO_MAY_CREATE), 403)
    if not _SLUG.fullmatch(slug):
        raise Refusal("bad_slug", _("A short name has small letters, digits and hyphens, at most 60 of them."))
    if Project.objects.filter(slug=slug).exists():
        raise Refusal("slug_taken", _("There is already a project with the short name “%(slug)s”.") % {"slug": slug})
    _refuse_shared_and_blind(Project(**settings))
    project = Project.objects.create(slug=slug, name=_named(name), language=language, created_by=by, **settings)
    Membership.objects.create(project=project, user=by, role=Role.MANAGER, code="A01")
    record(project, by, "create_project", name)
    return project


def may_create_projects(by: User) -> bool:
    """Whether `by` manages a project already, or looks after the server."""
    managed = by.memberships.filter(role=Role.MANAGER, left_at=None)
    return by.token is None and (by.is_staff or managed.exists())


@transaction.atomic
def change_project(project: Project, *, by: User, **changes: Any) -> Project:
    """Change name, description, language, licence, text_rights, blind, shared_sets or assigned_only."""
    require(by, Can.MANAGE, project)
    allowed = {"name", "description", "language", "licence", "text_rights", "blind", "shared_sets", "assigned_only"}
    if unknown := set(changes) - allowed:
        raise Refusal("unknown_setting", _("A project has no setting “%(what)s”.") % {"what": min(unknown)}, 400)
    if "name" in changes:
        changes["name"] = _named(changes["name"])
    for name, value in changes.items():
        setattr(project, name, value)
    _refuse_shared_and_blind(project)
    project.save(update_fields=list(changes))
    record(project, by, "change_project", **changes)
    return project


@transaction.atomic
def add_member(project: Project, *, user: User, role: Role, by: User) -> Membership:
    """Make `user` a member, or bring back somebody who left, under the same pseudonym."""
    require(by, Can.MANAGE, project)
    if project.memberships.filter(user=user, left_at=None).exists():
        raise Refusal(
            "already_member", _("%(name)s is a member already; change the role instead.") % {"name": user.username}
        )
    membership = _join(project, user, role)
    record(project, by, "add_member", user.username, role=role)
    return membership


@transaction.atomic
def change_role(membership: Membership, *, role: Role, by: User) -> Membership:
    """Give a member another role. The last manager stays one."""
    project = _locked(membership.project)
    require(by, Can.MANAGE, project)
    _keep_a_manager(membership, role)
    membership.role = role
    membership.save(update_fields=["role"])
    record(project, by, "change_role", membership.user.username, role=role)
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, by: User) -> Membership:
    """End a membership at once. The work stays, and so does the pseudonym; tokens for the project are revoked."""
    project = _locked(membership.project)
    require(by, Can.MANAGE, project)
    _keep_a_manager(membership, None)
    now = timezone.now()
    membership.left_at = now
    membership.save(update_fields=["left_at"])
    Token.objects.filter(project=project, user=membership.user_id, revoked_at=None).update(revoked_at=now)
    forget_answers_of(membership.user)
    record(project, by, "remove_member", membership.user.username)
    return membership


@transaction.atomic
def allow_new_password(membership: Membership, *, by: User) -> User:
    """Note that `by` makes a link with which a member can choose a new password.

    Whoever holds the link becomes that person, so it must not open a project that `by` does not manage.
    """
    require(by, Can.MANAGE, membership.project)
    user = membership.user
    managed = by.memberships.filter(role=Role.MANAGER, left_at=None).values("project")
    elsewhere = user.memberships.filter(left_at=None).exclude(project__in=managed).exists()
    if membership.left_at or user.is_staff or user.is_superuser or elsewhere:
        raise Refusal(
            "not_yours_to_reset",
            _("%(user)s works in projects you do not manage. Whoever runs this server can set a new password.")
            % {"user": user.username},
        )
    record(membership.project, by, "allow_new_password", user.username)
    return user


@transaction.atomic
def invite(project: Project, *, role: Role, by: User, note: str = "") -> tuple[Invitation, str]:
    """Make an invitation. The secret of its link is returned here and never again."""
    require(by, Can.MANAGE, project)
    secret = new_secret("inv")
    expires_at = timezone.now() + timedelta(days=INVITATION_DAYS)
    invitation = Invitation.objects.create(
        project=project, role=role, note=note, digest=digest_of(secret), by=by, expires_at=expires_at
    )
    record(project, by, "invite", note, role=role)
    return invitation, secret


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> None:
    require(by, Can.MANAGE, invitation.project)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    record(invitation.project, by, "revoke_invitation", invitation.note)


@transaction.atomic
def accept_invitation(*, secret: str, by: User) -> Membership:
    """Join by a link, once. Who is a member already keeps the role they have. Raises Refusal 404 for a dead link."""
    invitation = Invitation.objects.select_for_update().filter(digest=digest_of(secret)).first()
    if invitation is None or not is_open(invitation):
        raise Refusal("dead_invitation", _(DEAD_INVITATION), 404)
    project = invitation.project
    if by.role_in(project):
        return project.memberships.get(user=by)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    membership = _join(project, by, Role(invitation.role))
    record(project, by, "accept_invitation", by.username, role=invitation.role)
    return membership


def is_open(invitation: Invitation) -> bool:
    """Whether somebody may still join by this invitation."""
    used = invitation.accepted_at or invitation.revoked_at
    return used is None and invitation.expires_at > timezone.now()


@transaction.atomic
def create_token(
    *, user: User, project: Project, scope: Scope, by: User, name: str = "", days: int = TOKEN_DAYS
) -> tuple[Token, str]:
    """Make a token for oneself. The secret is returned here and never again."""
    require(by, Can.READ, project)
    if by != user or by.token is not None:
        raise Refusal("forbidden", _("A token is made by its owner, signed in with a password."), 403)
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise Refusal("bad_expiry", _("A token lasts between 1 and %(days)s days.") % {"days": LONGEST_TOKEN_DAYS})
    secret = new_token()
    token = Token.objects.create(
        user=user,
        project=project,
        scope=scope,
        name=name,
        digest=digest_of(secret),
        expires_at=timezone.now() + timedelta(days=days),
    )
    record(project, by, "create_token", name, token=token.pk, scope=scope)
    return token, secret


@transaction.atomic
def revoke_token(token: Token, *, by: User) -> None:
    """End a token at once. Its owner may, and so may a manager of its project; a token that only reads, itself."""
    if by.pk != token.user_id:
        require(by, Can.MANAGE, token.project)
    elif by.token is not None and by.token.pk != token.pk:
        require_scope(by, Can.MANAGE)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record(token.project, by, "revoke_token", token.name, token=token.pk, of=token.user.username)


def note_use(token: Token) -> None:
    """Keep `last_used_at` fresh enough to be read by people, without a write a request."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= USE_IS_NOTED_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_IS_NOTED_EVERY)
        Token.objects.filter(stale, pk=token.pk).update(last_used_at=now)


@transaction.atomic
def add_article(
    *,
    project: Project,
    text: str,
    by: User,
    title: str = "",
    external_id: str = "",
    language: str = "",
    published_at: datetime | None = None,
    upload: Upload | None = None,
    supersedes: Article | None = None,
    **metadata: Any,
) -> tuple[Article, bool]:
    """Store a text for ever, with its paragraphs and sentences. Returns the article and whether it is new.

    The same text under the same `external_id` is the same article; another text under it is refused.
    `metadata` takes outlet, byline, section, url, licence and a free `metadata` dict.
    """
    require(by, Can.UPLOAD, project)
    text = storable(text)
    digest = sha256_of(text)
    if external_id and supersedes is None and (known := _known(project, external_id, digest)):
        return known, False
    language = language or project.language
    bounds = segmenting.paragraphs(text)
    try:
        with transaction.atomic():
            article = Article.objects.create(
                project=project,
                text=text,
                text_sha256=digest,
                title=canonical(title),
                external_id=external_id,
                language=language,
                published_at=published_at,
                upload=upload,
                supersedes=supersedes,
                created_by=by,
                paragraphs=bounds,
                sentences=segmenting.sentences(text, bounds, language),
                sketch=sketch(text),
                **metadata,
            )
    except IntegrityError:
        return _known(project, external_id, digest) or _vanished(external_id), False
    record(project, by, "add_article", article.title, article=article.pk)
    return article, True


@transaction.atomic
def add_articles(
    drafts: Sequence[Draft], *, project: Project, upload: Upload, by: User, language: str = ""
) -> list[Fate]:
    """Store a batch of an upload's texts by COPY and tell what became of each; the upload is the trace they leave.

    None is stored twice under one `external_id`.
    """
    require(by, Can.UPLOAD, project)
    for _attempt in range(TRIES):
        fates = storing.foresee(drafts, project)
        fresh = [fate for fate in fates if fate.to_be_stored]
        shared = {"project": project.pk, "upload": upload.pk, "by": by.pk}
        try:
            with transaction.atomic(), connection.cursor() as cursor, connection.wrap_database_errors:
                _copy(cursor, fresh, language=language or project.language, **shared)
        except IntegrityError:
            continue  # somebody else used one of these ids meanwhile: look again
        storing.note_repeats(fates)
        return fates
    raise Refusal("busy", _("Other articles with the same ids are being added; try again."), 503)


def _copy(cursor: Any, fresh: list[Fate], *, language: str, **shared: int) -> None:
    cursor.execute(KEYS, [len(fresh)])
    keys = [key for (key,) in cursor.fetchall()]
    with cursor.copy(f"COPY articles_article ({', '.join(storing.COLUMNS)}) FROM STDIN") as copy:
        for row in storing.rows(fresh, iter(keys), language=language, **shared):
            copy.write_row(row)


def _refuse_shared_and_blind(project: Project) -> None:
    if project.shared_sets and project.blind:
        raise Refusal(
            "shared_and_blind", _("Who may change a reading has to see it: share readings or keep them blind.")
        )


def _named(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 200 or "\x00" in name:
        raise Refusal("bad_name", _("A name has between 1 and 200 characters."))
    return name


def _locked(project: Project) -> Project:
    # no_key: articles that are being added hold a key share of their project, perhaps for minutes
    return Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _join(project: Project, user: User, role: Role) -> Membership:
    _locked(project)  # pseudonyms are counted, so two people must not join at once
    membership = Membership.objects.filter(project=project, user=user).first()
    if membership is None:
        number = Membership.objects.filter(project=project).count() + 1
        return Membership.objects.create(project=project, user=user, role=role, code=f"A{number:02}")
    membership.role, membership.left_at = role, None
    membership.save(update_fields=["role", "left_at"])
    return membership


def _keep_a_manager(membership: Membership, role: Role | None) -> None:
    others = Membership.objects.filter(project=membership.project_id, role=Role.MANAGER, left_at=None)
    if membership.role == Role.MANAGER and role != Role.MANAGER and not others.exclude(pk=membership.pk).exists():
        raise Refusal("last_manager", _("A project needs a manager: make somebody else one first."))


def _known(project: Project, external_id: str, digest: str) -> Article | None:
    known = Article.objects.filter(project=project, external_id=external_id, supersedes=None).first()
    if known is not None and known.text_sha256 != digest:
        raise id_taken(external_id)
    return known


def _vanished(external_id: str) -> Article:
    raise not_found(f"article “{external_id}”")
