"""What people fill in to correct a text."""

from io import BytesIO
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.intake import encodings
from annotator.intake.revisions.documents import ENDINGS, is_plain, text_of_document
from articles.drafts import Fault

LARGEST = 8_000_000


class RevisionForm(forms.Form):
    """A corrected text, pasted or as a file. Plain text is stored as it is: nothing is trimmed."""

    text = forms.CharField(
        label=gettext_lazy("The corrected text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        help_text=gettext_lazy("Plain text, a saved web page, Word, OpenDocument, RTF or PDF."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
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
        try:
            if not is_plain(file, file.name, file.size):
                return text_of_document(file, file.name, file.size, language=self.language)
            return self._plain(file)
        except Fault as fault:
            raise forms.ValidationError(fault.message) from fault

    def _plain(self, file: Any) -> str:
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large for one article."))
        file.seek(0)
        content: bytes = file.read()
        encoding = encodings.detect(BytesIO(content), language=self.language)
        return content.decode(encoding, "replace").removeprefix("\ufeff")
