"""What the API of corrections takes and gives, field by field."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from annotator.work.shapes import ArticleRow, AsSent
from articles.access import Refusal
from articles.paging import Asked, PageAsked

MOST_FRAGMENTS = 100


class RevisionIn(Asked):
    """A corrected text. Metadata stays that of the article it corrects."""

    text = AsSent()
    reopen = serializers.BooleanField(
        default=False, help_text="Open every reading again, also those that go along whole."
    )


class CarriedOut(serializers.Serializer[Any]):
    """How many spans went which way."""

    exact = serializers.IntegerField(help_text="Stand in the new text already.")
    doubtful = serializers.IntegerField(help_text="Have to be placed or dropped by a person.")
    lost = serializers.IntegerField(help_text="The same, and nothing in the new text is like them.")


class RevisionOut(serializers.Serializer[Any]):
    """The article that has taken the other's place (`supersedes`)."""

    article = ArticleRow()
    carried = CarriedOut()


class DoubtsAsked(PageAsked):
    """Which doubts of a reading."""

    settled = serializers.BooleanField(required=False, allow_null=True, default=False)


class ProposalOut(serializers.Serializer[Any]):
    """A likely place in the new text, in code points, and how much it is like the old quote, from 0 to 1."""

    fragments = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    quote = serializers.ListField(child=serializers.CharField())
    likeness = serializers.FloatField()


class DoubtOut(serializers.Serializer[Any]):
    """A span of `from_set` whose place in the corrected text is not sure. Likely places, likeliest first."""

    id = serializers.IntegerField()
    set = serializers.IntegerField(source="set_id")
    from_set = serializers.IntegerField(source="from_set_id")
    uuid = serializers.UUIDField()
    kind = serializers.CharField(source="span.kind")
    quote = serializers.ListField(child=serializers.CharField(), source="span.quote")
    proposals = ProposalOut(many=True)
    placed = serializers.BooleanField()
    settled_at = serializers.DateTimeField(allow_null=True)


class Fragment(serializers.ListField):
    """A start and an end, in code points."""

    def __init__(self, **kwargs: Any) -> None:
        number = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
        super().__init__(child=number, min_length=2, max_length=2, **kwargs)


class SettlementIn(Asked):
    """Where the span stands in the new text, or that it is not there; one of the two."""

    fragments = serializers.ListField(
        child=Fragment(), required=False, min_length=1, max_length=MOST_FRAGMENTS, help_text="In code points."
    )
    drop = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("fragments" in attrs) == bool(attrs.get("drop")):
            raise Refusal("malformed", _("Send either “fragments” or “drop”."), 400)
        return attrs
