"""Which encoding a file is in: found in the order browsers use, always shown, correctable. Pure."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from charset_normalizer import from_bytes

from annotator.intake.plausible import strangeness
from articles.drafts import Fault
from articles.words import _, gettext_noop

CHOICES: dict[str, str] = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16, little-endian",
    "utf-16-be": "UTF-16, big-endian",
    "cp1252": gettext_noop("Windows-1252, Western European"),
    "cp1250": gettext_noop("Windows-1250, Central European"),
    "cp1251": gettext_noop("Windows-1251, Cyrillic"),
    "cp1253": gettext_noop("Windows-1253, Greek"),
    "cp1254": gettext_noop("Windows-1254, Turkish"),
    "cp1255": gettext_noop("Windows-1255, Hebrew"),
    "cp1256": gettext_noop("Windows-1256, Arabic"),
    "cp1257": gettext_noop("Windows-1257, Baltic"),
    "cp1258": gettext_noop("Windows-1258, Vietnamese"),
    "iso8859-2": gettext_noop("ISO 8859-2, Central European"),
    "iso8859-5": gettext_noop("ISO 8859-5, Cyrillic"),
    "iso8859-7": gettext_noop("ISO 8859-7, Greek"),
    "iso8859-15": gettext_noop("ISO 8859-15, Western European with €"),
    "koi8-r": gettext_noop("KOI8-R, Russian"),
    "mac-roman": "Mac Roman",
    "cp437": gettext_noop("Code page 437, DOS"),
    "cp850": gettext_noop("Code page 850, DOS Western European"),
    "cp852": gettext_noop("Code page 852, DOS Central European"),
    "cp866": gettext_noop("Code page 866, DOS Cyrillic"),
    "cp874": gettext_noop("Windows-874, Thai"),
    "shift_jis": gettext_noop("Shift JIS, Japanese"),
    "euc-jp": gettext_noop("EUC-JP, Japanese"),
    "iso2022_jp": gettext_noop("ISO-2022-JP, Japanese"),
    "gb18030": gettext_noop("GB 18030, Chinese"),
    "big5": gettext_noop("Big5, Chinese"),
    "cp949": gettext_noop("Windows-949, Korean"),
}
CERTAIN = "utf-8"
_LANGUAGES = {
    "cp1252": "en pt es fr de it nl sv da no nb nn fi is ca gl eu ga sq sw id ms af",
    "cp1250": "pl cs hu sk ro sl hr bs",
    "cp1251": "ru bg uk be sr mk",
    "cp1253": "el",
    "cp1254": "tr az",
    "cp1255": "he yi",
    "cp1256": "ar fa ur",
    "cp1257": "et lv lt",
    "cp1258": "vi",
    "cp874": "th",
    "shift_jis euc-jp": "ja",
    "gb18030 big5": "zh",
    "big5 gb18030": "zh-hant zh-tw zh-hk",
    "cp949": "ko",
}
LEGACY = {one: names.split() for names, languages in _LANGUAGES.items() for one in languages.split()}
# What else old files of the same languages are in, where the usual encoding reads every byte and says nothing.
OTHERS = {
    "cp1252": ("iso8859-15", "mac-roman", "cp850"),
    "cp1250": ("iso8859-2", "cp852"),
    "cp1251": ("koi8-r", "cp866", "iso8859-5"),
    "cp1253": ("iso8859-7",),
}
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_ALIASES = {
    "ascii": "utf-8",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x7fELF",
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
MOST_CONTROLS = 0.005
HEAD = 2**16
DECLARED_IN = 4096  # bytes at whose beginning a page declares its encoding
MOST_BROKEN = 0.2  # of what is beyond ASCII
_SAID = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
CHUNK = 2**20


def detect(file: BinaryIO, *, language: str) -> str:
    """A name of CHOICES: mark, UTF-16 by its NULs, strict UTF-8, what it declares, its language's tables, a guess.

    Raises Fault when none fits. A page that declares UTF-8 and breaks it in a few places is UTF-8 nevertheless.
    """
    head = beginning(file)
    refuse_binary(head)
    if marked := mark_of(head):
        return marked
    declared = declared_in(head)
    for name in filter(None, [*_sixteen(head), _escaped(head), "utf-8", declared]):
        if decodes(file, name):
            return name
        if name == declared == "utf-8" and _nearly(file):
            return name
    return _plausible(file, head, language) or _guessed(file)


def declared_in(head: bytes) -> str:
    """The encoding a page or an XML file says it is in, a name of CHOICES; empty without one, and for other files."""
    if not head.lstrip().startswith(b"<"):
        return ""
    said = _SAID.search(head[:DECLARED_IN])
    try:
        name = codecs.lookup(said[1].decode()).name if said else ""
    except LookupError:
        return ""
    name = _ALIASES.get(name, name)
    return name if name in CHOICES else ""


def detect_lines(file: BinaryIO, *, language: str) -> str:
    """The same for a file of JSON lines, where a line that is not UTF-8 is that line's fault.

    Only when no line at all is UTF-8 beyond ASCII is the file taken for one in a legacy encoding.
    """
    head = beginning(file)
    refuse_binary(head)
    if marked := mark_of(head):
        return marked
    if _sixteen(head):
        return detect(file, language=language)
    bad = False
    file.seek(0)
    for line in iter(lambda: file.readline(CHUNK), b""):
        if line.isascii():
            continue
        try:
            line.decode()
            return "utf-8"
        except UnicodeDecodeError:
            bad = True
    return detect(file, language=language) if bad else "utf-8"


def beginning(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(HEAD)


def mark_of(head: bytes) -> str:
    """The encoding a byte-order mark names; empty without one."""
    return next((name for mark, name in _MARKS.items() if head.startswith(mark)), "")


def refuse_binary(head: bytes) -> None:
    """Raise Fault for what is no text in any encoding."""
    if head.startswith(_MAGIC) or _share_of_controls(head) > MOST_CONTROLS:
        raise Fault("not_text", _("This file is not text. Save what is in it as plain text (.txt) and upload that."))


def decodes(file: BinaryIO, name: str) -> bool:
    """Whether every byte of the file is valid in this encoding; in constant memory."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        for chunk in chunks(file):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _plausible(file: BinaryIO, head: bytes, language: str) -> str:
    """The old encoding in which the file looks least strange in its language, the usual one first; empty if none."""
    usual = LEGACY.get(language.lower()) or LEGACY.get(language.partition("-")[0].lower(), [])
    names = [name for name in (*usual, *OTHERS.get(usual[0] if usual else "", ())) if decodes(file, name)]
    return min(names, key=lambda name: strangeness(head.decode(name, "ignore"), language), default="")


