"""The API of releases: ask for one, follow it, read what is in it, compare, withdraw."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.release.frozen import actions
from annotator.release.frozen.asking import Wish
from annotator.release.frozen.links import page_of
from annotator.release.frozen.reading import comparison, one_of, refuse_withdrawn, releases_of
from annotator.release.frozen.shapes import ComparisonOut, ReleaseChange, ReleaseIn, ReleaseOut, ReleaseRow
from annotator.release.models import Release
from articles.access import Can, Refusal, require
from articles.authentication import SignedInRequest
from articles.describing import answers
from articles.models import Project
from articles.paging import PageAsked, asked, list_of, listed, read_page, refuse_unknown

SOON = "2"  # seconds until it is worth asking again


class ReleasesView(APIView):
    """The releases of a project."""

    @extend_schema(operation_id="releases_list", parameters=[PageAsked], responses=answers(403, ok=list_of(ReleaseRow)))
    def get(self, request: SignedInRequest, slug: str) -> Response:
        """Releases, newest first, withdrawn and unfinished ones too."""
        project = _project(request, slug, Can.EXPORT)
        wanted = asked(PageAsked, request.query_params)
        page = read_page(releases_of(project, request.user), order=("-number",), wanted=wanted)
        return Response(listed(request, page, ReleaseRow(page.rows, many=True, context={"request": request})))

    @extend_schema(operation_id="releases_make", request=ReleaseIn, responses={**answers(403, 422), 202: ReleaseRow})
    def post(self, request: SignedInRequest, slug: str) -> Response:
        """Freeze a dataset. It is built in the background: follow `Location` until `state` is built."""
        project = _project(request, slug, Can.RELEASE)
        refuse_unknown(request.query_params, ())
        wanted = asked(ReleaseIn, request.data)
        wanted.setdefault("rights", project.text_rights)
        address = page_of(request, project)
        release = actions.make_release(project, Wish(**wanted), by=request.user, address=address)
        body = ReleaseRow(release, context={"request": request}).data
        return Response(body, status=202, headers={"Location": body["url"], "Retry-After": SOON})


class ReleaseView(APIView):
    """One release."""

    @extend_schema(operation_id="releases_read", responses=answers(403, 410, ok=ReleaseOut))
    def get(self, request: SignedInRequest, slug: str, number: int) -> Response:
        """What is in a release, with its files; how far it is while it is built. 410 when it was withdrawn."""
        refuse_unknown(request.query_params, ())
        release = one_of(_project(request, slug, Can.EXPORT), request.user, number)
        refuse_withdrawn(release)
        return Response(ReleaseOut(release, context={"request": request}).data)

    @extend_schema(operation_id="releases_change", request=ReleaseChange, responses=answers(403, 422, ok=ReleaseRow))
    def patch(self, request: SignedInRequest, slug: str, number: int) -> Response:
        """Withdraw a complete release; stop, or try again, one that is not. Nothing else ever changes."""
        project = _project(request, slug, Can.RELEASE)
        refuse_unknown(request.query_params, ())
        release = one_of(project, request.user, number)
        wanted = asked(ReleaseChange, request.data)
        if reason := wanted.get("withdrawn_reason"):
            actions.withdraw_release(release, by=request.user, reason=reason)
        elif wanted.get("cancel"):
            actions.cancel_build(release, by=request.user)
        else:
            actions.build_again(release, by=request.user)
        now = one_of(project, request.user, number)
        return Response(ReleaseRow(now, context={"request": request}).data)


class ReleaseComparisonView(APIView):
    """Two releases."""

    @extend_schema(operation_id="releases_compare", responses=answers(403, 410, 422, ok=ComparisonOut))
    def get(self, request: SignedInRequest, slug: str, number: int, other: int) -> Response:
        """What changed from the release `other` to this one."""
        refuse_unknown(request.query_params, ())
        project = _project(request, slug, Can.EXPORT)
        newer, older = (_complete(one_of(project, request.user, one)) for one in (number, other))
        return Response(ComparisonOut(comparison(older, newer)).data)


def _complete(release: Release) -> Release:
    refuse_withdrawn(release)
    if not release.built_at:
        raise Refusal("not_built", f"Release {release.number} is not built, so it cannot be compared.")
    return release


def _project(request: SignedInRequest, slug: str, can: Can) -> Project:
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    require(request.user, can, project)
    return project
