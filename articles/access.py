"""Who may do what: the one table of roles and rights, and how a "no" is said.

Reads are scoped by `visible_to(user)` on each QuerySet; writes begin with `require`.
A token narrows its owner: to one project, and to reading when its scope says so.
"""

import hashlib
import secrets
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

if TYPE_CHECKING:
    from articles.models import Project, User


class Role(TextChoices):
    """What a member is in one project."""

    MANAGER = "manager", gettext_lazy("Manager")
    ADJUDICATOR = "adjudicator", gettext_lazy("Adjudicator")
    EDITOR = "editor", gettext_lazy("Editor")
    RESEARCHER = "researcher", gettext_lazy("Researcher")


class Scope(TextChoices):
    """What a token may do on behalf of its owner."""

    READ = "read", gettext_lazy("Read")
    WRITE = "write", gettext_lazy("Write")


class Can(Enum):
    """A right in a project. The value says it in words."""

    READ = gettext_noop("read the project and its articles")
    EXPORT = gettext_noop("download the labelled spans")
    SEE_UPLOADS = gettext_noop("see what was uploaded")
    UPLOAD = gettext_noop("add articles")
    ANNOTATE = gettext_noop("tag articles")
    COMMENT = gettext_noop("comment on readings")
    REOPEN = gettext_noop("reopen what somebody else submitted")
    LOCK = gettext_noop("make a set read-only")
    SEE_EVERY_SET = gettext_noop("see every reading of an article")
    CURATE = gettext_noop("rename and merge actors and topics")
    ASSIGN = gettext_noop("assign articles, withdraw them and follow progress")
    SEE_MEMBERS = gettext_noop("see who the members are")
    RELEASE = gettext_noop("make releases and withdraw them")
    WATCH = gettext_noop("see the log of the project and its webhooks")
    MANAGE = gettext_noop("change the project, its members and its scheme")


_EVERYONE = frozenset(Role)
_TAGGERS = frozenset({Role.MANAGER, Role.ADJUDICATOR, Role.EDITOR})
_SENIORS = frozenset({Role.MANAGER, Role.ADJUDICATOR})
_MANAGERS = frozenset({Role.MANAGER})

GRANTS: dict[Can, frozenset[Role]] = {
    Can.READ: _EVERYONE,
    Can.EXPORT: _EVERYONE,
    Can.SEE_UPLOADS: _TAGGERS,
    Can.UPLOAD: _TAGGERS,
    Can.ANNOTATE: _TAGGERS,
    Can.COMMENT: _TAGGERS,
    Can.REOPEN: _SENIORS,
    Can.LOCK: _SENIORS,
    Can.SEE_EVERY_SET: _SENIORS,
    Can.CURATE: _SENIORS,
    Can.SEE_MEMBERS: _SENIORS,
    Can.ASSIGN: _MANAGERS,
    Can.RELEASE: _MANAGERS,
    Can.WATCH: _MANAGERS,
    Can.MANAGE: _MANAGERS,
}
ONLY_READS = frozenset({Can.READ, Can.EXPORT, Can.SEE_UPLOADS, Can.SEE_EVERY_SET, Can.SEE_MEMBERS, Can.WATCH})


class Refusal(Exception):
    """A well-formed request whose answer is no.

    `code` is stable and for programs, the message is a sentence a person can act on,
    `status` is what an HTTP door answers, `extra` are further members of the answer.
    """

    def __init__(self, code: str, message: str, status: int = 422, **extra: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.extra = extra


def not_found(what: str = gettext_noop("page")) -> Refusal:
    """The same answer for what does not exist and for what the caller may not know of."""
    return Refusal(
        "not_found", _("There is no such %(what)s, or you are not a member of its project.") % {"what": _(what)}, 404
    )


def forbidden(can: Can) -> Refusal:
    return Refusal(
        "forbidden", _("Your role in this project does not let you %(right)s.") % {"right": _(can.value)}, 403
    )


def allows(role: str | None, can: Can) -> bool:
    return role is not None and Role(role) in GRANTS[can]


def may(by: "User", can: Can, project: "Project") -> bool:
    """Whether `by` holds the right, without saying why not."""
    if by.token is not None and by.token.scope == Scope.READ and can not in ONLY_READS:
        return False
    return allows(by.role_in(project), can)


def require(by: "User", can: Can, project: "Project") -> None:
    """The first line of every action. Raises Refusal: 404 for a stranger, 403 for a member without the right."""
    role = by.role_in(project)
    if role is None:
        raise not_found(gettext_noop("project"))
    require_scope(by, can)
    if not allows(role, can):
        raise forbidden(can)


def require_scope(by: "User", can: Can) -> None:
    """Refuse a read-only token what only a writing one may do."""
    if by.token is not None and by.token.scope == Scope.READ and can not in ONLY_READS:
        raise Refusal("read_only_token", _("This token may only read. Create one with the scope “write”."), 403)


def new_secret(prefix: str = "asc") -> str:
    """A fresh secret of 256 random bits. It is shown once; only its digest is stored."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def digest_of(secret: str) -> str:
    """SHA-256 in hex. Enough for secrets with 256 random bits: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
