"""The row is the job, the message only a doorbell: what is promised when workers, brokers and work itself fail."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone

from articles import jobs, tasks
from articles.models import Job, Project
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch):
    """The doorbells that were sent; no broker is asked."""
    sent = []
    monkeypatch.setattr(jobs, "ring", sent.append)
    return sent


@pytest.fixture
def work(monkeypatch):
    """What the next jobs of the kind “errand” do: a list of functions, one a try; nothing when it is empty."""
    tries = []

    def errand(job):
        if tries:
            tries.pop(0)(job)

    monkeypatch.setitem(jobs._works, "errand", errand)
    return tries


def fail(job):
    raise ValueError("no luck")


def again(job):
    """The pause after a failure is over."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_job_is_rung_for_once_it_is_committed(rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        job = jobs.enqueue("errand", 1, total=7)
        assert rung == []
    for callback in callbacks:
        callback()
    assert rung == [job.pk]
    assert (job.state, job.total, job.attempts) == ("queued", 7, 0)


def test_an_open_job_of_a_kind_and_subject_exists_once(rung, work):
    job = jobs.enqueue("errand", 1)
    assert jobs.enqueue("errand", 1) == job
    assert jobs.enqueue("errand", 2) != job
    jobs.run(job.pk)
    assert jobs.enqueue("errand", 1) != job


def test_a_broker_that_is_away_stops_nobody_and_the_sweep_rings_later(monkeypatch, django_capture_on_commit_callbacks):
    def away(job_id):
        raise ConnectionError("no broker")

    monkeypatch.setattr(jobs, "ring", away)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue("errand", 1)
    assert jobs.waiting() == []
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=1))
    sent = []
    monkeypatch.setattr(jobs, "ring", sent.append)
    assert tasks.ring_lost_jobs() == 1
    assert sent == [job.pk]


def test_a_job_that_is_done_is_never_done_again(rung, work):
    job, done = jobs.enqueue("errand", 1), []
    work += [done.append, done.append]
    tasks.run_job(job.pk)
    tasks.run_job(job.pk)
    job.refresh_from_db()
    assert (len(done), job.state, job.error, job.lease_until) == (1, "done", "", None)
    assert job.finished_at is not None


def test_while_one_worker_has_the_lease_no_other_takes_the_job(rung, work):
    job, done = jobs.enqueue("errand", 1), []

    def meanwhile(mine):
        jobs.run(mine.pk)  # a second doorbell for the same job
        done.append(mine.attempts)

    work += [meanwhile, meanwhile]
    jobs.run(job.pk)
    assert done == [1]


def test_a_job_of_a_dead_worker_is_rung_again_when_its_lease_ends(rung, work):
    job = jobs.enqueue("errand", 1)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1, lease_until=timezone.now() + jobs.LEASE)
    assert jobs.waiting() == []
    jobs.run(job.pk)
    again(job)
    assert jobs.waiting() == [job.pk]
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_job_that_fails_waits_longer_each_time_and_is_parked_after_three_tries(rung, work):
    job = jobs.enqueue("errand", 1)
    work += [fail, fail, fail, fail]
    waits = []
    for _ in range(2):
        jobs.run(job.pk)
        job.refresh_from_db()
        waits.append(job.lease_until - timezone.now())
        assert (job.state, job.error) == ("queued", "ValueError: no luck")
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=1))
        assert jobs.waiting() == []
        again(job)
        assert jobs.waiting() == [job.pk]
    assert timedelta() < waits[0] < waits[1]
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("parked", 3, "ValueError: no luck")
    jobs.run(job.pk)
    assert len(work) == 1
    assert jobs.waiting() == []


def test_a_job_that_kills_its_worker_three_times_is_parked_with_a_sentence(rung, work):
    job, done = jobs.enqueue("errand", 1), []
    work.append(done.append)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=3, lease_until=timezone.now())
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, done) == ("parked", "The worker died three times over this job.", [])


def test_work_that_can_never_succeed_is_parked_at_once(rung, work):
    def spoil(job):
        raise jobs.Spoiled("This file is not text.")

    job = jobs.enqueue("errand", 1)
    work.append(spoil)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("parked", 1, "This file is not text.")


def test_telling_progress_renews_the_lease(rung, work):
    job = jobs.enqueue("errand", 1)
    jobs.advance(job, 3, total=9)
    job.refresh_from_db()
    assert (job.progress, job.total) == (3, 9)
    assert job.lease_until > timezone.now() + jobs.LEASE - timedelta(seconds=10)


@pytest.mark.django_db(transaction=True)
def test_a_heart_tells_progress_while_the_work_is_still_uncommitted(rung, work, monkeypatch):
    monkeypatch.setattr(jobs, "BEAT", timedelta(milliseconds=20))
    seen = []

    def long(job):
        with jobs.Heart(job) as heart, transaction.atomic():
            Project.objects.create(slug="x", name="x", created_by=make_user())
            heart.tell(40, 100, 7)
            seen.append(in_another_connection(lambda: until(lambda: Job.objects.get(pk=job.pk).progress == 40)))
            seen.append(in_another_connection(Project.objects.count))

    work.append(long)
    job = jobs.enqueue("errand", 1)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (seen, job.state, job.total, job.entries) == ([True, 0], "done", 100, 7)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("heart")]


@pytest.mark.django_db(transaction=True)
def test_when_work_fails_its_transaction_is_gone_and_its_row_says_why(rung, work):
    def half(job):
        with jobs.Heart(job), transaction.atomic():
            Project.objects.create(slug="x", name="x", created_by=make_user())
            raise DatabaseError("disk full")

    work.append(half)
    job = jobs.enqueue("errand", 1)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, Project.objects.count()) == ("queued", "DatabaseError: disk full", 0)


def in_another_connection(question):
    answers = []

    def ask():
        close_old_connections()
        answers.append(question())
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    return answers[0]


def until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
