"""In which language a person is answered, and the words the page's scripts say in it.

Pages follow the choice kept in a cookie, then the browser, then English. Programs always read English.
"""

import hashlib
from functools import lru_cache

import django
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog

SOURCE = "en"  # the language the sentences are written in; it needs no catalogue
FOR_EVER = "public, max-age=31536000, immutable"


class LanguageMiddleware(LocaleMiddleware):
    """Django's, but a program gets the same words whatever its headers say: only a signed-in browser's API speaks."""

    def process_request(self, request: HttpRequest) -> None:
        if asked_by_a_program(request):
            translation.activate(SOURCE)
            request.LANGUAGE_CODE = SOURCE
        else:
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        patch_vary_headers(response, ["Cookie"])  # the choice lives in one
        return super().process_response(request, response)


def asked_by_a_program(request: HttpRequest) -> bool:
    if not request.path_info.startswith("/api/"):
        return False
    return "Authorization" in request.headers or settings.SESSION_COOKIE_NAME not in request.COOKIES


def catalogue_address(language: str) -> str:
    """Where the scripts' words in a language are; it changes with them. Empty for English, which needs none."""
    return "" if language == SOURCE else reverse("words", args=[language, fingerprint(language)])


@require_safe
def words(request: HttpRequest, language: str, version: str) -> HttpResponseBase:
    """Django's catalogue for scripts, kept by browsers until the words change. Nothing in it is about a person."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        response: HttpResponseBase = JavaScriptCatalog.as_view(packages=["annotator"])(request)
    response["Cache-Control"] = FOR_EVER if version == fingerprint(language) else "no-store"
    return response


@lru_cache
def fingerprint(language: str) -> str:
    """Of the words and of Django, which writes the script around them."""
    digest = hashlib.sha256(django.__version__.encode())
    for folder in settings.LOCALE_PATHS:
        digest.update((folder / language / "LC_MESSAGES" / "djangojs.mo").read_bytes())
    return digest.hexdigest()[:16]
