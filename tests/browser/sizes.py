"""How much is proved: a small sample in `make test`, the stated numbers in `make soak`."""

import os
from collections.abc import Callable

import pytest

# what is counted → (in the sample, in the soak)
SIZES = {
    "attributions counted": (6, 20),
    "random edits": (12, 1_000),
    "edits survived": (20, 1_000),
    "spans in Unicode": (40, 10_000),
    "workers killed": (3, 50),
}
SEED = int(os.environ.get("SEED") or 20)

Report = Callable[[str], None]


def sample_and_soak(what: str) -> pytest.MarkDecorator:
    """Run a test, which takes `size`, with both numbers."""
    sample, soak = SIZES[what]
    return pytest.mark.parametrize("size", [sample, pytest.param(soak, marks=pytest.mark.soak)])


def widths(sample: int, soak: int) -> pytest.MarkDecorator:
    """Look at a page through a window of one `width`, and in the soak of the other, too."""
    return pytest.mark.parametrize("width", [sample, pytest.param(soak, marks=pytest.mark.soak)])
