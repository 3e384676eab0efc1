"""How to take data out by program: lines to copy. Pure."""

import json
from dataclasses import dataclass
from urllib.parse import parse_qs

from articles.words import gettext_noop

TOKEN = "YOUR_TOKEN"
REPEATED = ("kind", "set_kind", "status")
"""Filters that are lists in JSON."""


@dataclass(frozen=True)
class Command:
    """A way to read the data, and the lines that do it."""

    key: str
    name: str
    lines: str


def commands(address: str, slug: str, query: str, *, token: str = TOKEN) -> list[Command]:
    """For pandas, polars, DuckDB, R, curl and our client. `address` is where a project's export is."""
    more = f"&{query}" if query else ""
    jsonl, csv = f"{address}?as=jsonl{more}", f"{address}?as=csv{more}"
    curl = f"curl --fail -H 'Authorization: Bearer {token}'"
    return [
        Command(
            "pandas",
            "Python, pandas",
            "import pandas as pd\n\n"
            f'spans = pd.read_csv(\n    "{csv}",\n    storage_options={{"Authorization": "Bearer {token}"}},\n)',
        ),
        Command(
            "polars",
            "Python, polars",
            "import urllib.request\n\nimport polars as pl\n\n"
            f'asked = urllib.request.Request(\n    "{csv}",\n    headers={{"Authorization": "Bearer {token}"}},\n)\n'
            "spans = pl.read_csv(urllib.request.urlopen(asked).read(), infer_schema_length=None)",
        ),
        Command(
            "duckdb",
            "DuckDB",
            f"{curl} '{csv}' -o {slug}.csv\n"
            f"duckdb -c \"SELECT actor_name, count(*) FROM '{slug}.csv' GROUP BY ALL ORDER BY 2 DESC\"",
        ),
        Command(
            "r",
            "R",
            f'spans <- read.csv(\n  url("{csv}",\n    headers = c(Authorization = "Bearer {token}")),\n'
            '  encoding = "UTF-8")',
        ),
        Command("curl", "curl", f"{curl} '{jsonl}' -o {slug}.jsonl"),
        Command("client", gettext_noop("Our Python client"), _client(address, slug, query, token)),
    ]


def changes(address: str, slug: str, query: str, *, token: str = TOKEN) -> Command:
    """A first export that keeps its cursor, and the line that fetches what has changed since then."""
    more = f"&{query}" if query else ""
    curl = f"curl --fail -H 'Authorization: Bearer {token}'"
    return Command(
        "changes",
        gettext_noop("What has changed since"),
        f"{curl} -D headers.txt '{address}?as=jsonl{more}' -o {slug}.jsonl\n"
        "CURSOR=$(sed -n 's/^ascribe-cursor: //Ip' headers.txt | tr -d '\\r')\n"
        f"{curl} --get --data-urlencode \"changed_since=$CURSOR\" '{address}?as=jsonl{more}' -o changes.jsonl",
    )


def prepared(address: str, query: str, *, token: str = TOKEN) -> Command:
    """Asking for a large export, which a worker writes into a file; the answer says where to look for it."""
    asked = {name: values if name in REPEATED else values[0] for name, values in sorted(parse_qs(query).items())}
    wish = json.dumps({"as": "jsonl", **asked}, ensure_ascii=True).replace("'", "\\u0027")
    return Command(
        "prepare-by-api",
        gettext_noop("A large export, prepared as a file"),
        f"curl --fail -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' \\\n"
        f"  -d '{wish}' '{address.removesuffix('export/')}exports/'",
    )


def _client(address: str, slug: str, query: str, token: str) -> str:
    server = address.split("/api/v1/")[0]
    asked = "".join(f", {name}={_one_or_all(values)}" for name, values in sorted(parse_qs(query).items()))
    return (
        "from ascribe import Ascribe\n\n"
        f'project = Ascribe("{server}", "{token}").project("{slug}")\n'
        f'project.export("csv"{asked}).save("{slug}.csv")'
    )


def _one_or_all(values: list[str]) -> str:
    return repr(values[0] if len(values) == 1 else values)
