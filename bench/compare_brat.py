"""Send a folder of brat articles through the product and back, and compare what comes out with the files, by role.

    python -m bench.compare_brat DIR

DIR holds NAME.txt and NAME_WHO.ann, at any depth, as the PolNeAR corpus does. All of it is sent as one ZIP to the API
of a scratch database, read as a worker reads it, and exported as brat again. Compared are, reading by reading, every
attribution with the stretches its source, cue and content cover, whether it is said to have no source, and every
Source, Cue and Content span. Stretches are sorted and joined where they touch; those that only a line break parts
touch, because a brat span cannot hold one. Exits 1 when anything differs.

Two things a file may hold are no difference, and are counted: an event without any part, which covers no words, and an
Attribution-no-source that names a source, which counts as one that has it.
"""

import io
import json
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.load_polnear import KINDS, Fragments, Reading, read
from bench.scratch import scratch

SPANS = {"Actor": "Source"} | {label: label for label in KINDS}
IMPLICIT = "Attribution-no-source"
EXPORT = "/api/v1/projects/polnear/export/?as=brat&set_kind=imported"


def main() -> None:
    folder = Path(sys.argv[1])
    with scratch(), tempfile.TemporaryDirectory() as out:
        told, seconds = _there_and_back(folder, Path(out))
        before, after = _readings(folder), _readings(Path(out))
    print(f"{len({key[0] for key in before})} articles, {len(before)} readings in; {_counted(before)}")
    print(f"{len({key[0] for key in after})} articles, {len(after)} readings out; {_counted(after)}")
    print(f"imported in {seconds['import']:.1f} s: {json.dumps(told)}; exported in {seconds['export']:.1f} s")
    differences = list(_differences(before, after))
    print("\n".join(differences[:20]))
    print(f"{_odd(before)}; {len(differences)} differences")
    sys.exit(bool(differences))


def _there_and_back(folder: Path, out: Path) -> tuple[dict[str, Any], dict[str, float]]:
    """What the upload says of itself, and how long both ways took."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from django.test.utils import setup_test_environment

    from annotator.intake import tasks  # noqa: F401  what a worker imports
    from annotator.work.models import Attribution, Span
    from articles import jobs
    from articles.models import Job, Upload
    from bench.corpus import project

    setup_test_environment()
    jobs.ring = lambda job_id: None  # no broker: the jobs are done here
    one = project("polnear")
    client = Client()
    client.force_login(one.created_by)
    begun = time.perf_counter()
    file = SimpleUploadedFile("polnear.zip", _zipped(folder))
    answer = client.post("/api/v1/projects/polnear/uploads/", {"file": file})
    assert answer.status_code == 202, answer.content
    while job := Job.objects.filter(state=Job.State.QUEUED).order_by("pk").first():
        jobs.run(job.pk)
    imported = time.perf_counter() - begun
    upload = Upload.objects.get(pk=answer.json()["id"])
    told = {"counts": upload.report.get("counts"), "sets": upload.report.get("sets")}
    told |= {"spans": Span.objects.count(), "attributions": Attribution.objects.count()}
    told |= {"refused": [[item.place, item.reason] for item in upload.items.filter(state="refused")]}
    told |= {"notes": Counter(note for item in upload.items.all() for note in item.notes).most_common(6)}
    begun = time.perf_counter()
    response = client.get(EXPORT)
    assert response.status_code == 200, response.content
    zipfile.ZipFile(io.BytesIO(b"".join(response))).extractall(out)
    return told, {"import": imported, "export": time.perf_counter() - begun}


def _zipped(folder: Path) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return made.getvalue()


def _readings(folder: Path) -> dict[tuple[str, str], Reading]:
    """Every .ann file by its text and its annotator."""
    found = {}
    for ann in sorted(folder.rglob("*.ann")):
        stem, _, who = ann.stem.rpartition("_")
        text = ann.with_name(f"{stem}.txt")
        found[text.read_bytes().decode(), who] = read(text, ann)
    return found


def _differences(before: dict[tuple[str, str], Reading], after: dict[tuple[str, str], Reading]) -> Iterator[str]:
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one is None or other is None:
            there = one or other
            assert there is not None
            if there.spans:
                yield f"{there.file}: only {'in the files' if one else 'in the export'}"
            continue
        wanted, got = Counter(_said(one)), Counter(_said(other))
        yield from (f"{one.file}: missing {what}" for what in (wanted - got).elements())
        yield from (f"{one.file}: unexpected {what}" for what in (got - wanted).elements())


def _said(reading: Reading) -> Iterator[str]:
    """Each attribution and each span, as words to count."""
    for number, roles in reading.attributions:
        parts = {role: _stretch(reading, roles.get(role, [])) for role in KINDS}
        if any(parts.values()):
            implicit = reading.labels[number] == IMPLICIT and not parts["Source"]
            yield json.dumps([implicit, parts], sort_keys=True)
    for number, (label, _fragments) in reading.spans.items():
        if label in SPANS:
            yield json.dumps([SPANS[label], _stretch(reading, [number])])


def _stretch(reading: Reading, spans: list[str]) -> Fragments:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(piece for span in spans for piece in reading.spans[span][1]):
        for first, last in _without_edges(reading.text, start, end):
            if joined and _touch(reading.text, joined[-1][1], first):
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
    return tuple(joined)


def _without_edges(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch without line breaks at its ends; nothing of one that is nothing else."""
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip("\n")), end - len(words) + len(words.rstrip("\n"))
    if start < end:
        yield start, end


def _touch(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    return start <= end or ("\n" in between and between.isspace())


def _odd(readings: dict[tuple[str, str], Reading]) -> str:
    events = [(one.labels[number], roles) for one in readings.values() for number, roles in one.attributions]
    empty = sum(not any(roles.get(role) for role in KINDS) for _label, roles in events)
    both = sum(label == IMPLICIT and bool(roles.get("Source")) for label, roles in events)
    return f"{empty} without any part, {both} of no source with a source"


def _counted(readings: dict[tuple[str, str], Reading]) -> str:
    attributions = Counter(one.labels[number] for one in readings.values() for number, _ in one.attributions)
    spans = Counter(SPANS[label] for one in readings.values() for label, _ in one.spans.values() if label in SPANS)
    return ", ".join(f"{count:,} {what}" for what, count in (*sorted(attributions.items()), *sorted(spans.items())))


if __name__ == "__main__":
    main()
