"""Where spans stand in a corrected text: what is placed is right, what is not sure is left to a person."""

import random
import time
from collections import Counter

import pytest

from annotator.intake.anchoring import Anchored, Fate, anchor

SPEAKERS = ["Ada Brok", "Ivo Daran", "Łucja Çelik", "the ministry", "Nguyễn Văn A", "部长", "👩‍🚀 crew", "she", "he"]
CUES = ["said", "told reporters", "denied", "wrote", "added"]
WORDS = [*("on", "Monday", "nobody", "had", "met", "the", "other", "side", "before", "talks", "in", "more", "end")]
WORDS += ["Genève", "cafe\u0301", "—", "officials", "fear", "和平", "2,5", "%"]
EDITS = 1000
Origins = list[int | None]


def article(rng: random.Random) -> str:
    """Paragraphs of sentences that are alike, with some that come twice."""
    sentences = []
    for _ in range(rng.randrange(12, 40)):
        if sentences and rng.random() < 0.15:
            sentences.append(rng.choice(sentences))
            continue
        words = [rng.choice(WORDS) for _ in range(rng.randrange(3, 14))]
        said = f"{rng.choice(SPEAKERS)} {rng.choice(CUES)}"
        sentences.append(rng.choice([f"{' '.join(words)}, {said}.", f"{said} that {' '.join(words)}.", f"{said}."]))
    return "".join(one + rng.choice([" ", " ", "\n"]) for one in sentences)


def edited(text: str, rng: random.Random) -> tuple[str, Origins]:
    """A correction of `text`, and for each of its characters the one it was in the old text.

    A copy comes from where the original does: who deletes one of the two has moved it, whichever it was.
    """
    new = list(text)
    origins: Origins = list(range(len(text)))

    def put(start: int, end: int, words: str | list[str], came: Origins | None = None) -> None:
        new[start:end] = words
        origins[start:end] = came if came is not None else [None] * len(words)

    for _ in range(rng.randrange(1, 6)):
        start = rng.randrange(len(new))
        end = min(len(new), start + rng.choice([1, 3, 8, 30, 120]))
        kind = rng.choice(["alter", "insert", "delete", "move", "duplicate", "another says it"])
        if kind == "alter":
            put(start, end, rng.choice(WORDS))
        elif kind == "insert":
            put(start, start, " " + " ".join(rng.choice(WORDS) for _ in range(rng.randrange(1, 9))))
        elif kind == "delete":
            put(start, end, "")
        elif kind == "another says it":
            put(start, start, f" {rng.choice(SPEAKERS)} {rng.choice(CUES)}. ")
        else:
            words, came = new[start:end], origins[start:end]
            if kind == "move":
                put(start, end, "")
            to = rng.randrange(len(new) + 1)
            put(to, to, words, came)
    return "".join(new), origins


def some_spans(text: str, rng: random.Random) -> dict[str, list[tuple[int, int]]]:
    spans = {}
    for number in range(30):
        start = rng.randrange(len(text) - 1)
        end = min(len(text), start + rng.choice([2, 5, 9, 9, 20, 60]))
        spans[str(number)] = [(start, end)]
        if number % 5 == 0 and end + 12 < len(text):
            spans[str(number)].append((end + 4, end + 12))
    return spans


def is_wrong(fragments: list[tuple[int, int]], found: Anchored, origins: Origins) -> bool:
    """Whether it was placed on characters that are not those it stood on."""
    return any(
        origins[there[0] : there[1]] != list(range(*here))
        for here, there in zip(fragments, found.fragments, strict=True)
    )


def _far(old: str, new: str, start: int, end: int) -> bool:
    """Whether the wider surroundings tell the places apart."""
    return new.count(old[max(0, start - 64) : end + 64]) <= 1


def measure(numbers: range) -> Counter[str]:
    figures: Counter[str] = Counter()
    for number in numbers:
        rng = random.Random(number)
        old = article(rng)
        new, origins = edited(old, rng)
        spans = some_spans(old, rng)
        kept = {origin: at for at, origin in enumerate(origins) if origin is not None}
        for key, found in anchor(old, new, spans).items():
            figures[found.fate] += 1
            start, end = spans[key][0][0], spans[key][-1][1]
            there = [kept.get(at) for at in range(start, end)]
            untouched = None not in there and there == list(range(there[0], there[0] + end - start))
            figures["untouched"] += untouched
            if found.fate is Fate.EXACT:
                assert len(found.fragments) == len(spans[key])
                assert [new[slice(*one)] for one in found.fragments] == [old[slice(*one)] for one in spans[key]]
                figures["untouched and exact"] += untouched
                figures["wrong"] += is_wrong(spans[key], found, origins)
                around = old[max(0, start - 16) : end + 16]
                figures["one of two"] += (
                    old.count(around) == 1 and new.count(around) > 1 and not _far(old, new, start, end)
                )
    return figures


def test_no_span_is_placed_where_it_did_not_stand_and_most_of_what_is_untouched_is_placed() -> None:
    figures = measure(range(60))
    assert figures["wrong"] == figures["one of two"] == 0
    assert figures["untouched and exact"] > 0.8 * figures["untouched"]
    assert figures[Fate.DOUBTFUL]
    assert figures[Fate.LOST]


@pytest.mark.soak
def test_no_span_is_placed_wrongly_in_a_thousand_corrections() -> None:
    figures = measure(range(EDITS))
    print(dict(figures))
    assert figures["wrong"] == figures["one of two"] == 0


