"""What the API of comments takes and gives, field by field."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from annotator.work.models import Comment
from articles.access import Refusal
from articles.paging import Asked, PageAsked

LONGEST = 5000


class CommentsAsked(PageAsked):
    """Which comments of a reading."""

    resolved = serializers.BooleanField(required=False, allow_null=True, default=None)


class CommentIn(Asked):
    """A comment as it is sent. `uuid` is made by the sender, so that sending it twice is harmless."""

    uuid = serializers.UUIDField()
    text = serializers.CharField(max_length=LONGEST)
    span = serializers.UUIDField(required=False, allow_null=True)
    attribution = serializers.UUIDField(required=False, allow_null=True)
    answers_to = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**63 - 1)


class CommentChange(Asked):
    """Other words (by whoever wrote it), or whether it is resolved; one of the two."""

    text = serializers.CharField(max_length=LONGEST, required=False)
    resolved = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise Refusal("malformed", _("Send either “text” or “resolved”."), 400)
        return attrs


class MentionOut(serializers.Serializer[Any]):
    """Somebody by their code; `name` only where the caller may know it."""

    code = serializers.CharField()
    name = serializers.CharField(allow_null=True)


class CommentRights(serializers.Serializer[Any]):
    """What the caller may do with a comment."""

    edit = serializers.BooleanField()
    answer = serializers.BooleanField()
    resolve = serializers.BooleanField()


class CommentOut(serializers.Serializer[Any]):
    """One comment. `span` and `attribution` are null when what it was about has been deleted: `words` remember it."""

    id = serializers.IntegerField()
    uuid = serializers.UUIDField()
    set = serializers.IntegerField()
    answers_to = serializers.IntegerField(allow_null=True)
    about = serializers.ChoiceField(choices=Comment.About.choices)
    span = serializers.UUIDField(allow_null=True)
    attribution = serializers.UUIDField(allow_null=True)
    words = serializers.CharField()
    text = serializers.CharField()
    by = serializers.CharField()
    name = serializers.CharField(allow_null=True)
    mentions = MentionOut(many=True)
    at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolved_by = serializers.CharField(allow_null=True)
    can = CommentRights()
