"""Files made to exhaust whoever opens them: each is refused with a sentence, within the limits of reading."""

import gzip
import io
import json
import resource
import struct
import time
import zipfile

import duckdb
import pytest

from annotator.intake import sandbox
from annotator.intake.formats.registry import inspect
from annotator.intake.formats.source import Asked
from annotator.intake.found import Bad
from annotator.intake.reading import MEMORY
from articles.drafts import Fault

SECONDS = 60
CANARY = "root:x:0"


def zipped(*entries, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def crowded(count):
    """An archive whose list names one tiny entry `count` times."""
    one = zipped(("a.txt", "x"))
    start = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    directory = one[start:end] * count
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), start, 0)
    return one[:start] + directory + tail


def quine():
    """An archive whose only entry says that it is the archive itself."""
    inner = zipped(("a.zip", b"x" * 200), method=zipfile.ZIP_STORED)
    at = inner.index(b"x" * 200)
    return inner[:at] + inner[:200].ljust(200, b"x") + inner[at + 200 :]


def lying():
    content = bytearray(zipped(("a.txt", "word " * 400_000)))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 100)
    return bytes(content)


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE %s [<!ENTITY e0 "ha">{ENTITIES}]>'
XXE = '<!DOCTYPE %s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE %s SYSTEM "http://127.0.0.1:1/x.dtd">'
NITF = "<nitf><body><body.content><p>%s</p></body.content></body></nitf>"
NEWSML = "<newsItem><contentSet><inlineXML><html><body><p>%s</p></body></html></inlineXML></contentSet></newsItem>"
RSS = "<rss><channel><item><title>T</title><description>%s</description></item></channel></rss>"
DEEP = 100_000


def parquet(select, tmp_path):
    path = tmp_path / "a.parquet"
    duckdb.sql(f"COPY ({select}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    return path.read_bytes()


def bomb_warc():
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>" + b"x" * 40_000_000
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: %d\r\n" % len(
        page
    )
    kind = b"Content-Type: application/http; msgtype=response\r\nWARC-Record-ID: <urn:uuid:1>\r\n\r\n"
    return gzip.compress(head + kind + page + b"\r\n\r\n")


BOMBS = {
    "zip of zeros": ("a.zip", lambda: zipped(("a.txt", b"0" * 50_000_000))),
    "zip of zeros as lines": ("a.zip", lambda: zipped(("a.jsonl", b"0" * 50_000_000))),
    "zip in zip": ("a.zip", lambda: zipped(("b.zip", zipped(("c.zip", zipped(("d.txt", "x" * 10**6))))))),
    "quine": ("a.zip", quine),
    "zip that lies": ("a.zip", lying),
    "million entries": ("a.zip", lambda: crowded(1_000_000)),
    "sixty thousand entries": ("a.zip", lambda: crowded(60_000)),
    "overlapping entries": ("a.zip", lambda: crowded(1_000)),
    "nitf that laughs": ("a.xml", lambda: LAUGHS % "nitf" + NITF % "&e9;"),
    "newsml that laughs": ("a.xml", lambda: LAUGHS % "newsItem" + NEWSML % "&e9;"),
    "feed that laughs": ("a.rss", lambda: LAUGHS % "rss" + RSS % "&e9;"),
    "nitf that asks for a file": ("a.xml", lambda: XXE % "nitf" + NITF % "&x;"),
    "newsml that asks for a file": ("a.xml", lambda: XXE % "newsItem" + NEWSML % "&x;"),
    "feed that asks for a file": ("a.rss", lambda: XXE % "rss" + RSS % "&x;"),
    "feed that asks the web": ("a.rss", lambda: REMOTE % "rss" + RSS % "x"),
    "deep nitf": ("a.xml", lambda: NITF % ("<em>" * DEEP + "x" + "</em>" * DEEP)),
    "deep newsml": ("a.xml", lambda: NEWSML % ("<b>" * DEEP + "x" + "</b>" * DEEP)),
    "deep feed": ("a.rss", lambda: RSS % ("&lt;div&gt;" * DEEP + "x")),
    "deep json": ("a.json", lambda: "[" * DEEP + "]" * DEEP),
    "deep json line": ("a.jsonl", lambda: '{"text":' + "[" * DEEP + "]" * DEEP + "}"),
    "deep ninjs": ("a.json", lambda: '{"uri":"x","headline":"T","byline":' + "[" * DEEP + "]" * DEEP + "}"),
    "gigantic number": ("a.json", lambda: '{"text": "x", "id": ' + "9" * 5_000_000 + "}"),
    "gigantic number in ninjs": ("a.json", lambda: '{"uri":"x","headline":"T","byline":' + "9" * 5_000_000 + "}"),
    "csv with one enormous cell": ("a.csv", lambda: 'text\n"' + "word " * 20_000_000),
    "csv of one enormous line": ("a.csv", lambda: "text,title\n" + "word " * 20_000_000),
    "csv with endless columns": ("a.csv", lambda: "text," * 500_000 + "\nx\n"),
    "gzip bomb": ("a.warc.gz", lambda: gzip.compress(b"WARC/1.0\r\n" + b"X" * 100_000_000)),
    "page bomb": ("a.warc.gz", bomb_warc),
    "nitf as broken utf-16": ("a.xml", lambda: b"\xff\xfe" + (NITF % "x").encode("utf-16-le")[:-3]),
}


def read(name, content):
    raw = content.encode() if isinstance(content, str) else content
    file = io.BytesIO(raw)
    kind = inspect(file, name, len(raw), largest=200_000_000)
    return list(sandbox.read(file, kind, name, len(raw), Asked(), sandbox.Told()))


def refusals(name, content):
    """Every sentence with which the file, or what is in it, was refused; at least one, and nothing of this machine."""
    started = time.monotonic()
    try:
        found = read(name, content)
    except Fault as fault:
        said = [fault.message]
    else:
        said = [one.reason for one in found if isinstance(one, Bad)]
        assert len(said) == len(found), "something in it was taken for an article"
        assert CANARY not in json.dumps(said)
    assert time.monotonic() - started < SECONDS
    assert said
    return said


@pytest.mark.parametrize(("name", "make"), BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_with_a_sentence(name, make):
    said = refusals(name, make())
    assert all(one.endswith((".", "?")) for one in said)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < MEMORY


@pytest.mark.parametrize(
    "select",
    [
        "SELECT 'x' AS text FROM range(3000000)",
        "SELECT repeat('word ', 20000000) AS text FROM range(3)",
        "SELECT " + ", ".join(f"{n} AS c{n}" for n in range(2000)),
    ],
    ids=["rows", "cells", "columns"],
)
def test_a_parquet_file_that_grows_without_end_is_refused(select, tmp_path):
    assert refusals("a.parquet", parquet(select, tmp_path))


def test_a_document_type_without_entities_is_read_and_nothing_is_fetched():
    (one,) = read("a.xml", REMOTE % "nitf" + NITF % "The minister said no.")
    assert one.draft.text == "The minister said no."
