"""A text file: one article. Pure."""

from collections.abc import Iterator

from annotator.intake import encodings
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found
from articles.drafts import Draft, Fault
from articles.words import _


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """The whole file as one article. Raises Fault when it is not in the encoding asked for."""
    yield Found(1, Draft(text=decoded(source, asked)))


def decoded(source: Source, asked: Asked) -> str:
    """The file as a string, without a byte-order mark. `asked.encoding` names its encoding. Raises Fault."""
    raw = b"".join(encodings.chunks(source.file))
    try:
        text = raw.decode(asked.encoding)
    except UnicodeDecodeError as error:
        raise Fault(
            "wrong_encoding",
            _("This file is not %(what)s: byte %(number)s does not fit.")
            % {"what": encodings.CHOICES[asked.encoding], "number": f"{error.start + 1:,}"},
        ) from None
    return text.removeprefix("\ufeff")
