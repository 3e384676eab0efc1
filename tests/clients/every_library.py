"""Reads one release with every library researchers use, as its documentation says, and prints what each has found.

Runs in an environment of its own (`make clients`), with nothing of Ascribe in it:
python every_library.py ADDRESS_OF_FILES TOKEN SIGNED_ADDRESS FOLDER
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILES, TOKEN, SIGNED, FOLDER = sys.argv[1:5]
BEARER = {"Authorization": f"Bearer {TOKEN}"}
SPANS, JSONL, CSV = (f"data/spans.{kind}" for kind in ("parquet", "jsonl.gz", "csv"))
NESTED = {"train": "train.jsonl.gz", "validation": "dev.jsonl.gz", "test": "test.jsonl.gz"}
for name in ("HF_HOME", "HF_DATASETS_CACHE", "XDG_CACHE_HOME"):
    os.environ[name] = str(Path(FOLDER) / "caches")
os.environ |= {"CROISSANT_BASIC_AUTH_USERNAME": "token", "CROISSANT_BASIC_AUTH_PASSWORD": TOKEN}
os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "0"}


def pandas_parquet() -> Any:
    import pandas

    return pandas.read_parquet(FILES + SPANS, storage_options=BEARER)["span_id"].tolist()


def pandas_jsonl() -> Any:
    import pandas

    return pandas.read_json(FILES + JSONL, lines=True, storage_options=BEARER)["span_id"].tolist()


def pandas_csv() -> Any:
    import pandas

    return pandas.read_csv(FILES + CSV, storage_options=BEARER)["span_id"].tolist()


def pandas_signed() -> Any:
    import pandas

    return pandas.read_parquet(SIGNED + SPANS)["span_id"].tolist()


def polars_fsspec() -> Any:
    import fsspec
    import polars

    with fsspec.open(FILES + SPANS, headers=BEARER) as file:
        return polars.read_parquet(file)["span_id"].to_list()


def polars_signed() -> Any:
    import polars

    return polars.scan_parquet(SIGNED + SPANS).select("span_id").collect()["span_id"].to_list()


def pyarrow_fsspec() -> Any:
    import fsspec
    import pyarrow.parquet

    with fsspec.open(FILES + SPANS, headers=BEARER) as file:
        return pyarrow.parquet.read_table(file, columns=["span_id"])["span_id"].to_pylist()


def datasets_header() -> Any:
    from datasets import load_dataset

    told = {"headers": BEARER}
    return load_dataset("parquet", data_files=FILES + SPANS, storage_options=told, split="train")["span_id"][:]


def datasets_signed() -> Any:
    from datasets import load_dataset

    return load_dataset("parquet", data_files=SIGNED + SPANS, split="train")["span_id"][:]


def datasets_streaming() -> Any:
    from datasets import load_dataset

    rows = load_dataset("parquet", data_files=SIGNED + SPANS, split="train", streaming=True)
    return [row["span_id"] for row in rows]


def datasets_folder() -> Any:
    """The folder as it was downloaded: its card names the three splits."""
    from datasets import load_dataset

    found = load_dataset(f"{FOLDER}/release")
    return {part: sorted(rows["external_id"]) for part, rows in found.items()}


def datasets_nested() -> Any:
    from datasets import load_dataset

    found = load_dataset(
        "json",
        data_files={part: FILES + name for part, name in NESTED.items()},
        storage_options={"headers": BEARER},
    )
    return {part: sorted(rows["external_id"]) for part, rows in found.items()}


def croissant() -> Any:
    """Validated while it is read; the tables are fetched with HTTP Basic or from beside the description."""
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=f"{FOLDER}/release/croissant.json")
    assert not dataset.metadata.ctx.issues.errors, dataset.metadata.ctx.issues.errors
    rows = [{name.rpartition("/")[2]: value for name, value in row.items()} for row in dataset.records("spans")]
    return [row["span_id"].decode() if isinstance(row["span_id"], bytes) else row["span_id"] for row in rows]


def frictionless() -> Any:
    import frictionless

    os.chdir(f"{FOLDER}/release")
    report = frictionless.validate("datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5]
    resource = frictionless.Package("datapackage.json").get_resource("spans")
    return [row["span_id"] for row in resource.read_rows()]


CLIENTS: list[Callable[[], Any]] = [
    *(pandas_parquet, pandas_jsonl, pandas_csv, pandas_signed, polars_fsspec, polars_signed, pyarrow_fsspec),
    *(datasets_header, datasets_signed, datasets_streaming, datasets_folder, datasets_nested, croissant, frictionless),
]

if __name__ == "__main__":
    for client in CLIENTS:
        try:
            told = {"found": client()}
        except Exception:
            told = {"failed": traceback.format_exc()[-3000:]}
        print(json.dumps({"client": client.__name__, **told}, default=str), flush=True)
