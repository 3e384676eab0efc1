"""A second worker helps to build a release: the same bytes, whoever made them and whoever was killed over it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from annotator.release.frozen import extra, tasks
from annotator.release.frozen.actions import HELP, call_for_help, make_release
from annotator.release.frozen.files import compressed
from annotator.release.frozen.storing import workshops
from annotator.release.models import Release
from articles import jobs
from articles.models import Job
from tests.release.test_frozen import ANY, built, contents, folder_of, make_corpus, run

# A release is read on a connection of its own, so what it should see must be committed.
pytestmark = pytest.mark.django_db(transaction=True)

make = extra.Work._make


@pytest.fixture(autouse=True)
def nothing_is_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "SMALL", 0)


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Which thread made which format."""
    found: dict[str, str] = {}

    def noted(work: extra.Work, name: str) -> None:
        assert name not in found, "nothing is made twice"
        make(work, name)
        found[name] = threading.current_thread().name

    monkeypatch.setattr(extra.Work, "_make", noted)
    return found


def helped(monkeypatch: pytest.MonkeyPatch, helper: Callable[[Release], object]) -> tuple[Release, Release]:
    """A release nobody helped with, and one of the same project that `helper` helped with when it was called."""
    project = make_corpus()
    alone = built(project, title="Alone")

    def call(release: Release) -> None:
        call_for_help(release)
        helper(release)

    monkeypatch.setattr(tasks, "call_for_help", call)
    together = built(project, title="Alone")
    assert together.state == "built"
    assert not workshops(together.pk)
    return alone, together


def further(release: Release) -> dict[str, bytes]:
    found = {name: body for name, body in contents(folder_of(release)).items() if name.startswith("extra/")}
    assert set(found) == set(extra.WANTED.values())
    number = f"releases/{release.number}/".encode()
    return {name: body.replace(number, b"releases/N/") for name, body in found.items()}


def test_what_a_second_worker_made_is_the_same_to_the_byte(monkeypatch: Any, makers: dict[str, str]) -> None:
    def help_to_the_end(release: Release) -> None:
        makers.clear()
        jobs.run(Job.objects.get(kind=HELP, subject=release.pk, state=Job.State.QUEUED).pk)
        assert set(makers) == {"conll", "brat", "jsonld", "graphml"}

    alone, together = helped(monkeypatch, help_to_the_end)
    assert further(alone) == further(together)


def test_two_share_the_work_and_each_file_is_made_once(monkeypatch: Any, makers: dict[str, str]) -> None:
    begun, may_end = threading.Event(), threading.Event()
    noted = extra.Work._make
    helper: list[threading.Thread] = []

    def slowly(work: extra.Work, name: str) -> None:
        if threading.current_thread() in helper:
            begun.set()
            assert may_end.wait(10)
        noted(work, name)
        if len(makers) == 3:
            may_end.set()  # the builder has made all the others, and waits for the helper's

    def help_beside(release: Release) -> None:
        makers.clear()
        may_end.clear()
        [folder] = workshops(release.pk)
        helper.append(threading.Thread(target=extra.lend_a_hand, args=[folder], name="helper"))
        helper[0].start()
        assert begun.wait(10)

    monkeypatch.setattr(extra.Work, "_make", slowly)
    alone, together = helped(monkeypatch, help_beside)
    helper[0].join()
    assert [name for name in makers if makers[name] == "helper"] == ["conll"]
    assert further(alone) == further(together)


def test_what_a_killed_helper_left_is_made_again(monkeypatch: Any) -> None:
    def dies(path: Any) -> Any:
        path.write_bytes(b"half")
        raise KeyboardInterrupt  # as abrupt as a signal: nothing of ours catches it

    def die(release: Release) -> None:
        monkeypatch.setattr(extra, "compressed", dies)
        [folder] = workshops(release.pk)
        with pytest.raises(KeyboardInterrupt):
            extra.lend_a_hand(folder)
        monkeypatch.setattr(extra, "compressed", compressed)

    alone, together = helped(monkeypatch, die)
    assert further(alone) == further(together)


def test_who_comes_late_or_to_a_build_that_was_stopped_finds_nothing_to_do(makers: dict[str, str]) -> None:
    project = make_corpus()
    release = make_release(project, ANY, by=project.created_by)
    run(release)
    makers.clear()
    late = Job.objects.get(kind=HELP)
    jobs.run(late.pk)
    late.refresh_from_db()
    assert late.state == Job.State.DONE
    assert not makers


def test_nobody_is_called_for_a_small_release(monkeypatch: Any) -> None:
    monkeypatch.setattr(extra, "SMALL", 2_000_000)
    built(make_corpus())
    assert not Job.objects.filter(kind=HELP).exists()
