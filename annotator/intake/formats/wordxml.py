"""Word's own XML made plain for the library that reads it: fields are their results, hidden words are gone. Pure."""

from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile

from lxml import etree

WRITTEN = frozenset({"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"})
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off")
_SIGNS = (b"fldSimple", b"vanish")


def plain(file: BinaryIO) -> BytesIO:
    """The file, with its written parts rewritten where they hold what would be lost or must not be seen."""
    file.seek(0)
    whole = BytesIO(file.read())
    archive = ZipFile(whole)
    changed = {name: _rewritten(xml) for name, xml in _parts(archive) if any(sign in xml for sign in _SIGNS)}
    if not changed:
        return whole
    result = BytesIO()
    with ZipFile(result, "w", ZIP_STORED) as copy:
        for name in archive.NameToInfo:
            if not name.endswith((".xml", ".rels")):
                continue  # pictures are not looked at, and nobody has bound what comes out of them
            copy.writestr(name, changed.get(name) or archive.read(name))
    result.seek(0)
    return result


def _parts(archive: ZipFile) -> list[tuple[str, bytes]]:
    return [(name, archive.read(name)) for name in sorted(WRITTEN & archive.NameToInfo.keys())]


def _rewritten(xml: bytes) -> bytes:
    tree = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    for hidden in [run for run in tree.iter(f"{_W}r") if _is_hidden(run)]:
        parent = hidden.getparent()
        if parent is not None:
            parent.remove(hidden)
    etree.strip_tags(tree, f"{_W}fldSimple")
    rewritten: bytes = etree.tostring(tree)
    return rewritten


def _is_hidden(run: etree._Element) -> bool:
    said = run.find(f"{_W}rPr/{_W}vanish")
    return said is not None and said.get(f"{_W}val", "1") not in _OFF
