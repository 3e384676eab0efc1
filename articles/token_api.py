"""The API of tokens: one's own, and for managers everybody's."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from articles import actions
from articles.access import Can, Scope, may, require
from articles.actions import LONGEST_TOKEN_DAYS, TOKEN_DAYS
from articles.api import project_for
from articles.authentication import SignedInRequest
from articles.conventions.repeating import not_to_be_kept
from articles.describing import answers
from articles.models import Project, Token
from articles.paging import Asked, PageAsked, asked, list_of, listed, read_page


class TokensAsked(PageAsked):
    everyone = serializers.BooleanField(default=False, help_text="Everybody's in the project; for managers.")


class TokenIn(Asked):
    """A key for scripts, made by a person who is signed in."""

    name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    scope = serializers.ChoiceField(Scope.choices)
    days = serializers.IntegerField(
        min_value=1, max_value=LONGEST_TOKEN_DAYS, default=TOKEN_DAYS, help_text="How long it works."
    )


class TokenOut(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    scope = serializers.ChoiceField(Scope.choices)
    annotator = serializers.CharField(source="code", help_text="The pseudonym of its owner.")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the minute.")


class NewTokenOut(TokenOut):
    token = serializers.CharField(source="secret", help_text="The token itself. It is shown here and never again.")


class TokensView(APIView):
    """Keys for scripts."""

    @extend_schema(summary="List tokens", parameters=[TokensAsked], responses=answers(403, ok=list_of(TokenOut)))
    def get(self, request: SignedInRequest, slug: str) -> Response:
        wanted = asked(TokensAsked, request.query_params)
        project = project_for(request, slug)
        found = _tokens(project)
        if wanted["everyone"]:
            require(request.user, Can.WATCH, project)
        else:
            found = found.filter(user=request.user)
        page = read_page(found, order=("-pk",), wanted=wanted)
        return Response(listed(request, page, TokenOut(page.rows, many=True)))

    @extend_schema(
        summary="Make a token",
        description="Only for a person who is signed in: a token never makes another one.",
        request=TokenIn,
        responses=answers(403, 422, created=NewTokenOut),
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        not_to_be_kept(request)
        project = project_for(request, slug)
        wanted = asked(TokenIn, request.data)
        scope = Scope(wanted.pop("scope"))
        made, secret = actions.create_token(user=request.user, project=project, scope=scope, by=request.user, **wanted)
        shown = _tokens(project).get(pk=made.pk)
        shown.secret = secret  # type: ignore[attr-defined]  # in this answer only
        answer = Response(NewTokenOut(shown).data, status=201)
        answer["Cache-Control"] = "no-store"
        return answer


class TokenView(APIView):
    """One key."""

    @extend_schema(summary="Revoke a token", responses={204: None, **answers(403)})
    def delete(self, request: SignedInRequest, slug: str, token_id: int) -> Response:
        project = project_for(request, slug)
        known = project.tokens.select_related("user", "project")
        if not may(request.user, Can.WATCH, project):
            known = known.filter(user=request.user)
        actions.revoke_token(get_object_or_404(known, pk=token_id), by=request.user)
        return Response(status=204)


def _tokens(project: Project) -> QuerySet[Token]:
    of_owner = project.memberships.filter(user=OuterRef("user")).values("code")
    return Token.objects.filter(project=project).annotate(code=Subquery(of_owner[:1]))
