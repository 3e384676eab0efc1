"""The API of links to the files of a release: one's own, and for managers everybody's."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.release.files.actions import make_link, revoke_link
from annotator.release.files.models import FileLink
from annotator.release.models import Release
from articles.access import Can, require
from articles.api import project_for
from articles.authentication import SignedInRequest
from articles.conventions.repeating import not_to_be_kept
from articles.describing import answers
from articles.paging import Asked, PageAsked, asked, list_of, listed, read_page


class LinksAsked(PageAsked):
    everyone = serializers.BooleanField(default=False, help_text="Everybody's; for managers.")


class LinkOut(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    annotator = serializers.CharField(source="code", help_text="The pseudonym of its owner.")
    works = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(source="ended_at", allow_null=True, help_text="Or its token was.")
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the minute.")


class NewLinkOut(LinkOut):
    url = serializers.SerializerMethodField(
        help_text="Put the name of a file behind it. Whoever has it has the files; it is in no list."
    )

    def get_url(self, link: FileLink) -> str:
        url: str = self.context["request"].build_absolute_uri(link.address)
        return url


class ReleaseLinksView(APIView):
    """Links to the files of a release, for programs that cannot send a token."""

    @extend_schema(summary="List links", parameters=[LinksAsked], responses=answers(403, ok=list_of(LinkOut)))
    def get(self, request: SignedInRequest, slug: str, number: int) -> Response:
        wanted = asked(LinksAsked, request.query_params)
        release = _release(request, slug, number)
        found = FileLink.objects.of_release(release)
        if wanted["everyone"]:
            require(request.user, Can.WATCH, release.project)
        else:
            found = found.filter(user=request.user)
        page = read_page(found, order=("-pk",), wanted=wanted)
        return Response(listed(request, page, LinkOut(page.rows, many=True)))

    @extend_schema(
        summary="Make a link of one's own",
        description="It works for seven days, or as long as the token it is made with. 200 with the link there is "
        "already, while most of its time is left. A token that may only read is enough.",
        request=Asked,
        responses={**answers(403, 422, ok=NewLinkOut), 201: NewLinkOut},
    )
    def post(self, request: SignedInRequest, slug: str, number: int) -> Response:
        not_to_be_kept(request)
        asked(Asked, request.data)
        release = _release(request, slug, number)
        made, new = make_link(release, by=request.user)
        shown = FileLink.objects.of_release(release).get(pk=made.pk)
        answer = Response(NewLinkOut(shown, context={"request": request}).data, status=201 if new else 200)
        answer["Cache-Control"] = "no-store"
        return answer


class ReleaseLinkView(APIView):
    """One link."""

    @extend_schema(summary="Revoke a link", responses={204: None, **answers(403)})
    def delete(self, request: SignedInRequest, slug: str, number: int, link_id: int) -> Response:
        release = _release(request, slug, number)
        seen = FileLink.objects.of_release(release).seen_by(request.user, release.project)
        revoke_link(get_object_or_404(seen, pk=link_id), by=request.user)
        return Response(status=204)


def _release(request: SignedInRequest, slug: str, number: int) -> Release:
    project = project_for(request, slug, Can.EXPORT)
    found = Release.objects.visible_to(request.user).filter(project=project).select_related("project")
    return get_object_or_404(found, number=number)
