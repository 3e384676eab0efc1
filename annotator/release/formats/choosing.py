"""For whom each format is, what it loses, and where it is described: what helps to choose one. Pure."""

from dataclasses import dataclass

from articles.words import gettext_noop


@dataclass(frozen=True)
class Choice:
    """`loses` is empty where nothing is lost; `described_at` is a public page, or empty for formats of our own."""

    good_for: str
    loses: str = ""
    described_at: str = ""


_NETWORK = gettext_noop("Single statements; claims whose source is implicit")
CHOICES: dict[str, Choice] = {
    "jsonl": Choice(
        gettext_noop("Everything: one article a line, with its text and all readings"), "", "https://jsonlines.org/"
    ),
    "csv": Choice(
        gettext_noop("pandas, R, DuckDB: one span a row"), gettext_noop("The articles' texts, answers on attributions")
    ),
    "excel": Choice(
        gettext_noop("Excel, LibreOffice: the same, safe to open"),
        gettext_noop("As CSV; cells that look like formulas begin with '"),
    ),
    "brat": Choice(
        gettext_noop("brat and other linguists' tools: a text and a file of marks for each article"),
        gettext_noop("Ids; attributions without any part"),
        "https://brat.nlplab.org/standoff.html",
    ),
    "conll": Choice(
        gettext_noop("Training taggers: one token a line, with its tag"),
        gettext_noop("Attributions, names, overlapping spans; counted in loss.json"),
        "https://www.clips.uantwerpen.be/conll2003/ner/",
    ),
    "jsonld": Choice(
        gettext_noop("Archives, Hypothesis, linked data: W3C annotations"),
        gettext_noop("Readings in which nothing is marked"),
        "https://www.w3.org/TR/annotation-model/",
    ),
    "citron": Choice(
        gettext_noop("Citron, the BBC's extractor of quotes"),
        gettext_noop("More than one cue; counted in loss.json"),
        "https://github.com/bbc/citron",
    ),
    "cas": Choice(
        gettext_noop("INCEpTION, DKPro, UIMA"),
        gettext_noop("Little: the layers have no values; counted in loss.json"),
        "https://inception-project.github.io/",
    ),
    "edges": Choice(
        gettext_noop("Discourse networks: who claims what, one statement a row"),
        gettext_noop("Spans and attributions without a claim"),
    ),
    "ties": Choice(
        gettext_noop("The same, counted for each actor, topic and stance"), gettext_noop("Single statements")
    ),
    "graphml": Choice(
        gettext_noop("visone, igraph, networkx: actors and topics as a network"),
        _NETWORK,
        "http://graphml.graphdrawing.org/",
    ),
    "gexf": Choice(gettext_noop("Gephi: the same network"), _NETWORK, "https://gexf.net/"),
}
