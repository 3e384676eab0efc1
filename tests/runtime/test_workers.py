"""The same jobs on the embedded broker and on a real Redis."""

import signal
import time

from annotator.runtime.connect import own_connection
from annotator.runtime.presence import workers_present
from articles import jobs
from articles.models import Job
from tests.runtime.conftest import wait_until


def state_of(job: Job) -> str:
    return Job.objects.get(pk=job.pk).state


def present() -> int:
    with own_connection("test") as database:
        return workers_present(database)


def sweep_until(job: Job, state: Job.State) -> None:
    """Ring for lost jobs, as the worker's clock does, until `job` is in `state`."""

    def rung() -> bool:
        for lost in jobs.waiting():
            jobs.ring(lost)
        time.sleep(0.3)
        return state_of(job) == state

    wait_until(rung)


def test_a_job_is_done_and_one_whose_worker_is_killed_is_done_by_the_next(start_worker):
    worker = start_worker()
    quick = jobs.enqueue("test_quick", 1)
    wait_until(lambda: state_of(quick) == Job.State.DONE)
    wait_until(lambda: present() == 1)

    slow = jobs.enqueue("test_slow_at_first", 1)
    wait_until(lambda: state_of(slow) == Job.State.RUNNING)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    wait_until(lambda: present() == 0)

    start_worker()
    sweep_until(slow, Job.State.DONE)
    assert Job.objects.get(pk=slow.pk).attempts == 2


def test_a_job_that_kills_its_worker_is_parked_after_three_tries(start_worker):
    start_worker()
    deadly = jobs.enqueue("test_deadly", 1)
    sweep_until(deadly, Job.State.PARKED)
    assert Job.objects.get(pk=deadly.pk).attempts == 3
    quick = jobs.enqueue("test_quick", 2)
    wait_until(lambda: state_of(quick) == Job.State.DONE)
