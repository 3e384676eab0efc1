"""What the API of uploads takes and gives, field by field."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.intake.encodings import CHOICES
from annotator.intake.formats.units import UNITS
from annotator.intake.states import Progress, State, counts_of
from articles.models import Upload, UploadItem
from articles.paging import Asked, PageAsked, list_of
from articles.words import _

COUNTED = (*UploadItem.State.values, "known")


class UploadIn(Asked):
    """A file of any format that is read, with one article or many, with or without annotations."""

    file = serializers.FileField(max_length=255, allow_empty_file=True, required=False)
    url = serializers.CharField(
        max_length=2000, default="", help_text="Instead of a file, where the server may fetch one (IMPORT_BY_URL=1)."
    )
    language = serializers.RegexField(
        r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z", max_length=35, default="", help_text="The project's if not given."
    )
    encoding = serializers.ChoiceField(list(CHOICES), default="", help_text="Found out if not given.")
    unit = serializers.ChoiceField(
        list(UNITS), default="", help_text="What offsets in the file count. Found out if not given."
    )
    columns = serializers.JSONField(
        default=dict,
        help_text='Of a table: which column is which field, such as {"Maintext": "text"}. Guessed if not given.',
    )
    mapping = serializers.JSONField(
        default=dict, help_text="What labels of annotations become: {spans, links, values}. Guessed if not given."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A file or an address, one of them."""
        if bool(attrs["url"]) == ("file" in attrs):
            raise serializers.ValidationError({"file": [_("Send either a file or a url.")]})
        return attrs


class ItemsAsked(PageAsked):
    """Which items of an upload."""

    state = serializers.ChoiceField(UploadItem.State.choices, required=False)


class ProgressOut(serializers.Serializer[Any]):
    """How far the worker is: in bytes of the file, or in articles when `state` is adding."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()
    entries = serializers.IntegerField(
        help_text="What was found in it so far: files of an archive, articles of a list or table."
    )


class ItemOut(serializers.Serializer[Any]):
    """What became of one article in the file."""

    id = serializers.IntegerField()
    place = serializers.CharField(help_text="The entry of an archive; empty in other files.")
    line = serializers.IntegerField(allow_null=True, help_text="Where it begins in the file.")
    state = serializers.ChoiceField(UploadItem.State.choices)
    title = serializers.CharField()
    article = serializers.IntegerField(source="article_id", allow_null=True)
    same_text_as = serializers.IntegerField(
        source="duplicate_of_id", allow_null=True, help_text="An older article with the same text."
    )
    code = serializers.CharField(help_text="Why it was refused; already_there: the article existed.")
    reason = serializers.CharField()
    notes = serializers.ListField(child=serializers.CharField(), help_text="What was dropped or is doubtful.")


class SetsOut(serializers.Serializer[Any]):
    """What was annotated in the file and is stored now."""

    sets = serializers.IntegerField()
    spans = serializers.IntegerField()
    attributions = serializers.IntegerField()
    refused = serializers.IntegerField(help_text="Readings that could not be stored; their items say why.")


class UploadRow(serializers.Serializer[Any]):
    """One upload. `state` is queued, reading, ready (a person has to look), adding, done or failed."""

    id = serializers.IntegerField()
    url = serializers.SerializerMethodField()
    filename = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    state = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField(help_text="Items by their state; `known` were there before.")
    annotations = serializers.SerializerMethodField()
    format = serializers.CharField()
    options = serializers.JSONField(help_text="How it is read: unit, columns, mapping.")
    encoding = serializers.CharField()
    language = serializers.CharField()
    code = serializers.SerializerMethodField(help_text="Why the file as a whole could not be read.")
    reason = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

    def get_url(self, upload: Upload) -> str:
        """Where to ask how far it is."""
        path = f"/api/v1/uploads/{upload.pk}/"
        return str(self.context["request"].build_absolute_uri(path))

    @extend_schema_field(serializers.ChoiceField(State.choices))
    def get_state(self, upload: Upload) -> str:
        return self._progress(upload).state.value

    @extend_schema_field(ProgressOut)
    def get_progress(self, upload: Upload) -> dict[str, int]:
        told = self._progress(upload)
        return {"done": told.done, "total": told.total, "entries": told.entries}

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_counts(self, upload: Upload) -> dict[str, int]:
        found = counts_of(upload)
        return {name: found.get(name, 0) for name in COUNTED}

    @extend_schema_field(SetsOut(allow_null=True))
    def get_annotations(self, upload: Upload) -> Any:
        return upload.report.get("sets")

    def get_code(self, upload: Upload) -> str:
        return self._progress(upload).code

    def get_reason(self, upload: Upload) -> str:
        return self._progress(upload).reason

    def _progress(self, upload: Upload) -> Progress:
        found: Progress = self.context["progress"][upload.pk]
        return found


class UploadOut(UploadRow):
    """One upload with the fate of its items."""

    items = serializers.SerializerMethodField()

    @extend_schema_field(list_of(ItemOut))
    def get_items(self, upload: Upload) -> Any:
        return self.context["items"]


class UndoneOut(serializers.Serializer[Any]):
    """What undoing an import did."""

    deleted = serializers.IntegerField(help_text="Articles nobody else had touched.")
    withdrawn = serializers.IntegerField(help_text="Articles somebody had worked on.")
    kept = serializers.IntegerField(help_text="Articles that another file brought, too.")
    sets = serializers.IntegerField(help_text="Imported readings that were deleted.")
    locked = serializers.IntegerField(help_text="Imported readings from which something had been taken.")
