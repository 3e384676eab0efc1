"""The answer to whoever made something: 201 with the address it has from now on, or 200 with what was there."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response


def made(request: Request | HttpRequest, body: Any, route: str, *arguments: Any, new: bool = True) -> Response:
    """`body` is what was made, at the address of `route`; without `new` it was there before."""
    if not new:
        return Response(body)
    place = request.build_absolute_uri(reverse(route, args=arguments))
    return Response(body, status=201, headers={"Location": place})
