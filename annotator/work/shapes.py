"""What the API of articles and readings takes and gives, field by field."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import orjson
from django.core.validators import MaxLengthValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.work.library import ORDERS
from annotator.work.models import STATUSES, AnnotationSet
from articles.drafts import LONGEST
from articles.library.actions import LONGEST_TAG, MOST_TAGS
from articles.models import Article
from articles.paging import Asked, Names, PageAsked, Since
from articles.segmenting import pairs

MAX_METADATA = 100_000
INCLUDED = ("text", "paragraphs", "sentences")
MOST_WITH_TEXT = 100
LANGUAGE = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z"
WHAT_Q_IS = (
    "Words of titles and texts, in the language of each article; a phrase in quotation marks, `or` and `-not` are "
    "understood. An article’s number, `external_id` or `url` finds it, too."
)
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


@extend_schema_field(str)
class AsSent(serializers.Field[str, Any, str, Any]):
    """A string nothing is trimmed from. What no text can carry is repaired when it is stored, not refused."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("This must be a string.")
        return data


class FreeMetadata(serializers.DictField):
    """Whatever else is known about an article: an object that PostgreSQL can keep."""

    def to_internal_value(self, data: Any) -> dict[Any, Any]:
        metadata: dict[Any, Any] = super().to_internal_value(data)
        try:
            stored = orjson.dumps(metadata)
        except TypeError as error:
            raise serializers.ValidationError(f"This cannot be stored: {error}.") from None
        if len(stored) > MAX_METADATA or _NUL.search(stored):
            raise serializers.ValidationError(f"At most {MAX_METADATA:,} bytes, and no NUL characters.")
        if orjson.loads(stored) != metadata:  # it writes null for what is not finite
            raise serializers.ValidationError("This holds a number that is not finite.")
        return metadata


class ArticleIn(Asked):
    """One article to add. `text` is stored as sent; nothing is put in front of it."""

    text = AsSent()
    title = AsSent(default="", validators=[MaxLengthValidator(LONGEST["title"])])
    external_id = serializers.CharField(max_length=200, default="", allow_blank=True)
    outlet = serializers.CharField(max_length=200, default="", allow_blank=True)
    byline = serializers.CharField(max_length=300, default="", allow_blank=True)
    section = serializers.CharField(max_length=200, default="", allow_blank=True)
    url = serializers.URLField(max_length=2000, default="", allow_blank=True)
    language = serializers.RegexField(LANGUAGE, max_length=35, default="", allow_blank=True)
    published_at = serializers.DateTimeField(default=None, allow_null=True)
    licence = serializers.CharField(max_length=100, default="", allow_blank=True)
    metadata = FreeMetadata(default=dict)


class ArticleChanges(Asked):
    """What is to be corrected: only the fields that are sent. The text never changes."""

    title = AsSent(required=False, validators=[MaxLengthValidator(LONGEST["title"])])
    external_id = serializers.CharField(max_length=200, required=False, allow_blank=True)
    outlet = serializers.CharField(max_length=200, required=False, allow_blank=True)
    byline = serializers.CharField(max_length=300, required=False, allow_blank=True)
    section = serializers.CharField(max_length=200, required=False, allow_blank=True)
    url = serializers.URLField(max_length=2000, required=False, allow_blank=True)
    language = serializers.RegexField(LANGUAGE, max_length=35, required=False, allow_blank=True)
    published_at = serializers.DateTimeField(required=False, allow_null=True)
    licence = serializers.CharField(max_length=100, required=False, allow_blank=True)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_TAG), max_length=MOST_TAGS, required=False
    )


