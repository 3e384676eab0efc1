"""The API of comments."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.work.comments import actions
from annotator.work.comments.reading import comments_json, readers_of, sees_names
from annotator.work.comments.shapes import CommentChange, CommentIn, CommentOut, CommentsAsked, MentionOut
from annotator.work.models import AnnotationSet, Comment
from articles.access import Can, require
from articles.authentication import SignedInRequest
from articles.paging import Asked, asked, list_of, listed, read_page, refuse_unknown


class CommentsView(APIView):
    """The comments on a reading."""

    @extend_schema(operation_id="sets_comments_list", parameters=[CommentsAsked], responses=list_of(CommentOut))
    def get(self, request: SignedInRequest, set_id: int) -> Response:
        """Comments, oldest first: remarks and the answers to them (`answers_to`). `resolved` chooses remarks."""
        found = _set(request, set_id)
        wanted = asked(CommentsAsked, request.query_params)
        rows = Comment.objects.filter(set=found)
        if wanted["resolved"] is not None:
            rows = rows.filter(answers_to=None, resolved_at__isnull=not wanted["resolved"])
        page = read_page(rows, order=("pk",), wanted=wanted)
        return Response(listed(request, page, comments_json(page.rows, found.project, request.user)))

    @extend_schema(operation_id="sets_comments_write", request=CommentIn, responses={200: CommentOut, 201: CommentOut})
    def post(self, request: SignedInRequest, set_id: int) -> Response:
        """Comment on a reading, a span or an attribution, or answer: 201 when it is new, 200 when it was there."""
        found = _set(request, set_id)
        require(request.user, Can.COMMENT, found.project)
        refuse_unknown(request.query_params, ())
        comment, is_new = actions.write_comment(found, by=request.user, **asked(CommentIn, request.data))
        return Response(comments_json([comment], found.project, request.user)[0], status=201 if is_new else 200)


class CommentView(APIView):
    """One comment."""

    @extend_schema(operation_id="comments_read", responses=CommentOut)
    def get(self, request: SignedInRequest, comment_id: int) -> Response:
        """One comment on a reading the caller may read."""
        found = get_object_or_404(
            Comment.objects.visible_to(request.user).select_related("set__project"), pk=comment_id
        )
        refuse_unknown(request.query_params, ())
        return Response(comments_json([found], found.set.project, request.user)[0])

    @extend_schema(operation_id="comments_change", request=CommentChange, responses=CommentOut)
    def patch(self, request: SignedInRequest, comment_id: int) -> Response:
        """Resolve a remark or open it again, or change the words of one's own comment."""
        comment = _comment(request, comment_id)
        wanted = asked(CommentChange, request.data)
        change = actions.edit_comment if "text" in wanted else actions.resolve_comment
        changed = change(comment, by=request.user, **wanted)
        return Response(comments_json([changed], comment.set.project, request.user)[0])

    @extend_schema(operation_id="comments_delete", request=None, responses={204: None})
    def delete(self, request: SignedInRequest, comment_id: int) -> Response:
        """Take back one's own comment, as long as nobody has answered it."""
        actions.delete_comment(_comment(request, comment_id), by=request.user)
        return Response(status=204)


class CommentsSeenView(APIView):
    """Whether the caller has seen the comments on a reading."""

    @extend_schema(operation_id="sets_comments_see", request=None, responses={204: None})
    def put(self, request: SignedInRequest, set_id: int) -> Response:
        """The caller has looked at the comments on a reading: their inbox shows them as read."""
        found = _set(request, set_id)
        asked(Asked, request.data)
        actions.see_comments(found, by=request.user)
        return Response(status=204)


class ReadersView(APIView):
    """Who may be mentioned."""

    @extend_schema(operation_id="sets_readers_list", responses=MentionOut(many=True))
    def get(self, request: SignedInRequest, set_id: int) -> Response:
        """The members who may read this reading, and so may be mentioned; in a blind project by code alone."""
        found = _set(request, set_id)
        refuse_unknown(request.query_params, ())
        named = sees_names(found.project, request.user.role_in(found.project))
        readers = readers_of(found, named=named)
        return Response([{"code": reader.code, "name": reader.name or None} for reader in readers])


def _set(request: SignedInRequest, set_id: int) -> AnnotationSet:
    return get_object_or_404(AnnotationSet.objects.visible_to(request.user).select_related("project"), pk=set_id)


def _comment(request: SignedInRequest, comment_id: int) -> Comment:
    comments = Comment.objects.visible_to(request.user).select_related("set__project")
    found = get_object_or_404(comments, pk=comment_id)
    require(request.user, Can.COMMENT, found.set.project)
    refuse_unknown(request.query_params, ())
    return found
