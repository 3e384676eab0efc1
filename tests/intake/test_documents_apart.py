"""Documents are read in the process apart as well as here: without a name, and with little but the file."""

import io

import pytest

from annotator.intake import sandbox
from annotator.intake.formats.registry import BY_NAME, HEAD, format_of
from annotator.intake.formats.source import Asked
from tests.intake.packed import docx, odt, paragraph, run
from tests.intake.portable import paged, shown

SAID = "The port is closed, the minister said on Monday."
DOCUMENTS = {
    "a.html": f"<html><body><h1>Port</h1><p>{SAID}</p></body></html>".encode(),
    "a.docx": docx(paragraph(run(SAID))),
    "a.odt": odt(f"<text:p>{SAID}</text:p>"),
    "a.rtf": rb"{\rtf1 " + SAID.encode() + rb"\par}",
    "a.pdf": paged([shown(50, 700, SAID)]),
}


@pytest.mark.parametrize(("name", "raw"), DOCUMENTS.items(), ids=DOCUMENTS)
def test_a_document_is_known_by_its_beginning_and_read_apart(name, raw):
    kind = format_of(name, raw[:HEAD], len(raw), largest=10**8)
    assert kind is BY_NAME[name[2:]]
    asked = Asked(language="en")
    [found] = sandbox.read(io.BytesIO(raw), kind, name, len(raw), asked, sandbox.Told())
    assert SAID in [block["text"] for block in found.blocks]
