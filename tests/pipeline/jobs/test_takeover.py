"""Who is taken for dead, and what becomes of those who were not."""

import signal
import time
from typing import Any, cast

import pytest
from sqlmodel import delete, select

from domain.errors import DatabaseError
from pipeline.clock import system_clock
from pipeline.jobs.book import JobBook
from pipeline.jobs.queue import Queue
from pipeline.jobs.roster import Roster
from pipeline.jobs.takeover import Takeover
from pipeline.store.database import Database
from pipeline.store.workers import WorkerRow
from tests.pipeline.jobs.nursery import send, wait_gone
from tests.pipeline.jobs.workplace import Workplace


def test_silence_counts_only_while_somebody_else_listens(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("pipeline.jobs.takeover.time.monotonic", lambda: now)
    roster = Roster(database, system_clock)
    for worker in ("me", "other"):
        roster.join(worker, 1)
    book, nobody = JobBook(database, system_clock), cast(Any, None)
    takeover = Takeover("me", database, book, roster, Queue(database), nobody, patience=12)
    assert takeover.gone() == []
    now += 60  # the database was away, or this process stood still
    for _ in range(6):
        assert takeover.gone() == []
        now += 2
    roster.beat("other", 1)
    for _ in range(6):
        assert takeover.gone() == []
        now += 2
    now += 1
    assert takeover.gone() == ["other"]


@pytest.mark.slow
def test_a_worker_that_was_struck_off_comes_back_and_its_jobs_are_found_if_not(sqlite: Workplace) -> None:
    worker = sqlite.hire()
    strike_off(sqlite.database)
    while not workers(sqlite.database):
        time.sleep(0.05)
    sqlite.fate.ordain("render", "during", signal.SIGSTOP)
    job = sqlite.submit()
    while not sqlite.fate.met:
        time.sleep(0.02)
    strike_off_stopped(sqlite.database, worker)
    send(worker, signal.SIGKILL)
    wait_gone(worker)
    sqlite.hire()
    done = sqlite.wait(job)
    assert (done.status, done.attempt) == ("completed", 2)
    sqlite.check_published_once(job)


def strike_off_stopped(database: Database, worker: int) -> None:
    """Strike off a worker that was stopped; one that was stopped while it wrote goes on for a moment first."""
    for _ in range(20):
        try:
            strike_off(database)
            return
        except DatabaseError:
            send(worker, signal.SIGCONT)
            time.sleep(0.02)
            send(worker, signal.SIGSTOP)
    raise AssertionError("the database stays locked")


def strike_off(database: Database) -> None:
    with database.session() as session:
        session.exec(delete(WorkerRow))


def workers(database: Database) -> list[str]:
    with database.session() as session:
        return list(session.exec(select(WorkerRow.id)))
