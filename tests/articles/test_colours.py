"""Every text colour can be read on every surface it stands on, in light and in dark."""

import re
from pathlib import Path

import pytest

TOKENS = Path("static/css/tokens.css").read_text()
PAIRS = {
    name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", TOKENS)
}
SURFACES = ("paper", "raised", "sunken")
TEXTS = ("ink", "soft", "accent", "good", "warn", "bad", "actor", "source", "cue", "claim", "content", "supplement")
TINTED = ("accent", "good", "warn", "bad", "actor", "source", "cue", "claim", "content", "supplement")
COMBINATIONS = [
    *((text, surface, 4.5) for text in TEXTS for surface in SURFACES),
    *((text, f"{text}-tint", 4.5) for text in TINTED),
    *(("ink", f"{text}-tint", 4.5) for text in TINTED),
    *(("ink", f"hot-{what}", 4.5) for what in ("source", "cue", "content", "span")),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
    ("on-bad", "bad", 4.5),
    ("accent-strong", "accent-tint", 4.5),
    *(("edge", surface, 3) for surface in SURFACES),
    *(("focus", surface, 3) for surface in SURFACES),
    ("dim", "paper", 3),  # the text that steps back while one attribution is lit
]


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("text", "surface", "least"), COMBINATIONS)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_a_colour_stands_out_from_what_it_stands_on(text, surface, least, scheme):
    assert contrast(PAIRS[text][scheme], PAIRS[surface][scheme]) >= least
