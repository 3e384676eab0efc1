"""What the API says about itself: what there is, its description, an interactive page, and its error codes."""

import re

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema, inline_serializer
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.release.errors import ErrorCode, error_codes

PREFIX = "api/v1/"
CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")


class Root(APIView):
    """The door of the API."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        auth=[],
        responses=inline_serializer(
            "About",
            {name: serializers.URLField() for name in ("projects", "documentation", "schema", "errors")}
            | {
                "routes": serializers.ListField(
                    child=serializers.CharField(), help_text="Addresses, {} to be filled in."
                )
            },
        ),
    )
    def get(self, request: Request) -> Response:
        """What there is, with links. Open to everybody."""
        links = {
            "projects": "api-projects",
            "documentation": "api-docs",
            "schema": "api-schema",
            "errors": "api-errors",
        }
        found = {name: request.build_absolute_uri(reverse(route)) for name, route in links.items()}
        return Response(found | {"routes": routes()})


class Schema(SpectacularAPIView):
    """The OpenAPI description of this API, as YAML or, when asked for, JSON. Open to everybody."""

    authentication_classes = ()
    permission_classes = ()


@require_safe
@csp_update({"img-src": [SELF, "data:"]})  # the arrows of the page are drawings within its stylesheet
def docs(request: HttpRequest) -> HttpResponse:
    """An interactive page of the API, from files of our own."""
    return render(request, "release/docs.html", {"schema_url": reverse("api-schema")})


@require_safe
def errors(request: HttpRequest) -> HttpResponse:
    """Every code a refusal may have, with what it says."""
    return render(request, "release/errors.html", {"codes": _by_code()})


@require_safe
def error(request: HttpRequest, code: str) -> HttpResponse:
    """What one code means: where the `type` of a problem leads."""
    meanings = _by_code().get(code)
    if meanings is None:
        raise Http404
    return render(request, "release/error.html", {"code": code, "meanings": meanings})


def _by_code() -> dict[str, list[ErrorCode]]:
    by_code: dict[str, list[ErrorCode]] = {}
    for found in error_codes():
        by_code.setdefault(found.code, []).append(found)
    return by_code


def routes() -> list[str]:
    """The addresses below /api/v1/, with {names} to be filled in."""
    found: set[str] = set()
    for one in get_resolver().url_patterns:
        if isinstance(one, URLResolver) and str(one.pattern) == PREFIX:
            found |= {f"/{PREFIX}{part.pattern}" for part in one.url_patterns if isinstance(part, URLPattern)}
    return sorted(CONVERTED.sub(r"{\1}", address) for address in found)
