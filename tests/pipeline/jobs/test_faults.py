"""Faults around a job: its process, its database, its disk, its clock. It ends, and honestly."""

import signal
import sqlite3
import time

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from domain.errors import DatabaseError
from domain.job import JobOptions
from pipeline.clock import system_clock
from pipeline.jobs.book import JobBook, find_row
from pipeline.store.jobs import JobRow
from pipeline.store.schema import create_schema
from tests.pipeline.jobs.nursery import alive, send, wait_gone
from tests.pipeline.jobs.postgres import Cluster
from tests.pipeline.jobs.workplace import OWNER, Workplace

pytestmark = pytest.mark.slow


def test_an_encoder_that_crashes_is_tried_again(sqlite: Workplace) -> None:
    sqlite.hire(rooms="process")
    sqlite.fate.ordain("render", "during", signal.SIGSEGV)
    job = sqlite.submit()
    done = sqlite.wait(job)
    assert (done.status, done.attempt) == ("completed", 1)
    sqlite.check_published_once(job)


def test_an_encoder_that_hangs_is_stopped_at_the_time_limit(sqlite: Workplace) -> None:
    worker = sqlite.hire(rooms="process", seconds=4)
    sqlite.fate.ordain("render", "during", signal.SIGSTOP)
    job = sqlite.submit()
    done = sqlite.wait(job)
    while not sqlite.fate.met:  # on a busy machine the limit may come before the encoder does
        sqlite.desk.retry(job, OWNER)
        done = sqlite.wait(job)
    assert done.error
    assert (done.status, done.error.code) == ("failed", "time_limit")
    assert alive(worker)
    send(worker, signal.SIGKILL)
    sqlite.hire(rooms="process")
    sqlite.desk.retry(job, OWNER)
    assert sqlite.wait(job).status == "completed"
    sqlite.check_published_once(job)


def test_a_cancelled_job_stops_its_encoder(sqlite: Workplace) -> None:
    worker = sqlite.hire(rooms="process")
    sqlite.fate.ordain("render", "during", signal.SIGSTOP)
    job = sqlite.submit()
    while not sqlite.fate.met:
        time.sleep(0.02)
    taken = next((sqlite.home / "fate").glob("render.taken-*"))
    encoder = int(taken.suffix.rpartition("-")[2])
    assert sqlite.desk.cancel(job, OWNER).status == "canceled"
    wait_gone(encoder)
    assert sqlite.desk.outputs(job, OWNER) == []
    assert sqlite.wait(sqlite.submit()).status == "completed"
    assert alive(worker)


