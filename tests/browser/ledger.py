"""For every edit, what the page said of it; and whether what it said was true."""

import re
from collections import Counter
from dataclasses import dataclass

from annotator.work.models import AnnotationSet, Span

KEPT = re.compile(r"kept on this device")
UNKEPT = re.compile(r"not kept yet")
COUNT = re.compile(r"(\d+) changes?")


@dataclass
class Edit:
    """One word that was marked, in which tab, and what the page said right after and last of all."""

    word: str
    tab: object
    first: tuple[str, str] = ("", "")
    last: tuple[str, str] = ("", "")
    claimed: bool = False


def claims(phase: str, words: str) -> bool:
    """Whether this tells a person that the work is safe, here or on the server."""
    if phase == "signed_out":
        return not UNKEPT.search(words)  # asked to sign in, a person may go away first
    return phase == "saved" or bool(KEPT.search(words))


class Ledger:
    def __init__(self, reading: AnnotationSet) -> None:
        self.reading = reading
        self.edits: list[Edit] = []
        self.wrong: list[str] = []
        self.readings = 0

    def made(self, word: str, tab: object, said: tuple[str, str]) -> None:
        self.edits.append(Edit(word, tab, first=said))
        self.said(tab, said)

    def said(self, tab: object, said: tuple[str, str]) -> None:
        """The page of a tab says this now, and so of everything that was done in it until now."""
        self.readings += 1
        phase, words = said
        own = [edit for edit in self.edits if edit.tab is tab]
        for edit in own:
            if not edit.claimed:
                edit.last, edit.claimed = said, claims(phase, words)
        missing = {edit.word for edit in own} - set(self.stored()) if own else set()
        if phase == "saved" and missing:
            self.wrong.append(f"“{words}” while the server lacks {sorted(missing)}")
        pending = COUNT.search(words)
        if pending and len(missing) > int(pending[1]):
            self.wrong.append(f"“{words}” while the server lacks {len(missing)}")
        if phase in ("refused", "other_person"):
            self.wrong.append(f"“{words}”, though nobody refused anything")

    def stored(self) -> Counter[str]:
        """How often each word is marked on the server."""
        return Counter(
            " … ".join(quote) for quote in Span.objects.filter(set=self.reading).values_list("quote", flat=True)
        )

    def lost(self, claimed: bool) -> list[Edit]:
        stored = self.stored()
        return [edit for edit in self.edits if edit.claimed is claimed and not stored[edit.word]]

    def doubled(self) -> list[str]:
        return [word for word, times in self.stored().items() if times > 1]

    def summary(self) -> str:
        after = Counter(edit.first[0] for edit in self.edits)
        phases = ", ".join(f"{phase} {count}" for phase, count in after.most_common())
        shown = sum(edit.claimed for edit in self.edits)
        return (
            f"{len(self.edits):,} edits; the indicator right after each: {phases}; "
            f"{shown:,} were shown as kept or saved, {len(self.lost(True))} of them lost; "
            f"{len(self.edits) - shown} were not yet, {len(self.lost(False))} of them lost; "
            f"{len(self.doubled())} doubled; {self.readings:,} readings of the indicator, {len(self.wrong)} wrong"
        )
