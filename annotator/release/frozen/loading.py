"""How to load a release by program: lines to copy. Pure."""

from annotator.release.commands import Command

TOKEN = "YOUR_TOKEN"


def loading(files_at: str, name: str, *, signed: bool, nested: list[str]) -> list[Command]:
    """For pandas, polars, DuckDB, R, Hugging Face and curl. `files_at` is put before a file's name.

    A signed address needs no token; without one the lines send YOUR_TOKEN.
    """
    parquet = f"{files_at}data/spans.parquet"
    pandas = "" if signed else f',\n    storage_options={{"Authorization": "Bearer {TOKEN}"}}'
    curl = "curl --fail --remote-name-all" + ("" if signed else f" -H 'Authorization: Bearer {TOKEN}'")
    secret = "" if signed else f"CREATE SECRET (TYPE http, BEARER_TOKEN '{TOKEN}');\n"
    opened = (
        f'spans = pl.scan_parquet("{parquet}").collect()'
        if signed
        else f'import fsspec\n\nheaders = {{"Authorization": "Bearer {TOKEN}"}}\n'
        f'spans = pl.read_parquet(fsspec.open("{parquet}", headers=headers).open())'
    )
    r = (
        f'download.file("{parquet}", "spans.parquet", mode = "wb")'
        if signed
        else f'download.file("{parquet}", "spans.parquet", mode = "wb",\n'
        f'  headers = c(Authorization = "Bearer {TOKEN}"))'
    )
    parts = ", ".join(f'"{_split(part)}": "{files_at}{part}.jsonl.gz"' for part in nested)
    headers = "" if signed else f',\n    storage_options={{"headers": {{"Authorization": "Bearer {TOKEN}"}}}}'
    return [
        Command(
            "pandas", "Python, pandas", f'import pandas as pd\n\nspans = pd.read_parquet(\n    "{parquet}"{pandas}\n)'
        ),
        Command("polars", "Python, polars", f"import polars as pl\n\n{opened}"),
        Command(
            "duckdb", "DuckDB", f"{secret}SELECT actor_name, count(*) FROM '{parquet}' GROUP BY ALL ORDER BY 2 DESC;"
        ),
        Command("r", "R", f'{r}\nspans <- arrow::read_parquet("spans.parquet")'),
        Command(
            "huggingface",
            "Hugging Face",
            f"from datasets import load_dataset\n\narticles = load_dataset(\n"
            f'    "json", data_files={{{parts}}}{headers}\n)',
        ),
        Command(
            "curl",
            "curl",
            f"{curl} '{files_at}MANIFEST.sha256' && cut -c67- MANIFEST.sha256 |\n"
            f'  sed \'s|.*|url = "{files_at}&"\\noutput = "{name}/&"|\' |\n'
            f"  {curl.replace(' --remote-name-all', '')} --create-dirs --config - &&\n"
            f"  mv MANIFEST.sha256 {name}/ && cd {name} && sha256sum -c MANIFEST.sha256",
        ),
    ]


def _split(part: str) -> str:
    return {"dev": "validation", "all": "train"}.get(part, part)
