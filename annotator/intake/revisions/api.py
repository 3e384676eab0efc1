"""The API of corrections: put a corrected text in an article's place, and settle what is doubtful."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.intake.revisions import actions
from annotator.intake.revisions.reading import with_spans
from annotator.intake.revisions.shapes import DoubtOut, DoubtsAsked, RevisionIn, RevisionOut, SettlementIn
from annotator.work.models import AnnotationSet, Doubt
from articles.access import Can, require
from articles.authentication import SignedInRequest
from articles.made import made
from articles.models import Article
from articles.paging import asked, list_of, listed, read_page, refuse_unknown


class RevisionsView(APIView):
    """Corrections of an article."""

    @extend_schema(operation_id="articles_revise", request=RevisionIn, responses={201: RevisionOut})
    def post(self, request: SignedInRequest, article_id: int) -> Response:
        """Put a corrected text in the place of an article; its readings go along as far as their places are sure.

        422 `same_text`; 409 `superseded` names the newest revision as `article`.
        """
        articles = Article.objects.visible_to(request.user).select_related("project")
        article = get_object_or_404(articles, pk=article_id)
        require(request.user, Can.ASSIGN, article.project)
        refuse_unknown(request.query_params, ())
        new, figures = actions.revise(article, by=request.user, **asked(RevisionIn, request.data))
        return made(request, RevisionOut({"article": new, "carried": figures}).data, "api-article", new.pk)


class DoubtsView(APIView):
    """What of a reading has to be placed in a corrected text."""

    @extend_schema(operation_id="sets_doubts_list", parameters=[DoubtsAsked], responses=list_of(DoubtOut))
    def get(self, request: SignedInRequest, set_id: int) -> Response:
        """The doubts of a reading that are open, or settled ones, or with `settled=` both."""
        found = get_object_or_404(AnnotationSet.objects.visible_to(request.user), pk=set_id)
        wanted = asked(DoubtsAsked, request.query_params)
        rows = Doubt.objects.filter(set=found)
        if wanted["settled"] is not None:
            rows = rows.filter(settled_at__isnull=not wanted["settled"])
        page = read_page(rows, order=("pk",), wanted=wanted)
        return Response(listed(request, page, DoubtOut(with_spans(page.rows), many=True)))


class DoubtView(APIView):
    """One doubt."""

    @extend_schema(operation_id="doubts_settle", request=SettlementIn, responses=DoubtOut)
    def post(self, request: SignedInRequest, doubt_id: int) -> Response:
        """Say where the span stands in the new text, or drop it. It is an ordinary batch in the reading's log."""
        doubts = Doubt.objects.visible_to(request.user).select_related("set__project")
        doubt = get_object_or_404(doubts, pk=doubt_id)
        require(request.user, Can.ANNOTATE, doubt.set.project)
        refuse_unknown(request.query_params, ())
        wanted = asked(SettlementIn, request.data)
        if wanted.get("drop"):
            settled = actions.drop(doubt, by=request.user)
        else:
            fragments = [(start, end) for start, end in wanted["fragments"]]
            settled = actions.place(doubt, fragments=fragments, by=request.user)
        return Response(DoubtOut(with_spans([settled])[0]).data)
