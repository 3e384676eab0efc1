"""Rebuild every reading from its log and compare it with the tables: the log is the truth, so nothing may differ."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.work.models import AnnotationSet, Change
from annotator.work.operations import Json, replay
from annotator.work.reading import records


class Command(BaseCommand):
    help = "Rebuild the readings from their logs and compare. Exits with 1 if any differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", help="only the readings of this project")

    def handle(self, *args: Any, project: str | None, **options: Any) -> None:
        sets = AnnotationSet.objects.filter(revision__gt=0)
        if project:
            sets = sets.filter(project__slug=project)
        checked, broken = 0, []
        for annotation_set in sets.order_by("pk").iterator(chunk_size=200):
            checked += 1
            if found := differences(annotation_set):
                broken.append(f"set {annotation_set.pk}: {found}")
        if broken:
            raise CommandError("\n".join(broken))
        self.stdout.write(f"{checked} readings rebuilt from their logs: 0 differences.")


def differences(annotation_set: AnnotationSet) -> str:
    """What the log says otherwise than the tables, in words; empty when they agree."""
    log = Change.objects.filter(set=annotation_set).order_by("revision")
    revisions = list(log.values_list("revision", flat=True))
    if revisions != list(range(1, annotation_set.revision + 1)):
        return f"the log has the revisions {revisions}, the set is at {annotation_set.revision}"
    rebuilt = replay(log.values_list("operations", flat=True).iterator(chunk_size=500))
    stored = records(annotation_set.pk)
    for what, from_log, from_tables in zip(("span", "attribution"), rebuilt, stored, strict=True):
        if different := _different(from_log, from_tables):
            return f"{what} {', '.join(sorted(different)[:5])}"
    return ""


def _different(one: dict[str, Json], other: dict[str, Json]) -> set[str]:
    return {uuid for uuid in one.keys() | other.keys() if one.get(uuid) != other.get(uuid)}
