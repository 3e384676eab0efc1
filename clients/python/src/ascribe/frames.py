"""Tables of a release as data frames of pandas or polars, whichever is installed."""

import gzip
import json
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ascribe.errors import AscribeError

KNOWN = ("pandas", "polars")
INSTANTS = ("published_at",)
NEEDED = "Tables need pandas or polars: pip install 'ascribe-client[pandas]' or 'ascribe-client[polars]'."


def library(using: str | None = None) -> str:
    """The name of the library that makes the frames: the one asked for, else the first that is installed."""
    if using is not None and using not in KNOWN:
        raise AscribeError(f"“{using}” is not known here; use pandas or polars.")
    for name in (using,) if using else KNOWN:
        if find_spec(name):
            return name
    raise AscribeError(f"{using} is not installed: pip install 'ascribe-client[{using}]'." if using else NEEDED)


def suffix_for(using: str) -> str:
    """The kind of file to read: Parquet where it can be read, else JSON lines, which lose nothing either.

    CSV cannot tell an empty string from none, and pandas would take an outlet called “NA” for nothing.
    """
    return "parquet" if using == "polars" or find_spec("pyarrow") or find_spec("fastparquet") else "jsonl.gz"


def read(path: Path, using: str) -> Any:
    """The frame in a file of a release."""
    made = import_module(using)
    if path.name.endswith(".parquet"):
        return made.read_parquet(path)
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        frame = made.DataFrame([json.loads(line) for line in lines])
    for name in INSTANTS:
        if name in frame.columns:
            frame[name] = made.to_datetime(frame[name], format="ISO8601")
    return frame


def with_text(frame: Any, texts: Sequence[str | None], using: str) -> Any:
    """The frame with another column `text`."""
    if using == "polars":
        made = import_module(using)
        return frame.with_columns(made.Series("text", list(texts), dtype=made.String))
    return frame.assign(text=list(texts))
