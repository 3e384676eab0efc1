"""A ZIP of files of any other kind, and of folders of them. Pure.

Nothing is unpacked onto the disk under a name of its sender's, and nothing is believed that the archive says of itself:
each entry is read as far as its kind may go. What is no good in one entry is that entry's `Bad`.
"""

import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import BinaryIO

from annotator.intake import encodings
from annotator.intake.formats.registry import HEAD, Format, encoding_of, format_of
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found
from articles.drafts import Fault
from articles.texts import MAX_CHARACTERS
from articles.words import _

GIGABYTE = 10**9
MEGABYTE = 10**6
MOST_ENTRIES = 50_000
LARGEST = 2 * GIGABYTE  # of everything in it, unpacked
LARGEST_DIRECTORY = 32 * MEGABYTE
STEEPEST = 300  # times smaller than what is in it: text is ten to twenty times
SMALL = MEGABYTE  # below this a steep entry is harmless
LARGEST_COPY = GIGABYTE  # what the reading process may write of one entry
IN_MEMORY = 32 * MEGABYTE
LARGEST_WHOLE = 4 * MAX_CHARACTERS
DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
LONGEST_NAME = 300
_SKIPPED = re.compile(r"(?:^|/)(?:__MACOSX/|\.[^/]|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CODE_PAGES = {
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk"), "cp866"),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "ro", "sl", "hr", "bs"), "cp852"),
    **dict.fromkeys(("pt", "es", "fr", "it", "de", "nl", "sv", "da", "nb", "no", "fi", "ca", "gl"), "cp850"),
    **{"ja": "shift_jis", "zh": "gb18030", "ko": "cp949", "el": "cp737", "tr": "cp857", "he": "cp862", "ar": "cp720"},
}


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """What is in each entry, in the order of the archive, with the entry's name as its place. Raises Fault."""
    _refuse_crowded(source.file)
    try:
        with zipfile.ZipFile(source.file) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            _refuse_enormous(entries)
            overlapping = _overlapping(archive.infolist())
            named = _named(entries, asked.language)
            yield from _folder(archive, named, overlapping, asked)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise Fault("bad_archive", _("This ZIP file is damaged. Make it again and upload it again.")) from error


def _named(entries: Iterable[zipfile.ZipInfo], language: str) -> dict[str, zipfile.ZipInfo]:
    """The entries by the name people see, each name once, without what computers leave behind."""
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = name_of(entry, language)
        if not _SKIPPED.search(name):
            found[name if name not in found else f"{name} ({len(found) + 1})"] = entry
    return found


def _folder(
    archive: zipfile.ZipFile, named: dict[str, zipfile.ZipInfo], overlapping: set[int], asked: Asked
) -> Iterator[Found | Bad]:
    """Every entry; those that only mean something together are read together, before the others."""
    folders = import_module("annotator.intake.formats.folders")
    together: set[str] = folders.consumed(named)
    if together:
        yield from folders.read_folder(
            {name: partial(_whole, archive, named[name], name, overlapping, asked) for name in together}, asked
        )
    for name, entry in named.items():
        if name in together:
            continue
        if name in asked.skip:
            yield Bad(0, "beyond_limits", _beyond_limits(), name)
        else:
            asked.entering(name)
            yield from _entry(archive, entry, name, asked, overlaps=entry.header_offset in overlapping)


def _whole(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, overlapping: set[int], asked: Asked) -> bytes:
    """All of an entry that is read together with others; what follows is done with it. Raises Fault."""
    if name in asked.skip:
        raise Fault("beyond_limits", _beyond_limits())
    asked.entering(name)
    _refuse_entry(entry, overlaps=entry.header_offset in overlapping)
    try:
        with archive.open(entry) as packed:
            content = packed.read(LARGEST_WHOLE + 1)
    except DAMAGES:
        raise _damaged() from None
    if len(content) > LARGEST_WHOLE:
        raise Fault("file_too_large", _("A text file is one article, of at most 2,000,000 characters."))
    return content


def name_of(entry: zipfile.ZipInfo, language: str) -> str:
    """An entry's name to show to people: in the letters it was written in, without a way out of its folder."""
    name = entry.orig_filename
    if not entry.flag_bits & 0x800:
        name = _decoded(name.encode("cp437", "replace"), language)
    parts = re.split(r"[/\\]", _UNSEEN.sub("", name))
    kept = [
        part.strip() for part in parts if part.strip() not in ("", ".", "..") and not re.fullmatch(r"[A-Za-z]:", part)
    ]
    return "/".join(kept)[-LONGEST_NAME:] or _("entry without a name")


