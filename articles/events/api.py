"""The API of the log."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from articles.access import Can
from articles.api import project_for
from articles.authentication import SignedInRequest
from articles.describing import answers
from articles.events.reading import events_of, lines
from articles.events.sentences import KINDS
from articles.paging import PageAsked, asked, list_of, listed, read_page


class LogAsked(PageAsked):
    """Whose doings, and of which kind."""

    person = serializers.CharField(required=False, max_length=8, help_text="A pseudonym, such as A01.")
    kind = serializers.ChoiceField(list(KINDS.items()), required=False)


class EventOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    code = serializers.CharField(help_text="The pseudonym of whoever did it; empty when the server did.")
    name = serializers.CharField()
    kind = serializers.CharField()
    verb = serializers.CharField()
    subject = serializers.CharField()
    sentence = serializers.CharField(help_text="All of it in the language of the caller.")
    detail = serializers.DictField()


class LogView(APIView):
    """Who did what, newest first: downloads with their filters, releases, articles, members, tokens."""

    @extend_schema(summary="Read the log", parameters=[LogAsked], responses=answers(403, ok=list_of(EventOut)))
    def get(self, request: SignedInRequest, slug: str) -> Response:
        wanted = asked(LogAsked, request.query_params)
        project = project_for(request, slug, Can.WATCH)
        page = read_page(events_of(project, wanted), order=("-pk",), wanted=wanted)
        return Response(listed(request, page, EventOut(lines(project, page.rows), many=True)))
