"""The one text of a document that corrects an article: a page, Word, PDF and so on, read as an upload is."""

from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from annotator.intake import sandbox
from annotator.intake.blocks import blocks_of, text_of
from annotator.intake.formats.registry import BY_NAME, inspect
from annotator.intake.formats.source import Asked
from annotator.intake.found import Found
from articles.drafts import Fault

PLAIN = ("text", "nexis", "conll")  # by their ending plain text, whatever it looks like
KINDS = ("html", "mhtml", "docx", "odt", "rtf", "pdf")
ENDINGS = (".txt", *(ending for name in KINDS for ending in BY_NAME[name].suffixes))
PATIENCE = 30  # seconds without a word: somebody waits for it


def is_plain(file: IO[bytes], name: str, size: int) -> bool:
    """Whether it is to be taken as it is. Raises Fault for what cannot be read as one text."""
    kind = inspect(file, name, size, largest=settings.MAX_UPLOAD_BYTES)  # type: ignore[arg-type]
    if kind.name not in (*PLAIN, *KINDS):
        raise Fault(
            "not_one_text",
            _("A correction is one text: plain text, a web page, Word, OpenDocument, RTF or PDF."),
        )
    return kind.name in PLAIN


def text_of_document(file: Any, name: str, size: int, *, language: str) -> str:
    """What an upload of the document would propose as the article's text, furniture left out. Raises Fault."""
    kind = inspect(file, name, size, largest=settings.MAX_UPLOAD_BYTES)
    told = sandbox.Told()
    found = list(sandbox.read(file, kind, name, size, Asked(language=language), told, silence=PATIENCE))
    for one in found:
        if not isinstance(one, Found):
            raise Fault(one.code, one.reason)
    if len(found) != 1 or not isinstance(found[0], Found):
        raise Fault("not_one_text", _("There must be one text in this file; there are %(n)s.") % {"n": len(found)})
    draft = found[0].draft
    blocks = list(found[0].blocks) if found[0].blocks is not None else blocks_of(draft.text, draft.title)
    return text_of(blocks)
