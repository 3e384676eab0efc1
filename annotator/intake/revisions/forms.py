"""What people fill in to correct a text."""

from io import BytesIO
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.intake import encodings
from articles.drafts import Fault

LARGEST = 8_000_000


class RevisionForm(forms.Form):
    """A corrected text, pasted or as a file of plain text. It is stored as it is: nothing is trimmed."""

    text = forms.CharField(
        label=gettext_lazy("The corrected text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file of plain text"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
    )
    reopen = forms.BooleanField(
        label=gettext_lazy("Open every reading again"),
        help_text=gettext_lazy("Else a submitted reading stays submitted when all of it goes along."),
        required=False,
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if file := given.get("file"):
            given["text"] = self._read(file)
        given["text"] = given.get("text", "").replace("\r\n", "\n")
        if not self.errors and not given["text"].strip():
            raise forms.ValidationError(_("Paste the corrected text or choose a file first."))
        return given

    def _read(self, file: Any) -> str:
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large for one article."))
        content: bytes = file.read()
        try:
            encoding = encodings.detect(BytesIO(content), language=self.language)
        except Fault as fault:
            raise forms.ValidationError(fault.message) from fault
        return content.decode(encoding, "replace").removeprefix("\ufeff")
