"""Files that are archives of XML (DOCX, ODT): what must hold before a library may open them. Pure.

A reading process has limits of its own; here a file made to exhaust them is told so in a sentence, and quickly.
"""

from collections.abc import Iterable
from typing import IO, BinaryIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from annotator.intake.formats.looks import LOCKED
from articles.drafts import Fault
from articles.texts import MAX_LINES
from articles.words import _

MOST_MEMBERS = 5_000
MOST_UNPACKED = 64 * 2**20  # bytes of XML in one file
MOST_RATIO = 200  # times its packed size; written documents stay below 40
SMALL = 2**20  # bytes: below this no ratio is suspicious
MOST_ELEMENTS = 1_500_000
DEEPEST = 150  # levels of elements
CHUNK = 2**16
PARAGRAPHS = frozenset({"w:p", "text:p", "text:h"})


def opened(file: BinaryIO, needed: str) -> ZipFile:
    """The archive, checked: readable, not encrypted, not huge, with the member `needed`. Raises Fault."""
    file.seek(0)
    if file.read(4) == LOCKED:
        raise locked()
    try:
        archive = ZipFile(file)
        members = archive.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, UnicodeDecodeError):
        raise damaged() from None
    if len(members) > MOST_MEMBERS:
        raise _bomb()
    if needed not in archive.NameToInfo:
        raise damaged()
    if any(one.flag_bits & 1 for one in members):
        raise locked()
    return archive


def check(archive: ZipFile) -> None:
    """Raise Fault unless all XML in the archive is plain: no document type, no entities, no end of elements."""
    read = [one for one in archive.infolist() if one.file_size and one.filename.endswith((".xml", ".rels"))]
    if sum(one.file_size for one in read) > MOST_UNPACKED or any(map(_swollen, read)):
        raise _bomb()
    counted = _Counted()
    try:
        for one in read:
            counted.feed(archive, one)
    except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, expat.ExpatError):
        raise damaged() from None
    except Exception as error:  # zlib.error has no public base of its own
        if type(error).__module__ == "zlib":
            raise damaged() from None
        raise


def locked() -> Fault:
    return Fault("encrypted", _("This file is protected by a password. Save it without one and upload that."))


def damaged() -> Fault:
    return Fault(
        "damaged", _("This file is damaged or not what its name says. Open it, save it again and upload that.")
    )


def too_deep() -> Fault:
    return Fault("too_deep", _("This file is nested too deeply to be an article."))


def too_many_lines() -> Fault:
    return Fault(
        "too_many_paragraphs",
        _("This file has more than %(number)s paragraphs. Cut it into several.") % {"number": f"{MAX_LINES:,}"},
    )


def _swollen(one: ZipInfo) -> bool:
    return one.file_size > SMALL and one.file_size > MOST_RATIO * max(one.compress_size, 1)


def _bomb() -> Fault:
    return Fault("bomb", _("This file unpacks to far more than a document holds. It was not opened."))


class _Counted:
    """Counts elements, paragraphs and levels over all members; raises Fault at the first that is too much."""

    def __init__(self) -> None:
        self.elements = self.paragraphs = self.level = 0

    def feed(self, archive: ZipFile, one: ZipInfo) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.EntityDeclHandler = _no_doctype
        self.level = 0
        with archive.open(one) as member:
            for chunk in _chunks(member):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)

    def _start(self, name: str, _attributes: object) -> None:
        self.elements += 1
        self.level += 1
        self.paragraphs += name in PARAGRAPHS
        if self.level > DEEPEST:
            raise too_deep()
        if self.paragraphs > MAX_LINES or self.elements > MOST_ELEMENTS:
            raise too_many_lines()

    def _end(self, _name: str) -> None:
        self.level -= 1


def _chunks(member: IO[bytes]) -> Iterable[bytes]:
    return iter(lambda: member.read(CHUNK), b"")


def _no_doctype(*_said: object) -> None:
    raise Fault("entities", _("This file declares entities of its own, which documents do not. It was not opened."))
