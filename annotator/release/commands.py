"""How to take data out by program: lines to copy. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A way to read the data, and the lines that do it."""

    key: str
    name: str
    lines: str


def commands(address: str, slug: str, query: str) -> list[Command]:
    """For curl, pandas, R and DuckDB; the token is put in by whoever copies them."""
    more = f"&{query}" if query else ""
    jsonl, csv = f"{address}?as=jsonl{more}", f"{address}?as=csv{more}"
    curl = "curl --fail -H 'Authorization: Bearer YOUR_TOKEN'"
    return [
        Command("curl", "curl", f"{curl} '{jsonl}' -o {slug}.jsonl"),
        Command(
            "pandas",
            "Python, pandas",
            "import pandas as pd\n"
            f'spans = pd.read_csv("{csv}", storage_options={{"Authorization": "Bearer YOUR_TOKEN"}})',
        ),
        Command(
            "r",
            "R",
            f'spans <- read.csv(url("{csv}", headers = c(Authorization = "Bearer YOUR_TOKEN")), encoding = "UTF-8")',
        ),
        Command(
            "duckdb",
            "DuckDB",
            f"{curl} '{csv}' -o {slug}.csv\n"
            f"duckdb -c \"SELECT actor_name, count(*) FROM '{slug}.csv' GROUP BY ALL ORDER BY 2 DESC\"",
        ),
    ]
