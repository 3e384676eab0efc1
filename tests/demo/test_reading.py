import pytest

from annotator.demo.reading import Reading, ReadingError, parse_reading

TEXT = "Mayor blames port\n\n“We asked,” she said on Monday, “and got nothing.” She added that the port denied it."
HEAD = "status: submitted\n\n¶ 2\n"


def read(blocks: str) -> Reading:
    return parse_reading(HEAD + blocks, TEXT)


def quotes(reading: Reading, role: str) -> list[str]:
    spans = reading.attributions[0].parts[role]
    return [TEXT[start:end] for span in spans for start, end in span.fragments]


def test_a_block_is_one_attribution_with_its_roles() -> None:
    reading = read(
        "source: she => mayor certain\ncue: said\nsupplement: on Monday\n"
        "content: “We asked,” || “and got nothing.”\nform: direct\nnote: split"
    )
    assert [quotes(reading, role) for role in ("source", "cue", "content")] == [
        ["she"],
        ["said"],
        ["“We asked,”", "“and got nothing.”"],
    ]
    assert (reading.status, reading.attributions[0].form, reading.attributions[0].note) == (
        "submitted",
        "direct",
        "split",
    )
    assert next((span.kind, span.link, span.value) for span in reading.spans) == ("actor", "mayor", "certain")


def test_attributions_that_share_a_source_share_the_span() -> None:
    reading = read("source: She => mayor\ncue: added\n\nsource: She\ncontent: that the port denied it")
    assert reading.attributions[0].parts["source"] == reading.attributions[1].parts["source"]
    assert [span.kind for span in reading.spans] == ["actor", "cue", "content"]


def test_a_claim_without_words_covers_the_content_of_its_block() -> None:
    claim = read("source: -\ncontent: that the port denied it\nclaim: => costs opposes").spans[-1]
    assert (claim.kind, TEXT[slice(*claim.fragments[0])], claim.link, claim.value) == (
        "claim",
        "that the port denied it",
        "costs",
        "opposes",
    )


def test_a_mention_and_a_claim_alone_are_no_attribution() -> None:
    reading = read("// a remark\nmention: the port => port\n\nclaim: and got nothing => - unclear")
    assert not reading.attributions
    assert [(span.kind, span.link, span.value) for span in reading.spans] == [
        ("actor", "port", ""),
        ("claim", "", "unclear"),
    ]


def test_an_implicit_source_is_written_as_a_dash() -> None:
    attribution = read("source: -\ncue: said").attributions[0]
    assert attribution.implicit_source
    assert "source" not in attribution.parts


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        pytest.param("", "status", id="empty"),
        pytest.param("status: done\n\n¶ 2\ncue: said", "line 1: .*status", id="unknown status"),
        pytest.param(HEAD + "cue: shouted", "line 4: not found", id="a word that is not there"),
        pytest.param("status: started\n\ncue: said", "no paragraph 0", id="no paragraph named"),
        pytest.param(HEAD + "¶ two\ncue: said", "number", id="paragraph in words"),
        pytest.param(HEAD + "said", "expected `key: words`", id="no key"),
        pytest.param(HEAD + "verb: said", "not understood", id="unknown key"),
        pytest.param(HEAD + "cue: said\nform: loud", "not understood", id="unknown form"),
        pytest.param(HEAD + "cue: said => mayor", "linked to nothing", id="linked cue"),
        pytest.param(HEAD + "source: she => mayor perhaps", "perhaps", id="unknown certainty"),
        pytest.param(HEAD + "source: -\nsource: she", "implicit and quoted", id="implicit, then quoted"),
        pytest.param(HEAD + "source: she\nsource: -", "implicit and quoted", id="quoted, then implicit"),
        pytest.param(HEAD + "claim: => costs", "one content above", id="claim without content"),
        pytest.param(HEAD + "note: hm", "quotes nothing", id="nothing but a note"),
        pytest.param(HEAD + "source: she => mayor\n\nsource: she => port", "already linked to mayor", id="two links"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(source: str, complaint: str) -> None:
    with pytest.raises(ReadingError, match=complaint):
        parse_reading(source, TEXT)