def _decoded(raw: bytes, language: str) -> str:
    for encoding in ("utf-8", _CODE_PAGES.get(language.partition("-")[0].lower(), "cp437")):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def _entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, asked: Asked, *, overlaps: bool
) -> Iterator[Found | Bad]:
    try:
        _refuse_entry(entry, overlaps=overlaps)
        with archive.open(entry) as head:
            kind = format_of(name.rpartition("/")[2], head.read(HEAD), entry.file_size, largest=LARGEST_COPY)
        if kind.module == "zipped":
            raise Fault(
                "nested_archive", _("This is an archive inside an archive. Unpack it, and upload it by itself.")
            )
        with _unpacked(archive, entry, kind) as file:
            member = Source(name, file, entry.file_size)
            encoding, doubt = _encoding(member, kind, asked)
            for one in kind.read(member, replace(asked, encoding=encoding)):
                placed = replace(one, place=f"{name}/{one.place}" if one.place else name)
                yield replace(placed, notes=(*placed.notes, doubt)) if doubt and isinstance(placed, Found) else placed
    except Fault as fault:
        yield Bad(1, fault.code, fault.message, name)
    except DAMAGES:
        damage = _damaged()
        yield Bad(1, damage.code, damage.message, name)


def _encoding(member: Source, kind: Format, asked: Asked) -> tuple[str, str]:
    """The encoding of an entry and what is to be said about it. The one asked for is that of files not in UTF-8."""
    if not kind.coded:
        return asked.encoding, ""
    found = encoding_of(member, kind, replace(asked, encoding=""))
    if found == encodings.CERTAIN or found.startswith("utf-16"):
        return found, ""
    if asked.encoding:
        return asked.encoding, ""
    said = {"name": encodings.CHOICES.get(found, found)}
    return found, _("Read as %(name)s, which is a guess: check the letters.") % said


def _refuse_entry(entry: zipfile.ZipInfo, *, overlaps: bool) -> None:
    if entry.flag_bits & 0x1:
        raise Fault("encrypted", _("This file is locked with a password. Pack it again without one."))
    if entry.compress_type not in METHODS:
        raise Fault(
            "unsupported_file", _("This file is packed in a way that is not read here. Pack it as an ordinary ZIP.")
        )
    if overlaps:
        raise Fault("bad_archive", _("This entry lies over another one, as in no archive made honestly."))
    if entry.file_size > SMALL and entry.file_size > STEEPEST * max(entry.compress_size, 1):
        raise Fault(
            "too_large_inside", _("This file would grow to more than %(number)s times its size.") % {"number": STEEPEST}
        )


@contextmanager
def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, kind: Format) -> Iterator[BinaryIO]:
    """The bytes of an entry, no more than it says and than its kind may have; a large one in a nameless file."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file, archive.open(entry) as packed:
        limit = min(entry.file_size, kind.largest or LARGEST_COPY)
        left = limit + 1
        while left > 0 and (chunk := packed.read(min(encodings.CHUNK, left))):
            file.write(chunk)
            left -= len(chunk)
        if left <= 0:
            raise _damaged()
        file.seek(0)
        yield file  # type: ignore[misc]


def _beyond_limits() -> str:
    return _("This entry takes more time or memory to read than one file may have.")


def _damaged() -> Fault:
    return Fault("bad_archive", _("This entry of the ZIP file is damaged, or larger than it says."))


def _refuse_crowded(file: BinaryIO) -> None:
    """Before a list is made of what may be millions: count the entries by their signature, wherever they are."""
    start = _directory_at(file)
    file.seek(start)
    directory = file.read(LARGEST_DIRECTORY + 1)
    if len(directory) > LARGEST_DIRECTORY or directory.count(b"PK\x01\x02") > MOST_ENTRIES:
        raise Fault(
            "too_many_entries",
            _("There are more than %(limit)s files in this archive. Make several of it.")
            % {"limit": f"{MOST_ENTRIES:,}"},
        )


def _directory_at(file: BinaryIO) -> int:
    """Where the list of entries begins, by the sizes at the end of the archive, as `zipfile` finds it."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - 2**16 - 22, 0))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise Fault("bad_archive", _("This ZIP file is damaged. Make it again and upload it again."))
    long = int.from_bytes(tail[at + 12 : at + 16], "little")
    end = size - len(tail) + at
    if long == 0xFFFFFFFF or tail[max(at - 20, 0) : at].startswith(b"PK\x06\x07"):
        record = tail.rfind(b"PK\x06\x06")
        long = int.from_bytes(tail[record + 40 : record + 48], "little") if record >= 0 else size
        end = size - len(tail) + record
    return max(end - long, 0)


def _refuse_enormous(entries: list[zipfile.ZipInfo]) -> None:
    total = sum(one.file_size for one in entries)
    if total > LARGEST:
        raise Fault(
            "too_large_inside",
            _("What is in this archive has %(number)s GB unpacked; %(limit)s GB are read. Make several of it.")
            % {"number": f"{total / GIGABYTE:,.1f}", "limit": LARGEST // GIGABYTE},
        )


def _overlapping(entries: list[zipfile.ZipInfo]) -> set[int]:
    """Where entries begin that reach into the next one, and where those begin that they reach into."""
    found: set[int] = set()
    end, last = 0, -1
    for one in sorted(entries, key=lambda entry: entry.header_offset):
        if one.header_offset < end:
            found |= {last, one.header_offset}
        if (reach := one.header_offset + 30 + one.compress_size) > end:
            end, last = reach, one.header_offset
    return found
