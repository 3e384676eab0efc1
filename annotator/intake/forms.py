"""What people fill in: files or a paste, and the fields beside one article."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.intake.fetching import asked_for
from annotator.intake.formats.registry import ACCEPTED, inspect
from articles.access import Refusal
from articles.drafts import LONGEST, Fault, fields_of
from articles.models import UploadItem
from articles.moments import UTC_SAID, MomentInput, written
from articles.texts import MAX_CHARACTERS

FORM = "proposal"  # the fields stand beside the form they belong to
PASTED = "Pasted text.txt"
WITH_REGION = ("pt-br", "zh-hans", "zh-hant")
_LANGUAGES = sorted(
    (str(about["name"]), code)
    for code, about in LANG_INFO.items()
    if "name" in about and ("-" not in code or code in WITH_REGION)
)


def languages(*current: str) -> list[tuple[str, str]]:
    """Languages to choose from, those in use on top of the list if it does not have them."""
    known = {code for _name, code in _LANGUAGES}
    unknown = [(code, code) for code in dict.fromkeys(current) if code and code not in known]
    return unknown + [(code, _(name)) for name, code in _LANGUAGES]


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, each looked at before any is kept."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list["File[bytes]"]:
        files: list[File[bytes]] = list(data or [])
        for file in files:
            try:
                inspect(cast(Any, file), file.name or "", file.size, largest=settings.MAX_UPLOAD_BYTES)
            except Fault as fault:
                raise forms.ValidationError(fault.message) from fault
        return files


class NewUploadForm(forms.Form):
    """Text, files, or both."""

    file = FilesField(
        label=gettext_lazy("Files"),
        required=False,
        widget=FilesInput(attrs={"accept": ",".join(ACCEPTED)}),
        help_text=gettext_lazy(
            "Word, OpenDocument, RTF, PDF, saved web pages, plain text; tables (CSV, Parquet) and JSON; exports of "
            "archives and agencies; annotations of other tools; or a ZIP of all that. Several at once are fine."
        ),
    )
    address = forms.CharField(
        label=gettext_lazy("Or give the address of a page or a file on the web"),
        required=False,
        max_length=2000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=gettext_lazy("This server fetches it, once, and follows no redirects."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the text of one article"),
        required=False,
        strip=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        help_text=gettext_lazy(
            "Finds the sentences, and the encoding of old files. Articles that name theirs keep it."
        ),
    )
    trusted = forms.BooleanField(
        label=gettext_lazy("Store everything without showing it first"),
        required=False,
        help_text=gettext_lazy(
            "For files whose shape you know. Plain texts and tables are stored as sent; what cannot be read is listed."
        ),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ChoiceField, self.fields["language"])
        choice.choices, choice.initial = languages(language), language
        if not settings.IMPORT_BY_URL:
            del self.fields["address"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.errors and given.get("address"):  # now, when no transaction waits for the web
            try:
                given["fetched"] = [asked_for(given["address"])]
            except Refusal as no:
                self.add_error("address", no.message)
        elif not self.errors and not given.get("file") and not given.get("text", "").strip():
            raise forms.ValidationError(_("Paste a text or choose a file first."))
        return given

    def received(self) -> Sequence[tuple["File[bytes]", str, str]]:
        """Every file with its name and, where we know it, its encoding; a paste is a file, too."""
        files = [*self.cleaned_data["file"], *self.cleaned_data.get("fetched", ())]
        found = [(file, file.name or "", "") for file in files]
        text = self.cleaned_data["text"]
        if text.strip():
            found.append((ContentFile(text.encode("utf-8", "replace")), PASTED, "utf-8"))
        return found


class ItemForm(forms.Form):
    """What is known about one article beside its text."""

    title = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}), label=gettext_lazy("Title")
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    outlet = forms.CharField(required=False, label=gettext_lazy("Outlet"))
    byline = forms.CharField(required=False, label=gettext_lazy("Byline"))
    section = forms.CharField(required=False, label=gettext_lazy("Section"))
    published_at = forms.CharField(
        label=gettext_lazy("Published"), help_text=UTC_SAID, required=False, widget=MomentInput
    )
    url = forms.CharField(label=gettext_lazy("Web address"), required=False, widget=forms.URLInput)
    licence = forms.CharField(required=False, label=gettext_lazy("Licence"))
    external_id = forms.CharField(label=gettext_lazy("Your own id"), required=False)

    def __init__(self, *args: Any, item: UploadItem, **kwargs: Any) -> None:
        at = written(item.metadata.get("published_at"))
        known = {**item.metadata, "title": item.title, "published_at": at}
        super().__init__(*args, **{**kwargs, "initial": known})
        cast(forms.ChoiceField, self.fields["language"]).choices = languages(known.get("language", ""))
        for name, field in self.fields.items():
            field.widget.attrs["form"] = FORM
            if isinstance(field.widget, forms.TextInput) and name in LONGEST:
                field.widget.attrs.update(dir="auto", maxlength=LONGEST[name])

    def clean(self) -> dict[str, Any]:
        """Each field by the rules every other way in obeys."""
        cleaned: dict[str, Any] = {}
        for name in self.fields:
            try:
                cleaned[name] = fields_of({name: self.cleaned_data.get(name)})[name]
            except Fault as fault:
                self.add_error(name, fault.message)
        return cleaned
