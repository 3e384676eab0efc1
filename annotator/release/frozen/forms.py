"""The form in which a manager says what to release."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.release.frozen.asking import SHARES, Wish
from annotator.release.frozen.rights import STRICTEST_LAST
from annotator.release.models import Release
from annotator.work.library import choices
from articles.models import Project

FILTERS = ("outlet", "published_after", "published_before")
PARTS = ("train", "dev", "test")


class FilterForm(forms.Form):
    """What of the project is chosen."""

    sets = forms.ChoiceField(
        label=gettext_lazy("Readings"), choices=Release.Sets.choices, widget=forms.RadioSelect, initial="submitted"
    )
    outlet = forms.ChoiceField(label=gettext_lazy("Outlet"), required=False)
    published_after = forms.DateField(label=gettext_lazy("Published from"), required=False)
    published_before = forms.DateField(label=gettext_lazy("Published before"), required=False)

    def __init__(self, sent: QueryDict | None, *, project: Project) -> None:
        super().__init__(sent, auto_id="release_%s")
        self.project = project
        self._choices("outlet", [("", _("any")), *((one, one) for one in choices(project)["outlet"])])
        for name in FILTERS[1:]:
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def filters(self) -> dict[str, Any]:
        """As the API takes them."""
        return {name: str(self.cleaned_data[name]) for name in FILTERS if self.cleaned_data.get(name)}

    def _choices(self, name: str, offered: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered


class ReleaseForm(FilterForm):
    """Everything a release needs."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What it is for, how it came to be. It opens the card of the dataset."),
    )
    rights = forms.ChoiceField(
        label=gettext_lazy("Of the articles"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("At most this. Each article's licence may allow less, and then less is given."),
    )
    split = forms.ChoiceField(
        label=gettext_lazy("Parts"), choices=Release.Split.choices, widget=forms.RadioSelect, initial="none"
    )
    train = forms.IntegerField(label="train", min_value=0, max_value=100, initial=SHARES[0])
    dev = forms.IntegerField(label="dev", min_value=0, max_value=100, initial=SHARES[1])
    test = forms.IntegerField(label="test", min_value=0, max_value=100, initial=SHARES[2])
    seed = forms.IntegerField(label=gettext_lazy("Seed"), min_value=0, max_value=2**31 - 1, initial=1)
    field_order = ("title", "description")

    def __init__(self, sent: QueryDict | None, *, project: Project) -> None:
        super().__init__(sent, project=project)
        strictest = STRICTEST_LAST.index(project.text_rights)
        offered = [(one, str(Project.TextRights(one).label)) for one in STRICTEST_LAST[strictest:]]
        self._choices("rights", offered)
        self.fields["rights"].initial = project.text_rights

    def wish(self) -> Wish:
        """What was filled in."""
        said = self.cleaned_data
        return Wish(
            title=said["title"],
            description=said["description"],
            rights=said["rights"],
            sets=said["sets"],
            filters=self.filters(),
            split=said["split"],
            seed=said["seed"],
            shares=[said[part] for part in PARTS],
        )


class WithdrawalForm(forms.Form):
    """Why a release is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Whoever comes to this release from now on reads it, and nothing else."),
    )


def others(release: Release) -> "QuerySet[Release]":
    """With what a release can be compared, newest first."""
    found = Release.objects.filter(project=release.project_id).offered().exclude(pk=release.pk)
    return found.order_by("-number")
