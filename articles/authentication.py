"""Who is calling: a signed-in person with a CSRF token, or a script with a token of one project."""

import base64
import binascii
from ipaddress import IPv4Address, ip_address, ip_network

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.request import Request

from articles.access import Refusal, digest_of
from articles.actions import note_use
from articles.models import Token, User
from articles.secrets import is_mistyped

CHALLENGE = 'Bearer realm="Ascribe"'
PAGE_OF = "X-Ascribe-Person"
MOST_REMEMBERED = 10_000
_good_tokens: dict[str, str] = {}


class SignedInRequest(Request):
    """What an API view may assume: somebody is signed in."""

    user: User


class SignedInHttpRequest(HttpRequest):
    """What a page may assume once `login_required` has let the request in."""

    user: User


class CallerAuthentication(BaseAuthentication):
    """Django REST framework's way to `caller`."""

    def authenticate(self, request: Request) -> tuple[User, Token | None] | None:
        user = caller(request._request)
        return user, user.token

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


def caller(request: HttpRequest, *, basic: bool = False) -> User:
    """The person behind a request; `user.token` is set when a script speaks for them.

    `basic` also takes a token as the password of HTTP Basic, for clients that know nothing else.
    Raises Refusal 401 without credentials, 403 without a CSRF token.
    """
    header = request.headers.get("Authorization", "")
    if header:
        spoken_for = user_of_token(_secret(header, basic=basic), noted=request.method != "HEAD")
        _remember(header, spoken_for)
        return spoken_for
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        raise Refusal("not_signed_in", _("Sign in, or send a token: “Authorization: Bearer …”."), 401)
    _check_csrf(request)
    _check_page(request, user)
    return user


def known_caller(request: HttpRequest) -> str:
    """Whom a request is counted for, without asking the database: a token that was good before, else a signed-in
    person, else an address. Made-up tokens share what their address has."""
    header = request.headers.get("Authorization", "")
    if header:
        return _good_tokens.get(digest_of(header)) or _address(request)
    signed_in = request.session.get(SESSION_KEY) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    return f"user {signed_in}" if signed_in else _address(request)


def user_of_token(secret: str, *, noted: bool = True) -> User:
    """The owner of a valid token, narrowed to what the token may do. Raises Refusal 401.

    `noted`: that the token was used is kept, which writes now and then.
    """
    if is_mistyped(secret):
        raise Refusal("bad_token", _("This token has a typing error, or a part of it is missing."), 401)
    token = Token.objects.select_related("user").filter(digest=digest_of(secret)).first()
    if token is None or token.revoked_at is not None or not token.user.is_active:
        raise Refusal("bad_token", _("This token is not valid. Create a new one under “Tokens”."), 401)
    if token.expires_at <= timezone.now():
        raise Refusal("expired_token", _("This token has expired. Create a new one under “Tokens”."), 401)
    if noted:
        note_use(token)
    token.user.token = token
    return token.user


def _remember(header: str, user: User) -> None:
    if len(_good_tokens) >= MOST_REMEMBERED:
        _good_tokens.clear()
    _good_tokens[digest_of(header)] = f"token {user.token.pk if user.token else ''}"


def _address(request: HttpRequest) -> str:
    """Of the client; behind a proxy of ours, which tells of HTTPS, what that proxy has seen."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    said = forwarded.rpartition(",")[2].strip()[:45] or request.META.get("REMOTE_ADDR", "")
    return f"address {_household(said)}"


def _household(address: str) -> str:
    """An address of IPv6 without its last half, which whoever has one may choose anew for each request."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network((known.packed, 64), strict=False))


def _secret(header: str, *, basic: bool) -> str:
    scheme, _rest, value = header.partition(" ")
    if scheme.lower() in ("bearer", "token"):
        return value.strip()
    if scheme.lower() == "basic" and basic:
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    raise Refusal("bad_token", _("Send the token as “Authorization: Bearer …”."), 401)


def _check_csrf(request: HttpRequest) -> None:
    """Lean doors are exempt from the middleware, so that tokens work; sessions are checked here instead."""
    check = CSRFCheck(_unused)
    check.process_request(request)
    if reason := check.process_view(request, _unused, (), {}):
        raise Refusal("csrf", _("Reload the page and try again: %(reason)s") % {"reason": reason}, 403)


def _check_page(request: HttpRequest, user: User) -> None:
    """A page left open says whose it is: what one person made must never be stored under the next one's session."""
    if request.headers.get(PAGE_OF, str(user.pk)) != str(user.pk):
        raise Refusal("other_person", _("Somebody else is signed in now. Reload the page to go on as them."), 403)


def _unused(request: HttpRequest) -> HttpResponse:
    """Stands where the check wants a view; it only looks for exemption marks on it."""
    return HttpResponse()
