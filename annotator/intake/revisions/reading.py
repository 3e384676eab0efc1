"""What a correction would do, and what is still doubtful. Reads only."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.intake.anchoring import Anchored, Fate, anchor
from annotator.registry.models import Actor
from annotator.work.models import AnnotationSet, AnnotationSetQuerySet, Doubt
from annotator.work.reading import records
from articles.models import Article

Json = dict[str, Any]
CARRIED = (AnnotationSet.Kind.HUMAN, AnnotationSet.Kind.IMPORTED, AnnotationSet.Kind.GOLD)


@dataclass
class Journey:
    """One reading of an article and what becomes of each of its spans and waiting doubts, by id, in a new text."""

    old: AnnotationSet
    spans: Mapping[str, Json]
    attributions: Mapping[str, Json]
    fates: Mapping[str, Anchored] = field(default_factory=dict)
    waiting: Mapping[str, Doubt] = field(default_factory=dict)
    waiting_fates: Mapping[str, Anchored] = field(default_factory=dict)

    @property
    def sure(self) -> bool:
        """Whether nothing of it is left to a person."""
        return not self.waiting and all(fate.fate is Fate.EXACT for fate in self.fates.values())


def journeys(article: Article, text: str, sets: AnnotationSetQuerySet) -> list[Journey]:
    """What becomes of each of these readings in `text`; what a machine suggested stays behind."""
    found = []
    for old in sets.filter(article=article, kind__in=CARRIED).select_related("scheme", "owner").order_by("pk"):
        spans, attributions = records(old.pk)
        found.append(Journey(old, spans, attributions, waiting={str(one.uuid): one for one in old.doubts.open()}))
    asked = {f"{one.old.pk}/{uuid}": span["fragments"] for one in found for uuid, span in one.spans.items()}
    fates = anchor(article.text, text, asked)
    for one in found:
        one.fates = {uuid: fates[f"{one.old.pk}/{uuid}"] for uuid in one.spans}
        one.waiting_fates = _still_waiting(one, text)
    return found


def totals(found: list[Journey]) -> dict[str, int]:
    """How many spans go along for sure, are doubtful, or have nothing like them in the new text."""
    counted = Counter(fate.fate.value for one in found for fate in one.fates.values())
    counted[Fate.DOUBTFUL.value] += sum(len(one.waiting) for one in found)
    return {fate.value: counted[fate.value] for fate in Fate}


def unnamed_sources(article: Article) -> dict[str, Json]:
    """The unnamed sources that belong to this article alone, by id."""
    found = Actor.objects.filter(article=article).order_by("uuid").values_list("uuid", "name")
    return {str(uuid): {"name": name} for uuid, name in found}


def _still_waiting(one: Journey, text: str) -> dict[str, Anchored]:
    """What was doubtful before stays doubtful, with new proposals."""
    fates: dict[str, Anchored] = {}
    for uuid, doubt in one.waiting.items():
        span = records(doubt.from_set_id)[0].get(uuid)
        if span is not None:
            fates |= anchor(doubt.from_set.article.text, text, {uuid: span["fragments"]})
    return fates


def with_spans(doubts: Iterable[Doubt]) -> list[Doubt]:
    """The doubts, each with its old span as `span`: a record, or what is left of one that is gone."""
    found = list(doubts)
    of_sets = {key: records(key)[0] for key in {doubt.from_set_id for doubt in found}}
    for doubt in found:
        doubt.span = of_sets[doubt.from_set_id][str(doubt.uuid)]
    return found
