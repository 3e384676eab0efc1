"""What a page does with a "no" that it did not expect."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.access import Refusal


class RefusalPages:
    """Turns a Refusal raised by a page into a page that says it, with its status. The API answers its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        if not isinstance(raised, Refusal):
            return None
        known = {403: "403.html", 404: "404.html"}
        template = known.get(raised.status, "refused.html")
        return render(request, template, {"refusal": raised}, status=raised.status)
