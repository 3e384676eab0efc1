"""Which format a file is in: by what its first bytes say, then by its name. Pure, and free of heavy imports."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import BinaryIO

from annotator.intake import encodings
from annotator.intake.formats import foreign_looks, looks
from annotator.intake.formats.source import Asked, Read, Source
from articles.drafts import Fault
from articles.texts import MAX_CHARACTERS
from articles.words import _, gettext_noop

MEGABYTE = 10**6
HEAD = 2**16
PICTURE = gettext_noop("This is a picture; text in pictures is not read. Upload the text itself.")


def _any(_head: bytes) -> bool:
    return True


@dataclass(frozen=True)
class Format:
    """A format we read: `module` of this package does it. `looks` tells it from others with the same ending.

    `largest` is in bytes, None where it is read in constant memory. `coded`: its encoding is detected and shown,
    `by_line` where a line in another encoding is only that line's fault.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    module: str
    largest: int | None = 32 * MEGABYTE
    coded: bool = False
    by_line: bool = False
    looks: Callable[[bytes], bool] = _any

    def load(self) -> ModuleType:
        """The module that reads it."""
        return import_module(f"annotator.intake.formats.{self.module}")

    @property
    def read(self) -> Read:
        reader: Read = self.load().read
        return reader


# Of several formats with the same ending the first that recognises the beginning of the file reads it.
FORMATS: tuple[Format, ...] = (
    Format("ours", "Ascribe", (".jsonl",), "ours", 512 * MEGABYTE, looks=foreign_looks.ours),
    Format("doccano", "doccano", (".jsonl",), "doccano", 512 * MEGABYTE, looks=foreign_looks.doccano_lines),
    Format("doccano-list", "doccano", (".json",), "doccano", looks=foreign_looks.doccano_list),
    Format("label-studio", "Label Studio", (".json",), "label_studio", looks=foreign_looks.label_studio),
    Format(
        "web-annotation",
        gettext_noop("Web annotations"),
        (".jsonld", ".json"),
        "webannotation",
        looks=foreign_looks.web_annotation,
    ),
    Format("cas-json", "UIMA CAS JSON", (".json",), "cas", looks=foreign_looks.cas_json),
    Format("xmi", "UIMA CAS XMI", (".xmi",), "cas", looks=foreign_looks.xmi),
    Format("citron", "Citron", (".json",), "citron", looks=foreign_looks.citron),
    Format(
        "conll",
        gettext_noop("tokens with tags (CoNLL, IOB)"),
        (".conll", ".iob", ".iob2", ".bio", ".bilou", ".txt", ".tsv"),
        "conll",
        coded=True,
        looks=foreign_looks.tokens,
    ),
    Format("dna", gettext_noop("a DNA database"), (".dna",), "dna", 512 * MEGABYTE, looks=foreign_looks.sqlite),
    Format("nexis", "Nexis", (".txt", ".text"), "nexis", coded=True, looks=looks.nexis),
    Format("text", gettext_noop("plain text"), (".txt", ".text", ""), "text", 4 * MAX_CHARACTERS, coded=True),
    Format("ninjs", "ninjs", (".json",), "news", coded=True, looks=looks.ninjs),
    Format("json", gettext_noop("JSON"), (".json",), "records", coded=True),
    Format("lines", gettext_noop("JSON lines"), (".jsonl", ".ndjson"), "lines", None, coded=True, by_line=True),
    Format("table", gettext_noop("table"), (".csv", ".tsv", ".tab"), "table", None, coded=True),
    Format("parquet", "Parquet", (".parquet",), "table", 512 * MEGABYTE, looks=looks.parquet),
    Format("nitf", "NITF", (".xml", ".nitf"), "news", looks=looks.nitf),
    Format("newsml", "NewsML-G2", (".xml", ".nml", ".newsml"), "news", looks=looks.newsml),
    Format("feed", gettext_noop("RSS or Atom"), (".xml", ".rss", ".atom", ".rdf"), "feeds", looks=looks.feed),
    Format("warc", gettext_noop("web archive"), (".warc", ".warc.gz"), "warc", None, looks=looks.warc),
    Format("zip", gettext_noop("ZIP archive"), (".zip",), "zipped", None, looks=looks.archive),
    Format("factiva", "Factiva", (".html", ".htm"), "factiva", coded=True, looks=looks.factiva),
    Format(
        "html",
        gettext_noop("a saved web page"),
        (".html", ".htm", ".xhtml"),
        "html",
        16 * MEGABYTE,
        coded=True,
        looks=looks.page,
    ),
    Format("mhtml", gettext_noop("a saved web page"), (".mhtml", ".mht"), "mhtml", looks=looks.page_in_a_message),
    Format("docx", gettext_noop("Word"), (".docx",), "docx", looks=looks.document),
    Format("odt", gettext_noop("OpenDocument text"), (".odt",), "odt", looks=looks.document),
    Format("rtf", gettext_noop("RTF"), (".rtf",), "rtf", looks=looks.rich),
    Format("pdf", gettext_noop("PDF"), (".pdf",), "pdf", looks=looks.portable),
)
BY_NAME = {one.name: one for one in FORMATS}
ACCEPTED = tuple(dict.fromkeys(suffix for one in FORMATS for suffix in one.suffixes if suffix))
REFUSED: dict[str, str] = {
    ".ann": gettext_noop(
        "These are annotations without the text they are about. Put them into a ZIP together with the .txt files and "
        "upload that."
    ),
    ".doc": gettext_noop("This is an old Word file. Open it in Word or LibreOffice, save it as .docx and upload that."),
    ".xls": gettext_noop("This is a spreadsheet. Save it as CSV (UTF-8) and upload that."),
    ".xlsx": gettext_noop("This is a spreadsheet. Save it as CSV (UTF-8) and upload that."),
    ".jpg": PICTURE,
    ".jpeg": PICTURE,
    ".png": PICTURE,
    ".gif": PICTURE,
    ".tif": PICTURE,
    ".tiff": PICTURE,
    ".webp": PICTURE,
    ".heic": PICTURE,
}


