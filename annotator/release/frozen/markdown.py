"""Tables in Markdown, whatever the names in them hold. Pure."""

from collections.abc import Iterable


def cell(words: object) -> str:
    """One cell: it stays in its line, and a bar in it begins no other."""
    return " ".join(str(words).split()).replace("\\", "\\\\").replace("|", "\\|")


def counted(what: str, number: str, rows: Iterable[tuple[object, object]]) -> str:
    """A table of names and numbers."""
    lines = "\n".join(f"| {cell(name) or '–'} | {value} |" for name, value in rows)
    return f"| {what} | {number} |\n| --- | ---: |\n{lines}"
