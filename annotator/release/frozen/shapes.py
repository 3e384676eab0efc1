"""What the API takes and gives of releases."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from annotator.release.frozen.citing import bibtex
from annotator.release.frozen.links import files_of
from annotator.release.frozen.reading import facts_of, failure_of, progress_of
from annotator.release.models import Release
from articles.models import Project
from articles.paging import Asked

SETS_HELP = "Which readings; a `set_kind` or `status` among the filters goes before it."
RIGHTS_HELP = "At most this is given away; the project's setting and each article's licence may allow less."


class ReleaseIn(Asked):
    """What to release."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, allow_blank=True, default="")
    sets = serializers.ChoiceField(Release.Sets.choices, default=Release.Sets.SUBMITTED, help_text=SETS_HELP)
    filters = serializers.DictField(default=dict, help_text="The filters of the export, by their names.")
    split = serializers.ChoiceField(Release.Split.choices, default=Release.Split.NONE)
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=1, help_text="Of a split by article.")
    shares = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=100),
        required=False,
        min_length=3,
        max_length=3,
        help_text="Of a hundred articles, how many go to train, dev and test; 80, 10, 10 when left out.",
    )
    rights = serializers.ChoiceField(
        Project.TextRights.choices, required=False, help_text=f"{RIGHTS_HELP} The project's setting when left out."
    )


class ReleaseChange(Asked):
    """One thing to do with a release."""

    withdrawn_reason = serializers.CharField(
        required=False, max_length=2000, help_text="Withdraw a complete release; everybody who may read it reads why."
    )
    cancel = serializers.BooleanField(required=False, help_text="Stop building it.")
    build_again = serializers.BooleanField(required=False, help_text="Try again what was not built.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len([name for name, value in attrs.items() if value]) != 1:
            raise serializers.ValidationError("Say one of withdrawn_reason, cancel and build_again.")
        return attrs


class ProgressOut(serializers.Serializer[Any]):
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class FileOut(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="The path inside the release.")
    media_type = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    rows = serializers.IntegerField(allow_null=True)
    url = serializers.SerializerMethodField()

    def get_url(self, file: Any) -> str:
        return f"{self.context['files_at']}{file.name}"


class ReleaseRow(serializers.Serializer[Any]):
    """A release in the list. `state` is building, failed, built or withdrawn."""

    url = serializers.SerializerMethodField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    description = serializers.CharField()
    state = serializers.ChoiceField(Release.State.choices)
    progress = serializers.SerializerMethodField()
    failure = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    built_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawn_reason = serializers.CharField()
    scheme = serializers.IntegerField(source="scheme.version", help_text="The version in force when it was asked for.")
    sets = serializers.ChoiceField(Release.Sets.choices)
    filters = serializers.DictField()
    words = serializers.CharField(help_text="The filter as sentences.")
    split = serializers.ChoiceField(Release.Split.choices)
    seed = serializers.IntegerField()
    shares = serializers.ListField(child=serializers.IntegerField())
    rights = serializers.ChoiceField(Project.TextRights.choices)
    sha256 = serializers.CharField(help_text="Of MANIFEST.sha256, and so of everything in it.")

    def get_url(self, release: Release) -> str:
        address = reverse("api-release", args=[release.project.slug, release.number])
        return str(self.context["request"].build_absolute_uri(address))

    def get_progress(self, release: Release) -> dict[str, int]:
        return progress_of(release)

    def get_failure(self, release: Release) -> str:
        return failure_of(release)


class ReleaseOut(ReleaseRow):
    """A release with its files."""

    counts = serializers.DictField()
    citation = serializers.SerializerMethodField(help_text="BibTeX; empty until it is built.")
    files = serializers.SerializerMethodField()

    def get_citation(self, release: Release) -> str:
        return bibtex(facts_of(release)) if release.built_at else ""

    def get_files(self, release: Release) -> list[dict[str, Any]]:
        files_at = self.context["request"].build_absolute_uri(files_of(release))
        return list(FileOut(release.files.all(), many=True, context={"files_at": files_at}).data)


class DifferenceOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    before = serializers.IntegerField()
    after = serializers.IntegerField()
    by = serializers.IntegerField()


class ComparisonOut(serializers.Serializer[Any]):
    """What changed since another release."""

    since = serializers.IntegerField(help_text="The number of the other one.")
    equal = serializers.BooleanField(help_text="Whether every data file has the same bytes.")
    differences = DifferenceOut(many=True)
    kinds = DifferenceOut(many=True)
    scheme = serializers.ListField(
        child=serializers.IntegerField(), allow_null=True, help_text="From which version to which; null if the same."
    )
    asked = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()), help_text="[what, before, after] of the filter."
    )
    same_files = serializers.IntegerField()
    files = serializers.IntegerField()