def format_of(name: str, head: bytes, size: int, *, largest: int) -> Format:
    """How to read a file, by its name and its first HEAD bytes.

    Raises Fault for a kind that is not read, for what is not what its name says, an empty file, one above the limits.
    """
    suffix = suffix_of(name)
    if advice := REFUSED.get(suffix):
        raise Fault("unsupported_file", _(advice))
    named = [one for one in FORMATS if suffix in one.suffixes]
    if not named:
        raise Fault(
            "unsupported_file",
            _("“%(filename)s” is of a kind that is not read here. Save it as plain text (.txt) and upload that.")
            % {"filename": name},
        )
    if size == 0:
        raise Fault("empty_file", _("“%(filename)s” is empty.") % {"filename": name})
    found = next((one for one in named if one.looks(head)), None)
    if found is None:
        raise Fault(
            "not_what_it_says",
            _("What is in “%(filename)s” does not fit its name (%(label)s).")
            % {"filename": name, "label": _(named[-1].label)},
        )
    limit = largest if found.largest is None else min(largest, found.largest)
    if size > limit:
        raise Fault(
            "file_too_large",
            _("“%(filename)s” has %(number)s MB; a file of this kind may have %(limit)s MB. Cut it into several.")
            % {"filename": name, "number": f"{size / MEGABYTE:,.1f}", "limit": f"{limit / MEGABYTE:,.0f}"},
        )
    return found


def inspect(file: BinaryIO, name: str, size: int, *, largest: int) -> Format:
    """The format of an open file, which is left at its beginning; see `format_of`. Raises Fault for what is no text."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    found = format_of(name, head, size, largest=largest)
    if found.coded:
        encodings.refuse_binary(head)
    return found


def suffix_of(name: str) -> str:
    """The ending that names the format, in small letters; a compressed file keeps the one below (".warc.gz")."""
    found = re.search(r"(?:\.[a-z0-9]{1,8})?\.gz$|\.[a-z0-9]{1,8}$", name.lower())
    return found.group() if found else ""


def encoding_of(source: Source, found: Format, asked: Asked) -> str:
    """The encoding of a coded file, a name of `encodings.CHOICES`: the one asked for, or what is detected."""
    if asked.encoding:
        return asked.encoding
    if found.by_line:
        return encodings.detect_lines(source.file, language=asked.language)
    return encodings.detect(source.file, language=asked.language)
