"""How people come in: accounts are made by invitation only, and an invitation makes one account."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.access import Refusal, digest_of
from articles.actions import DEAD_INVITATION, accept_invitation, is_open
from articles.models import Invitation, Project, User

SESSION_KEY = "invitation"


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """What allauth asks us."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only for who holds an open invitation, which `remember_invitation` put into the session."""
        secret = request.session.get(SESSION_KEY, "")
        return bool(secret) and find_invitation(secret) is not None

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Make the account and join in one step, so that one invitation never makes two accounts."""
        saved: User = super().save_user(request, user, form, commit=commit)
        accept_invitation(secret=request.session.pop(SESSION_KEY, ""), by=saved)
        return saved

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """To the project one has just joined."""
        assert isinstance(request.user, User)
        joined = Project.objects.visible_to(request.user).first()
        return f"/projects/{joined.slug}/" if joined else "/"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing, on a server without mail."""
        if settings.EMAIL_HOST:
            super().send_mail(template_prefix, email, context)


def remember_invitation(request: HttpRequest, secret: str) -> None:
    """Let the person in this browser sign up with the invitation they opened."""
    request.session[SESSION_KEY] = secret


def find_invitation(secret: str) -> Invitation | None:
    """The open invitation behind a link."""
    invitation = Invitation.objects.select_related("project", "by").filter(digest=digest_of(secret)).first()
    return invitation if invitation and is_open(invitation) else None


def get_invitation(secret: str) -> Invitation:
    """The open invitation behind a link. Raises Refusal 404 for a link that is used, revoked, old or made up."""
    invitation = find_invitation(secret)
    if invitation is None:
        raise Refusal("dead_invitation", _(DEAD_INVITATION), 404)
    return invitation


def reset_path(user: User) -> str:
    """The path of a link that lets `user` choose a new password: once, and for three days."""
    return reverse(
        "account_reset_password_from_key", args=[user_pk_to_url_str(user), default_token_generator.make_token(user)]
    )
