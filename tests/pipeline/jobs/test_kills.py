"""kill -9 at every stage: no job is lost, nothing is published twice, nobody outside is asked more than once more."""

import logging
import os
import signal
import time

import pytest

from tests.pipeline.jobs.nursery import alive, wait_gone
from tests.pipeline.jobs.studio import MOMENTS
from tests.pipeline.jobs.workplace import OWNER, Workplace

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
log = logging.getLogger(__name__)

STAGES = ("plan", "speak", "compose", "render", "seal", "publish")
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
"""`make faults` kills several times at each point."""
_HANGS = 120
"""Seconds after which something hangs, however busy the machine is; the log says how long it took."""


def survive(place: Workplace, stage: str, moment: str) -> None:
    before = {name: place.fate.calls(name) for name in STAGES}
    place.fate.ordain(stage, moment)
    job = place.submit()
    begun = time.monotonic()
    while not place.fate.met:
        assert time.monotonic() - begun < _HANGS, "nobody was killed"
        time.sleep(0.01)
    victim = first_gone(place.nursery.workers)
    place.nursery.workers.remove(victim)
    killed = time.monotonic()
    place.hire()
    place.wait(job, _HANGS, lambda found: found.attempt > 1)
    resumed = time.monotonic() - killed
    done = place.wait(job, _HANGS)
    log.info("killed %s %s: resumed after %.1f s, done after %.1f s", moment, stage, resumed, time.monotonic() - killed)
    assert (done.status, done.attempt) == ("completed", 2), done.error
    place.check_published_once(job)
    for name in ("plan", "speak", "render"):
        most = 4 if name == "speak" else 2  # two lines are spoken
        assert place.fate.calls(name) - before[name] <= most, name


def first_gone(pids: list[int]) -> int:
    """The process that met its fate."""
    end = time.monotonic() + _HANGS
    while not (gone := [pid for pid in pids if not alive(pid)]):
        assert time.monotonic() < end, "nobody ended"
        time.sleep(0.01)
    return gone[0]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_killed_on_sqlite(sqlite: Workplace, stage: str, round_: int) -> None:
    sqlite.hire()
    for moment in MOMENTS:
        survive(sqlite, stage, moment)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_killed_beside_another_on_postgresql(postgres: Workplace, stage: str, round_: int) -> None:
    postgres.hire()
    postgres.hire()
    for moment in MOMENTS:
        survive(postgres, stage, moment)


def test_a_stopped_worker_that_continues_publishes_nothing_twice(postgres: Workplace) -> None:
    first = postgres.hire(patience=2)
    postgres.fate.ordain("render", "during", signal.SIGSTOP)
    job = postgres.submit()
    while not postgres.fate.met:
        time.sleep(0.01)
    postgres.hire(patience=2)
    done = postgres.wait(job)
    assert (done.status, done.attempt) == ("completed", 2)
    os.kill(first, signal.SIGCONT)
    again = postgres.submit()
    postgres.wait(again)
    time.sleep(1)
    assert postgres.desk.get(job, OWNER) == done
    postgres.check_published_once(job)
    assert alive(first)


def test_a_job_that_kills_its_workers_ends_as_failed(sqlite: Workplace) -> None:
    job = sqlite.submit()
    for _ in range(3):
        sqlite.fate.ordain("render", "before")
        pid = sqlite.hire()
        wait_gone(pid)
    sqlite.hire()
    done = sqlite.wait(job)
    assert done.error
    assert (done.status, done.error.code, done.error.retryable) == ("failed", "worker_lost", True)
    assert sqlite.desk.retry(job, OWNER).status == "queued"
    assert sqlite.wait(job).status == "completed"
    sqlite.check_published_once(job)