def test_a_cancel_wins_over_a_worker_that_takes_the_job_just_then(
    postgres: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_schema(postgres.database)
    book, job = JobBook(postgres.database, system_clock), postgres.submit()

    def find_then_lose(session: Session, wanted: str, owner: str | None = None) -> JobRow:
        row = find_row(session, wanted, owner)
        book.claim(job, "w1")
        return row

    monkeypatch.setattr("pipeline.jobs.desk.find_row", find_then_lose)
    assert postgres.desk.cancel(job, OWNER).status == "canceled"


def test_a_killed_worker_takes_its_encoder_along(sqlite: Workplace) -> None:
    worker = sqlite.hire(rooms="process")
    sqlite.fate.ordain("render", "during", signal.SIGUSR2)  # ends it like any signal nobody handles
    sqlite.fate.ordain("seal", "during", signal.SIGSTOP)
    job = sqlite.submit()
    while not sqlite.fate.met:
        time.sleep(0.02)
    encoder = int(next((sqlite.home / "fate").glob("seal.taken-*")).suffix.rpartition("-")[2])
    send(encoder, signal.SIGCONT)
    send(worker, signal.SIGKILL)
    wait_gone(encoder)
    sqlite.hire()
    assert sqlite.wait(job).status == "completed"


def test_a_worker_that_is_told_to_stop_gives_its_job_back(postgres: Workplace) -> None:
    first = postgres.hire(rooms="process")
    postgres.fate.ordain("render", "during", signal.SIGSTOP)
    job = postgres.submit()
    while not postgres.fate.met:
        time.sleep(0.02)
    send(first, signal.SIGTERM)
    wait_gone(first)
    postgres.hire()
    done = postgres.wait(job)
    assert (done.status, done.attempt) == ("completed", 2)
    postgres.check_published_once(job)


def test_a_locked_database_is_waited_for(sqlite: Workplace) -> None:
    sqlite.hire()
    jobs = [sqlite.submit() for _ in range(4)]
    lock = sqlite3.connect(str(sqlite.database.engine.url.database), isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    time.sleep(6)
    lock.execute("COMMIT")
    lock.close()
    for job in jobs:
        assert sqlite.wait(job).status == "completed"
        sqlite.check_published_once(job)


def test_a_database_that_may_not_be_written_accepts_nothing(sqlite: Workplace) -> None:
    with sqlite.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.commit()
    before = len(sqlite.desk.list(OWNER))
    with pytest.raises(DatabaseError, match="readonly"):
        sqlite.submit()
    assert len(sqlite.desk.list(OWNER)) == before


def test_postgresql_restarts_under_load(cluster: Cluster, postgres: Workplace) -> None:
    for _ in range(2):
        postgres.hire()
    jobs = [postgres.submit() for _ in range(12)]
    for _ in range(2):
        time.sleep(0.6)
        cluster.stop()
        time.sleep(0.3)
        cluster.start()
    for job in jobs:
        done = postgres.wait(job)
        assert done.status == "completed", done.error
        postgres.check_published_once(job)


def test_a_database_that_takes_no_writes_for_a_while_is_waited_for(cluster: Cluster, postgres: Workplace) -> None:
    postgres.hire()
    jobs = [postgres.submit() for _ in range(6)]
    postgres.wait(jobs[0])
    cluster.let_write(postgres.database, False)
    with pytest.raises(DatabaseError, match="read-only"):
        postgres.submit()
    time.sleep(3)
    cluster.let_write(postgres.database, True)
    for job in jobs:
        done = postgres.wait(job)
        assert done.status == "completed", done.error
        postgres.check_published_once(job)
    assert len(postgres.desk.list(OWNER)) == len(jobs)


def test_a_database_that_takes_no_writes_counts_as_away_for_the_engine_of_jobs_too(
    cluster: Cluster, postgres: Workplace
) -> None:
    """It waits for what it takes for a lost connection, and would fail the job for anything else."""
    cluster.let_write(postgres.database, False)
    with pytest.raises(DatabaseError) as refused:
        postgres.submit()
    cluster.let_write(postgres.database, True)
    cause = refused.value.__cause__
    assert isinstance(cause, DBAPIError)
    assert cause.connection_invalidated
    job = postgres.submit()
    postgres.hire()
    assert postgres.wait(job).status == "completed"


@pytest.mark.parametrize("days", [-1, 1])
def test_clocks_that_are_a_day_off_change_nothing(postgres: Workplace, days: int) -> None:
    wrong = postgres.hire(clock_days=days)
    postgres.hire()
    jobs = [postgres.submit() for _ in range(4)]
    for job in jobs:
        assert postgres.wait(job).attempt == 1
    postgres.fate.ordain("render", "during")
    last = postgres.submit()
    assert postgres.wait(last).status == "completed"
    postgres.check_published_once(last)
    assert wrong in postgres.nursery.workers


def test_a_full_disk_fails_the_job_and_leaves_nothing(postgres: Workplace) -> None:
    postgres.hire(file_bytes=15_000)
    job = postgres.submit()
    done = postgres.wait(job)
    assert done.error
    assert (done.status, done.error.code, done.error.retryable) == ("failed", "storage_full", True)
    assert postgres.desk.outputs(job, OWNER) == []
    assert not list((postgres.home / "storage").rglob("*.mp4"))
    postgres.nursery.end_all()
    postgres.hire()
    postgres.desk.retry(job, OWNER)
    assert postgres.wait(job).status == "completed"


def test_one_owners_many_do_not_starve_anothers_one(sqlite: Workplace) -> None:
    for _ in range(30):
        sqlite.desk.submit(sqlite.request, "shop", JobOptions(priority=50))
    one = sqlite.submit()
    sqlite.hire()
    sqlite.wait(one)
    assert sqlite.desk.counts("shop").get("completed", 0) < 15


def test_an_owners_single_video_comes_before_his_batch(sqlite: Workplace) -> None:
    for _ in range(10):
        sqlite.desk.submit(sqlite.request, OWNER, JobOptions(priority=50, batch_id="b"))
    one = sqlite.desk.submit(sqlite.request, OWNER, JobOptions(priority=1)).id
    sqlite.hire()
    sqlite.wait(one)
    assert sqlite.desk.counts(OWNER).get("completed", 0) <= 3


def test_scripts_begin_no_faster_than_agreed(sqlite: Workplace) -> None:
    sqlite.hire(scripts_per_minute=2)
    for _ in range(5):
        sqlite.desk.submit(sqlite.request.model_copy(update={"review": True}), OWNER)
    end = time.monotonic() + 120
    while sqlite.desk.counts(OWNER).get("requires_action", 0) < 2:
        assert time.monotonic() < end, [job.error for job in sqlite.desk.list(OWNER)]
        time.sleep(0.05)
    time.sleep(2)
    assert sqlite.desk.counts(OWNER) == {"requires_action": 2, "queued": 3}