class ArticlesAsked(PageAsked):
    """The filters of a list of articles. Those about readings see only readings the caller may see."""

    q = serializers.CharField(required=False, help_text=WHAT_Q_IS)
    snippet = serializers.BooleanField(default=False, help_text="Also say where the words of `q` stand.")
    outlet = serializers.CharField(required=False)
    section = serializers.CharField(required=False)
    language = serializers.CharField(required=False)
    published_after = serializers.DateTimeField(required=False, help_text="At this moment or later.")
    published_before = serializers.DateTimeField(required=False, help_text="Before this moment.")
    actor = serializers.CharField(required=False, help_text="An actor’s UUID, or words of a name.")
    status = serializers.ChoiceField(list(STATUSES), required=False)
    annotator = serializers.CharField(required=False, help_text="A pseudonym, such as A01.")
    tag = serializers.CharField(required=False)
    imported = serializers.BooleanField(required=False, help_text="Has imported readings.")
    duplicates = serializers.BooleanField(required=False, help_text="Was known as a duplicate when it was added.")
    similar_to = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        help_text="Almost the same text as the article of this number.",
    )
    upload = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="Brought by the upload of this number."
    )
    sort = serializers.ChoiceField(
        list(ORDERS), default="added", help_text="`added` and `published` begin with the newest."
    )
    unassigned = serializers.BooleanField(required=False, help_text="For those who see every reading.")
    withdrawn = serializers.BooleanField(required=False, help_text="Withdrawn articles instead of current ones.")
    updated_since = Since()
    include = Names(INCLUDED, help_text="What lists leave out: `text`, `paragraphs`, `sentences`. At most 100 rows.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Texts are heavy: a page of them is short."""
        if attrs.get("include") and attrs["limit"] > MOST_WITH_TEXT:
            raise serializers.ValidationError({"limit": f"With include at most {MOST_WITH_TEXT}."})
        return attrs


class ArticleRow(serializers.ModelSerializer[Article]):
    """An article as lists show it."""

    project = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    metadata = serializers.DictField(read_only=True)

    class Meta:
        model = Article
        fields: tuple[str, ...] = (
            "id",
            "external_id",
            "project",
            "title",
            "outlet",
            "byline",
            "section",
            "url",
            "language",
            "published_at",
            "licence",
            "metadata",
            "tags",
            "text_sha256",
            "supersedes",
            "created_at",
            "updated_at",
            "withdrawn_at",
        )


class PieceOut(serializers.Serializer[Any]):
    """A stretch of a passage; `hit` when it is what was searched for."""

    text = serializers.CharField()
    hit = serializers.BooleanField()


class Pairs(serializers.ListField):
    """Bounds, kept as one flat list, as pairs."""

    child = serializers.ListField(child=serializers.IntegerField())

    def to_representation(self, data: list[int]) -> list[list[int]]:
        return pairs(data)


class ArticleOut(ArticleRow):
    """An article with its text. Bounds are half-open pairs of code points of `text`."""

    paragraphs = Pairs(read_only=True)
    sentences = Pairs(read_only=True)

    class Meta(ArticleRow.Meta):
        fields: tuple[str, ...] = (*ArticleRow.Meta.fields, "text", "paragraphs", "sentences")


class FoundRow(ArticleOut):
    """An article as a list shows it: `snippet`, when it was asked for, holds passages around what was found.

    `text`, `paragraphs` and `sentences` are there only when `include` names them. `listing` makes these rows.
    """

    paragraphs = Pairs(required=False)
    sentences = Pairs(required=False)
    snippet = PieceOut(many=True, source="passage", required=False)

    class Meta(ArticleRow.Meta):
        fields = (*ArticleOut.Meta.fields, "snippet")
        extra_kwargs: ClassVar[dict[str, Any]] = {"text": {"required": False}}


def names_of(wanted: Mapping[str, Any], fields: Sequence[str]) -> list[str]:
    """The members of each article in a list: those of `fields`, else all but the heavy ones `include` leaves out."""
    included = wanted.get("include") or []
    if fields:
        return [*fields, *(name for name in included if name not in fields)]
    return [name for name in FoundRow.Meta.fields if name not in INCLUDED or name in included]


class SetOut(serializers.ModelSerializer[AnnotationSet]):
    """A reading as lists show it: `annotator` is its owner's pseudonym, null for what no person made."""

    annotator = serializers.CharField(source="code", allow_null=True, read_only=True)
    scheme = serializers.IntegerField(source="scheme.version", read_only=True)
    status = serializers.ChoiceField(list(STATUSES), read_only=True)

    class Meta:
        model = AnnotationSet
        fields = (
            "id",
            "article",
            "kind",
            "annotator",
            "scheme",
            "revision",
            "status",
            "label",
            "system",
            "started_at",
            "submitted_at",
            "locked_at",
            "updated_at",
        )
