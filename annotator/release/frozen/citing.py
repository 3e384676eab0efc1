"""How a release is cited. Nobody is named who did not name themselves: the author is the project. Pure."""

import json
import re
from dataclasses import dataclass

from annotator.release.frozen.facts import Facts

KEYWORDS = ["news", "attribution", "quotation", "claims", "annotation"]
_NO_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_PLAIN = re.compile(r"[^a-z0-9]+")
_CREATIVE_COMMONS = re.compile(r"CC0[ -]1\.0|CC[ -]BY([ -]NC)?([ -](SA|ND))?[ -]4\.0", re.IGNORECASE)


@dataclass(frozen=True)
class Citation:
    """One way to cite: its name, and the lines to copy."""

    key: str
    name: str
    lines: str


def citations(facts: Facts) -> list[Citation]:
    """All ways."""
    return [
        Citation("plain", "Text", plain(facts)),
        Citation("bibtex", "BibTeX", bibtex(facts)),
        Citation("cff", "CITATION.cff", citation_cff(facts).rstrip()),
    ]


def plain(facts: Facts) -> str:
    """One sentence for a list of references."""
    where = f" {facts.address}" if facts.address else ""
    return f"{facts.project} ({facts.day.year}): {facts.title}. Release {facts.number}. Data set.{where}"


def bibtex(facts: Facts) -> str:
    """A BibTeX entry; braces keep the names as they are."""
    key = _PLAIN.sub("-", facts.name.lower()).strip("-")
    fields = {
        "author": f"{{{_tex(facts.project)}}}",
        "title": _tex(facts.title),
        "year": str(facts.day.year),
        "version": facts.version,
        **({"url": facts.address} if facts.address else {}),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}\n}}"


def citation_cff(facts: Facts) -> str:
    """CITATION.cff 1.2.0. Strings are written as JSON, which YAML reads."""
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this dataset, please cite it as below.",
        "type: dataset",
        f"title: {quoted(facts.title)}",
        f"version: {quoted(facts.version)}",
        f"date-released: {quoted(facts.day.isoformat())}",
        "authors:",
        f"  - name: {quoted(facts.project)}",
        *([f"url: {quoted(facts.address)}"] if facts.address else []),
        *([f"license: {known}"] if (known := spdx(facts.licence)) else []),
        f"keywords: [{', '.join(KEYWORDS)}]",
    ]
    return "\n".join(lines) + "\n"


def spdx(licence: str) -> str:
    """A Creative Commons licence with its version as SPDX calls it; empty for others. CITATION.cff takes no other."""
    name = licence.strip()
    return name.upper().replace(" ", "-") if _CREATIVE_COMMONS.fullmatch(name) else ""


def description(facts: Facts) -> str:
    """What it is, in a few sentences."""
    counts = facts.counts
    numbers = (
        f"{counts['attributions']} attributions and {counts['spans']} spans in {counts['articles']} news articles. "
        f"{facts.words}"
    )
    return f"{facts.description.strip()} {numbers}".strip()


def quoted(words: str) -> str:
    """A string of YAML, on one line. JSON would do, but for characters that YAML refuses or takes for line ends."""
    return _NO_YAML.sub(lambda one: f"\\u{ord(one[0]):04x}", json.dumps(words, ensure_ascii=False))


def _tex(words: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", words.replace("\\", ""))