def _escaped(head: bytes) -> str:
    """ISO-2022-JP, whose bytes are all ASCII, by its escapes."""
    return "iso2022_jp" if any(escape in head for escape in (b"\x1b$B", b"\x1b$@")) else ""


def _nearly(file: BinaryIO) -> bool:
    """Whether a few broken places are all that keeps a file from being UTF-8."""
    text = beginning(file).decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken <= MOST_BROKEN * sum(not one.isascii() for one in text)


def chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(CHUNK), b"")


def _share_of_controls(head: bytes) -> float:
    """How much of the beginning is control characters, or cannot be read at all in UTF-16."""
    for name in [mark_of(head), *_sixteen(head)]:
        if name.startswith("utf-16"):
            text = head[: len(head) // 2 * 2].decode(name, "replace")
            return sum(ord(one) < 9 or one == "\ufffd" for one in text) / len(text)
    return (len(head) - len(head.translate(None, _CONTROLS))) / max(len(head), 1)


def _sixteen(head: bytes) -> list[str]:
    """UTF-16 without a mark: Latin letters, digits, spaces and line ends have a NUL on the same side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < max(2, len(head) // 100) or min(even, odd) * 20 > max(even, odd):
        return []
    return ["utf-16-le"] if odd > even else ["utf-16-be"]


def _guessed(file: BinaryIO) -> str:
    best = from_bytes(beginning(file)).best()
    if best is not None:
        name = codecs.lookup(best.encoding).name
        name = _ALIASES.get(name, name)
        if name in CHOICES and decodes(file, name):
            return name
    raise Fault(
        "unknown_encoding", _("The encoding of this file was not recognised. Save it as UTF-8, or choose another.")
    )
