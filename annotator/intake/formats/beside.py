"""The text that lies beside a file of annotations. Pure."""

import io
from dataclasses import replace

from annotator.intake import encodings
from annotator.intake.formats.source import Asked, Source
from annotator.intake.formats.text import decoded
from articles.drafts import Fault
from articles.texts import MAX_CHARACTERS
from articles.words import _

LARGEST = 4 * MAX_CHARACTERS  # bytes


def text_beside(raw: bytes, asked: Asked) -> str:
    """A text with its byte-order mark, which an annotator may have counted: UTF-8, else as asked, else as detected.

    Raises Fault for what is too large or in no known encoding.
    """
    if len(raw) > LARGEST:
        raise Fault("file_too_large", _("A text file is one article, of at most 2,000,000 characters."))
    if not asked.encoding:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            pass
    file = io.BytesIO(raw)
    encoding = asked.encoding or encodings.detect(file, language=asked.language)
    return decoded(Source("", file, len(raw)), replace(asked, encoding=encoding))
