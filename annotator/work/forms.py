"""What the pages of the library and of progress ask for."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.work.library import METADATA
from annotator.work.models import STATUSES
from articles.drafts import LONGEST, Fault, moment
from articles.library.actions import LONGEST_TAG
from articles.models import Article, Membership
from articles.moments import UTC_SAID, MomentInput, written
from articles.templatetags.shell import language_name

BULK = ("assign", "tag", "untag", "withdraw", "restore")
Choices = list[tuple[str, str]]


ORDER_NAMES = {
    "": gettext_lazy("newest first"),
    "published": gettext_lazy("newest published first"),
    "title": gettext_lazy("by title"),
    "outlet": gettext_lazy("by outlet"),
}


class OneOf(forms.CharField):
    """A plain text field shown as a list: an address kept from last year must not fail for a value that is gone."""

    widget = forms.Select

    def offer(self, choices: Choices) -> None:
        self.widget.choices = [("", _("any")), *choices]


class Keys(forms.Field):
    """The rows that are ticked."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        if not all(key.isascii() and key.isdecimal() and len(key) < 19 for key in value or ()):
            raise forms.ValidationError(_("These are not articles."))
        return [int(key) for key in value or ()]


class LibraryForm(forms.Form):
    """The filters of the library; `cleaned_data` is what `library.matching` takes."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=500)
    outlet = OneOf(label=gettext_lazy("Outlet"), required=False, max_length=200)
    section = OneOf(label=gettext_lazy("Section"), required=False, max_length=200)
    language = OneOf(label=gettext_lazy("Language"), required=False, max_length=35)
    published_after = forms.DateField(label=gettext_lazy("Published from"), required=False)
    published_before = forms.DateField(label=gettext_lazy("Published until"), required=False)
    actor = forms.CharField(label=gettext_lazy("Actor mentioned"), required=False, max_length=300)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    annotator = OneOf(label=gettext_lazy("Editor"), required=False, max_length=8)
    tag = forms.CharField(label=gettext_lazy("Tag"), required=False, max_length=LONGEST_TAG)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False, choices=list(ORDER_NAMES.items()))
    unassigned = forms.BooleanField(label=gettext_lazy("Nobody has it"), required=False)
    imported = forms.BooleanField(label=gettext_lazy("Has imported readings"), required=False)
    duplicates = forms.BooleanField(label=gettext_lazy("Came in twice"), required=False)
    similar_to = forms.IntegerField(
        label=gettext_lazy("Similar to number"), required=False, min_value=1, max_value=2**63 - 1
    )
    upload = forms.IntegerField(
        label=gettext_lazy("From upload number"), required=False, min_value=1, max_value=2**63 - 1
    )
    withdrawn = forms.BooleanField(label=gettext_lazy("Withdrawn"), required=False)

    def __init__(self, sent: Any, *, choices: dict[str, list[str]], members: list[Membership], sees_all: bool) -> None:
        super().__init__(sent, auto_id="library_%s")
        for name in METADATA:
            in_words = language_name if name == "language" else str
            self._offer(name, [(value, in_words(value)) for value in choices[name] if value])
        self._offer("annotator", _people(members))
        _offer_statuses(self)
        for name in ("published_after", "published_before"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        self.fields["q"].widget.attrs |= {"type": "search", "placeholder": _("Search titles and texts")}
        self.fields["actor"].widget.attrs |= {"placeholder": _("part of a name")}
        if not sees_all:
            del self.fields["annotator"], self.fields["unassigned"]

    def clean_published_after(self) -> datetime | None:
        return _midnight(self.cleaned_data["published_after"])

    def clean_published_before(self) -> datetime | None:
        """The day that is named is still in."""
        until = self.cleaned_data["published_before"]
        return until and _midnight(until + timedelta(days=1))

    def narrowing(self) -> int:
        """How many filters are set, apart from the search box and the order."""
        return sum(bool(value) for name, value in self.cleaned_data.items() if name not in ("q", "sort"))

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, OneOf)
        field.offer(choices)


class BulkForm(forms.Form):
    """What shall happen to the articles that are ticked, or to all that the filters show."""

    action = forms.ChoiceField(choices=[(name, name) for name in BULK])
    article = Keys(required=False)
    everything = forms.BooleanField(required=False)
    assignee = forms.MultipleChoiceField(required=False)
    tags = forms.CharField(required=False, max_length=1000)
    how = forms.ChoiceField(choices=[("each", "each"), ("share", "share")], required=False)

    def __init__(self, sent: Any, *, members: list[Membership]) -> None:
        super().__init__(sent)
        field = self.fields["assignee"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = _people(members)


class DescriptionForm(forms.Form):
    """What is known about an article, to be corrected; `cleaned_data` is what `describe_article` takes."""

    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=LONGEST["title"])
    outlet = forms.CharField(label=gettext_lazy("Outlet"), required=False, max_length=LONGEST["outlet"])
    byline = forms.CharField(label=gettext_lazy("Byline"), required=False, max_length=LONGEST["byline"])
    section = forms.CharField(label=gettext_lazy("Section"), required=False, max_length=LONGEST["section"])
    published_at = forms.CharField(
        label=gettext_lazy("Published on"), help_text=UTC_SAID, required=False, max_length=40, widget=MomentInput
    )
    language = forms.CharField(label=gettext_lazy("Language"), required=False, max_length=LONGEST["language"])
    url = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=LONGEST["url"])
    licence = forms.CharField(label=gettext_lazy("Licence"), required=False, max_length=LONGEST["licence"])
    external_id = forms.CharField(label=gettext_lazy("Its own id"), required=False, max_length=LONGEST["external_id"])
    tags = forms.CharField(label=gettext_lazy("Tags, separated by commas"), required=False, max_length=4000)

    def __init__(self, sent: Any, *, article: Article) -> None:
        known = {name: getattr(article, name) for name in LONGEST}
        known["published_at"] = written(article.published_at)
        super().__init__(sent, initial={**known, "tags": ", ".join(article.tags)}, auto_id="about_%s")

    def clean_published_at(self) -> datetime | None:
        try:
            return moment(self.cleaned_data["published_at"])
        except Fault:
            raise forms.ValidationError(_("A date such as 2024-12-02 or 2024-12-02T09:30Z.")) from None

    def clean_tags(self) -> list[str]:
        return str(self.cleaned_data["tags"]).split(",")


class ReadingsForm(forms.Form):
    """The filters of the progress page."""

    annotator = OneOf(label=gettext_lazy("Editor"), required=False, max_length=8)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)

    def __init__(self, sent: Any, *, members: list[Membership]) -> None:
        super().__init__(sent, auto_id="readings_%s")
        field = self.fields["annotator"]
        assert isinstance(field, OneOf)
        field.offer(_people(members))
        _offer_statuses(self)


def _offer_statuses(form: forms.Form) -> None:
    field = form.fields["status"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("any")), *((status, _(status)) for status in STATUSES)]


def _people(members: list[Membership]) -> Choices:
    return [(one.code, f"{one.user.username} ({one.code})") for one in members]


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None
