"""The demo newsroom as it lies in this folder: articles, readings, actors and topics. No database here."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from annotator.demo.reading import Reading, ReadingError, parse_reading

FOLDER = Path(__file__).parent
HEAD = ("outlet", "byline", "section", "url", "published_at", "language", "licence", "assigned")


@dataclass(frozen=True)
class DemoArticle:
    """One text with its metadata, who shall tag it, and what those who have begun made of it."""

    key: str
    text: str
    metadata: dict[str, Any]
    published_at: datetime
    assigned: tuple[str, ...]
    readings: dict[str, Reading]

    @property
    def title(self) -> str:
        return self.text.partition("\n")[0]


@dataclass(frozen=True)
class DemoAffiliation:
    role: str
    organisation: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class DemoActor:
    """Somebody who speaks; `article` is the one an unnamed source belongs to."""

    key: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    parent: str
    article: str
    affiliations: tuple[DemoAffiliation, ...]


@dataclass(frozen=True)
class DemoTopic:
    key: str
    parent: str
    code: str
    name: str
    definition: str
    examples: str


def load_articles(folder: Path = FOLDER / "articles") -> list[DemoArticle]:
    """All articles in the order they were published, with every reading found beside them."""
    articles = [load_article(path.parent) for path in sorted(folder.glob("*/article.txt"))]
    return sorted(articles, key=lambda article: article.published_at)


def load_article(folder: Path) -> DemoArticle:
    head, text = parse_article((folder / "article.txt").read_text(encoding="utf-8"))
    assigned = tuple(name.strip() for name in head.pop("assigned").split(",") if name.strip())
    readings = {path.stem: read(path, text) for path in sorted(folder.glob("*.txt")) if path.name != "article.txt"}
    if strangers := readings.keys() - set(assigned):
        raise ReadingError(f"{folder.name}: not assigned to {', '.join(sorted(strangers))}")
    published_at = datetime.fromisoformat(head.pop("published_at"))
    return DemoArticle(folder.name, text, head, published_at, assigned, readings)


def parse_article(source: str) -> tuple[dict[str, str], str]:
    """The head, `key: value` a line, and below `---` the text, its headline first."""
    head, rule, text = source.partition("\n---\n")
    lines = [line.partition(":") for line in head.splitlines()]
    values = {key.strip(): value.strip() for key, _, value in lines}
    if not rule or tuple(values) != HEAD:
        raise ReadingError(f"an article begins with {', '.join(HEAD)} and a line `---`")
    return values, text.strip("\n")


def read(path: Path, text: str) -> Reading:
    try:
        return parse_reading(path.read_text(encoding="utf-8"), text)
    except ReadingError as error:
        raise ReadingError(f"{path.parent.name}/{path.name}, {error}") from error


def load_actors() -> list[DemoActor]:
    return [actor(key, row) for key, row in tables("actors.toml").items()]


def actor(key: str, row: dict[str, Any]) -> DemoActor:
    return DemoActor(
        key=key,
        name=row["name"],
        kind=row["kind"],
        aliases=tuple(row.get("aliases", ())),
        parent=row.get("parent", ""),
        article=row.get("article", ""),
        affiliations=tuple(
            DemoAffiliation(each["role"], each.get("organisation", ""), each.get("from"), each.get("to"))
            for each in row.get("affiliations", ())
        ),
    )


def load_topics() -> list[DemoTopic]:
    return [
        DemoTopic(
            key, row.get("parent", ""), row["code"], row["name"], row.get("definition", ""), row.get("examples", "")
        )
        for key, row in tables("topics.toml").items()
    ]


def tables(name: str) -> dict[str, dict[str, Any]]:
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)
