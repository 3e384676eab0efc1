"""PDF files made by hand, object by object."""

from collections.abc import Sequence

FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf(objects: Sequence[str | bytes], trailer: str = "") -> bytes:
    """A file of these objects, numbered from 1; the first is the catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        raw = content if isinstance(content, bytes) else content.encode("latin-1")
        out += b"%d 0 obj\n" % number + raw + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + table
        + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(places) + 1, trailer.encode(), len(out))
    )  # fmt: skip


def stream(content: str | bytes, head: str = "") -> bytes:
    raw = content if isinstance(content, bytes) else content.encode("cp1252")
    return b"<< /Length %d %s >>\nstream\n" % (len(raw), head.encode()) + raw + b"\nendstream"


def shown(x: float, y: float, text: str, size: float = 10) -> str:
    """The operators that write a line at a place."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F1 {size} Tf {x} {y} Td ({escaped}) Tj ET\n"


def paged(contents: Sequence[str], font: str = FONT, trailer: str = "", *more: str | bytes) -> bytes:
    """A file with a page for each of these streams of operators. Object 3 is the font; `more` follow the pages."""
    count = len(contents)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(count))
    objects: list[str | bytes] = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        font,
    ]
    for at, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> /XObject << /X {4 + 2 * count} 0 R >> >> >>"
        )
        objects.append(stream(content))
    return pdf([*objects, *more], trailer)