LONG = "Nobody had expected that the talks in Geneva would end before the summer"
OTHER = "The harbour was closed for two weeks because of the storm and of the strike"


def fate_of(old: str, new: str, quote: str, nth: int = 0) -> Anchored:
    at = -1
    for _ in range(nth + 1):
        at = old.index(quote, at + 1)
    return anchor(old, new, {"it": [(at, at + len(quote))]})["it"]


@pytest.mark.parametrize(
    ("old", "new", "quote", "fate"),
    [
        (f"{LONG}, he said. {OTHER}.", f"{OTHER}.\n{LONG}, he said.", "he said", Fate.DOUBTFUL),
        (f"{OTHER}.\n{LONG}, he said.", f"New.\n{LONG}, he said.\n{OTHER}.", "he said", Fate.EXACT),
        (f"{LONG}, he said. {OTHER}.", f"{LONG}. {OTHER}, he said.", "he said", Fate.DOUBTFUL),
        (f"{LONG}, he said. {OTHER}, he said.", f"{LONG}. {OTHER}, he said.", "he said", Fate.DOUBTFUL),
        (f"He said. {LONG}.", f"He said. He said. {LONG}.", "He said", Fate.DOUBTFUL),
        (f"{LONG}, Ada Brok said.", f"{LONG}, Ada Brok\u0301 said.", "Ada Brok", Fate.DOUBTFUL),
        (f"{LONG}, Ada Brok said.", f"{LONG}, Ada Brok said on Monday.", "Ada Brok", Fate.EXACT),
        (f"{LONG}, Ada Brok said.", f"{LONG}, Ida Brok said.", "Ada Brok", Fate.DOUBTFUL),
        (f"{LONG}, Ada Brok said.", "Something else entirely.", "Ada Brok", Fate.LOST),
        (f"{LONG}.", f"{LONG}.\n{LONG}.", "the talks in Geneva", Fate.DOUBTFUL),
    ],
    ids=[
        "its sentence was moved and joined to another",
        "its paragraph was moved",
        "deleted here, and the same words elsewhere",
        "said twice, and one is deleted",
        "said once more beside it",
        "a sign was put on its last letter",
        "the words after it were changed",
        "it was altered",
        "nothing like it is left",
        "its paragraph comes twice now",
    ],
)
def test_what_becomes_of_a_span(old: str, new: str, quote: str, fate: Fate) -> None:
    found = fate_of(old, new, quote)
    assert found.fate is fate
    if fate is Fate.EXACT:
        assert [new[start:end] for start, end in found.fragments] == [quote]


def test_what_was_altered_is_proposed_where_it_stands_now() -> None:
    new = f"{OTHER}. {LONG}, Ida Brok said."
    place = fate_of(f"{LONG}, Ada Brok said.", new, "Ada Brok").proposals[0]
    assert [new[slice(*one)] for one in place.fragments] == ["Ida Brok"]


def best_of(old: str, new: str, *quotes: str) -> list[str]:
    """The words proposed first for a span of these pieces."""
    spans = {"it": [(old.index(quote), old.index(quote) + len(quote)) for quote in quotes]}
    proposals = anchor(old, new, spans)["it"].proposals
    return [new[start:end] for start, end in proposals[0].fragments] if proposals else []


@pytest.mark.parametrize(
    ("old", "new", "proposed"),
    [
        (f"{LONG}, Ivo Daran said.", f"{LONG}, Ivo van den Daran said.", "Ivo van den Daran"),
        (f"{LONG}, Ivo M. Daran said.", f"{LONG}, Ivo Daran said.", "Ivo Daran"),
        (f"{LONG}, Ivo Daran said.", f"{LONG}, Mr Ivo J. Darran told us.", "Ivo J. Darran"),
        (f"{LONG}, Ivo Daran said.", f"{LONG}, Darran told us.", ""),
    ],
    ids=["words came in between", "a word went", "words came in and another was altered", "too little is left"],
)
def test_what_is_proposed_has_the_words_that_came_in_and_none_beside_it(old: str, new: str, proposed: str) -> None:
    quote = old.removeprefix(f"{LONG}, ").removesuffix(" said.")
    assert best_of(old, new, quote) == ([proposed] if proposed else [])


def test_a_span_in_pieces_is_proposed_in_pieces() -> None:
    old = f"“{LONG},” Ada Brok said, “and {OTHER.lower()}.”"
    new = old.replace("Ada Brok said", "Ada Brok told everybody").replace("two weeks", "three weeks")
    assert best_of(old, new, LONG, OTHER.lower()) == [LONG, OTHER.lower().replace("two", "three")]


def test_pieces_that_no_longer_come_in_their_order_are_not_proposed() -> None:
    assert best_of(f"{LONG}, he said. {OTHER}.", f"{OTHER}, she said. {LONG}.", LONG, OTHER) == []


def test_the_time_is_bounded_whatever_the_texts_are() -> None:
    size = 300_000
    texts = {"a b " * (size // 4): "b a " * (size // 4), "a" * size: "a" * (size - 1), "x\n" * 40_000: "x\n" * 39_000}
    for old, new in texts.items():
        spans = {str(n): [(n * 7, n * 7 + 5)] for n in range(50)}
        began = time.monotonic()
        found = anchor(old, new, spans)
        assert time.monotonic() - began < 10
        assert all(one.fate is not Fate.EXACT for one in found.values())
