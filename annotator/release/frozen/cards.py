"""The card and the licence of a release, from its real numbers. Pure."""

import json

from annotator.release.frozen.citing import KEYWORDS, bibtex, citation_cff, description, plain, quoted
from annotator.release.frozen.described import licence_address
from annotator.release.frozen.facts import Facts
from annotator.release.frozen.markdown import counted
from annotator.release.frozen.tables import TABLES

__all__ = ["citation_cff", "licence", "readme"]
HUGGING_FACE = {"train": "train", "dev": "validation", "test": "test", "all": "train"}
SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)
RIGHTS = {
    "full": "with their text",
    "quotes": "with the tagged words only",
    "standoff": "with offsets only: no text and no quotes",
}
SPLITS = {
    "none": "The dataset is not split: everything is in `all.jsonl.gz`.",
    "article": "Split by article, drawn with the seed {seed} from a hash, so an article keeps its part in later "
    "releases. Articles that tell one story (`story`: revisions, wire copies) are in one part.",
    "time": "Split by time, the oldest articles first. Articles that tell one story (`story`: revisions, wire copies) "
    "are in one part, as old as the oldest of them.",
}


def readme(facts: Facts) -> str:
    """README.md: a dataset card as Hugging Face reads it, and a datasheet."""
    counts, by = facts.counts, facts.counts["by"]
    sections = [
        _front(facts),
        f"# {facts.title}\n\n{_about(facts)}",
        f"## What is in it\n\n{_figures(facts)}",
        f"## Who said what\n\n{counts['sets']} readings by {len([who for who in by['annotator'] if who])} annotators, "
        "who are known by stable pseudonyms (`A01`, …); no file names them. A reading is one person's, or the settled "
        f"one (`gold`).\n\n{counted('readings', 'number', by['set_kind'].items())}",
        f"## What may be passed on\n\n{_rights(facts)}",
        f"## Parts\n\n{_split(facts)}",
        f"## Tables\n\n{_tables()}",
        "## How to load it\n\n```python\nimport pandas as pd\n\n"
        'spans = pd.read_parquet("data/spans.parquet")\n'
        'print(spans.groupby("actor_name").size().sort_values(ascending=False).head())\n```\n\n'
        "```sql\n-- DuckDB\nSELECT actor_name, count(*) FROM 'data/spans.parquet' GROUP BY ALL;\n```\n\n"
        '```r\nspans <- arrow::read_parquet("data/spans.parquet")\n```',
        "## Is it whole?\n\n`sha256sum -c MANIFEST.sha256` compares every file with what was released. "
        "The SHA-256 of MANIFEST.sha256 itself is that of the release.",
        f"## How to cite it\n\n{plain(facts)}\n\n```bibtex\n{bibtex(facts)}\n```",
    ]
    return "\n\n".join(sections) + "\n"


def licence(facts: Facts) -> str:
    """LICENSE: what holds for the annotations, and what for the articles."""
    address = licence_address(facts.licence)
    ours = f"{facts.licence} {address}".strip() if facts.licence else "No licence was given; ask the project."
    texts = "\n".join(f"  {name or 'not said'}: {number}" for name, number in facts.counts["by"]["licence"].items())
    return (
        f"The annotations of this dataset\n\n{ours}\n\n"
        f"The articles belong to those who published them. Articles by the licence they came with:\n\n{texts}\n\n"
        "Of each article only what its licence allows is in this dataset: see the column `rights` of the documents.\n"
    )


def _front(facts: Facts) -> str:
    address = licence_address(facts.licence)
    plain_name = facts.licence.strip().lower().replace(" ", "-")
    known = bool(address) and plain_name.startswith("cc")
    licence_lines = (
        [f"license: {quoted(plain_name)}"]
        if known
        else [
            "license: other",
            f"license_name: {quoted(facts.licence or 'unknown')}",
            f"license_link: {quoted(address or 'LICENSE')}",
        ]
    )
    languages = sorted(filter(None, facts.counts["by"]["language"])) or [facts.language]
    files = [
        f"      - split: {HUGGING_FACE[part]}\n        path: {part}.jsonl.gz"
        for part, number in facts.parts.items()
        if number
    ]
    tables = [f"  - config_name: {name}\n    data_files: data/{name}.parquet" for name in TABLES]
    lines = [
        "---",
        f"pretty_name: {quoted(facts.title)}",
        f"language: {json.dumps(languages)}",
        *licence_lines,
        f"size_categories: [{_size(facts.counts['articles'])}]",
        "task_categories: [token-classification]",
        "annotations_creators: [expert-generated]",
        "source_datasets: [original]",
        f"tags: [{', '.join(KEYWORDS)}]",
        "configs:",
        "  - config_name: default\n    data_files:",
        *files,
        *tables,
        "---",
    ]
    return "\n".join(lines)


def _about(facts: Facts) -> str:
    return f"Release {facts.number} of the project {facts.project}, {facts.day.isoformat()}. {description(facts)}"


def _figures(facts: Facts) -> str:
    counts, by = facts.counts, facts.counts["by"]
    months = [month for month in by["month"] if month]
    when = f"from {months[0]} to {months[-1]}" if months else "without dates"
    whole = {name: counts[name] for name in ("articles", "sets", "spans", "attributions", "actors", "topics")}
    return (
        f"{counts['articles']} articles of {counts['outlets']} outlets, {when}.\n\n"
        f"{counted('what', 'number', whole.items())}\n\n"
        f"{counted('spans', 'number', by['kind'].items())}\n\n{counted('outlet', 'articles', by['outlet'].items())}\n\n"
        f"The filter, in words: {facts.words}"
    )


def _rights(facts: Facts) -> str:
    by = facts.counts["by"]["rights"]
    told = "\n".join(f"- {by[name]} articles {words}" for name, words in RIGHTS.items() if by.get(name))
    return (
        f"Asked for: {facts.rights}. The strictest of this, the project's setting and each article's licence holds:\n\n"
        f"{told}\n\nThe text of an article left out can be found by its address, title and date; it is the right one "
        "when its SHA-256 is `text_sha256` (UTF-8, newlines as `\\n`)."
    )


def _split(facts: Facts) -> str:
    told = SPLITS[facts.split].format(seed=facts.seed)
    files = [(f"`{name}.jsonl.gz`", number) for name, number in facts.parts.items()]
    return f"{told}\n\n{counted('file', 'articles', files)}"


def _tables() -> str:
    told = "\n".join(
        f"| `{name}` | {', '.join(f'`{column}`' for column in columns)} |" for name, columns in TABLES.items()
    )
    return (
        "Each is in `data/` as Parquet, CSV and JSON lines, with the same rows in the same order.\n\n"
        f"| table | columns |\n| --- | --- |\n{told}\n\n"
        "Offsets are half-open and count Unicode code points of the article's text. A span may have several "
        "`fragments`; `start_char` and `end_char` are the outermost borders. Ids of spans and attributions are unique "
        "within a set: join on `set_id` and the id. Instants are in UTC. See CODEBOOK.md for what is meant."
    )


def _size(number: int) -> str:
    return next((name for bound, name in SIZES if number < bound), "n>10M")
