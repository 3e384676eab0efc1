"""The API of articles and their readings. What saves operations is in `doors.py`."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.work.actions import open_set
from annotator.work.library import matching
from annotator.work.listing import page_of, rows_of
from annotator.work.models import AnnotationSet
from annotator.work.shapes import (
    ArticleChanges,
    ArticleIn,
    ArticleOut,
    ArticleRow,
    ArticlesAsked,
    FoundRow,
    SetOut,
    names_of,
)
from annotator.work.states import state_of
from articles.access import Can, require
from articles.actions import add_article
from articles.authentication import SignedInRequest
from articles.library.actions import describe_article
from articles.made import made
from articles.models import Article, Project
from articles.paging import Asked, PageAsked, asked, list_of, listed, read_page, refuse_unknown, wanted_names


class ArticlesView(APIView):
    """The articles of a project."""

    @extend_schema(operation_id="articles_list", parameters=[ArticlesAsked], responses=list_of(FoundRow))
    def get(self, request: SignedInRequest, slug: str) -> Response:
        """Articles without their texts, newest first unless `sort` says otherwise."""
        project = _project(request, slug)
        wanted = asked(ArticlesAsked, request.query_params)
        if wanted.get("unassigned"):
            require(request.user, Can.SEE_EVERY_SET, project)
        names = names_of(wanted, wanted_names(request))
        refuse_unknown(names, FoundRow.Meta.fields)
        articles = matching(project, wanted, by=request.user)
        if "updated_since" in wanted:
            articles = articles.filter(updated_at__gte=wanted["updated_since"])
        page = page_of(articles, wanted, names)
        words = wanted.get("q", "") if wanted["snippet"] else ""
        return Response(listed(request, page, rows_of(page, names, project, words)))

    @extend_schema(operation_id="articles_add", request=ArticleIn, responses={200: ArticleRow, 201: ArticleRow})
    def post(self, request: SignedInRequest, slug: str) -> Response:
        """Add one article. 200 when the same text is already there under the same `external_id`."""
        project = _project(request, slug)
        require(request.user, Can.UPLOAD, project)
        refuse_unknown(request.query_params, ())
        article, is_new = add_article(project=project, by=request.user, **asked(ArticleIn, request.data))
        return made(request, ArticleRow(article).data, "api-article", article.pk, new=is_new)


class ArticleView(APIView):
    """One article."""

    @extend_schema(operation_id="articles_read", responses=ArticleOut)
    def get(self, request: SignedInRequest, article_id: int) -> Response:
        """An article with its text, and where its paragraphs and sentences begin and end."""
        refuse_unknown(request.query_params, ())
        return Response(ArticleOut(_article(request, article_id)).data)

    @extend_schema(
        operation_id="articles_change",
        summary="Correct what is known about an article",
        request=ArticleChanges,
        responses=ArticleRow,
    )
    def patch(self, request: SignedInRequest, article_id: int) -> Response:
        """Correct metadata and tags; for managers and whoever added the article. The log keeps old and new."""
        article = _article(request, article_id)
        refuse_unknown(request.query_params, ())
        describe_article(article, by=request.user, **asked(ArticleChanges, request.data))
        article.refresh_from_db(fields=["updated_at"])
        return Response(ArticleRow(article).data)


class ArticleSetsView(APIView):
    """The readings of an article."""

    @extend_schema(operation_id="articles_sets_list", parameters=[PageAsked], responses=list_of(SetOut))
    def get(self, request: SignedInRequest, article_id: int) -> Response:
        """The readings of an article that the caller may see."""
        article = _article(request, article_id)
        wanted = asked(PageAsked, request.query_params)
        sets = AnnotationSet.objects.visible_to(request.user).filter(article=article)
        page = read_page(sets.with_code().select_related("scheme"), order=("pk",), wanted=wanted)
        return Response(listed(request, page, SetOut(page.rows, many=True)))

    @extend_schema(operation_id="articles_sets_open", request=None, responses={200: SetOut, 201: SetOut})
    def post(self, request: SignedInRequest, article_id: int) -> Response:
        """Open the caller's own reading: 201 when it is new, 200 when it was there."""
        article = _article(request, article_id)
        require(request.user, Can.ANNOTATE, article.project)
        refuse_unknown(request.query_params, ())
        asked(Asked, request.data)
        opened, is_new = open_set(article, by=request.user)
        found = AnnotationSet.objects.with_code().select_related("scheme").get(pk=opened.pk)
        return made(request, SetOut(found).data, "api-set", found.pk, new=is_new)


class SetView(APIView):
    """One reading."""

    @extend_schema(operation_id="sets_read", responses=OpenApiTypes.OBJECT)
    def get(self, request: SignedInRequest, set_id: int) -> Response:
        """A reading as it is now: its spans and attributions, and what the caller may do with it."""
        refuse_unknown(request.query_params, ())
        sets = AnnotationSet.objects.visible_to(request.user).select_related("article", "project", "scheme")
        found = get_object_or_404(sets, pk=set_id)
        state: dict[str, Any] = state_of(found, request.user)
        return Response(state)


def _project(request: SignedInRequest, slug: str) -> Project:
    return get_object_or_404(Project.objects.visible_to(request.user), slug=slug)


def _article(request: SignedInRequest, article_id: int) -> Article:
    articles = Article.objects.visible_to(request.user).select_related("project").defer("search", "sketch")
    return get_object_or_404(articles, pk=article_id)
