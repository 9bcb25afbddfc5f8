"""Durable jobs: what the engine adds to a job, and how a second worker on PostgreSQL shortens a queue.

``python -m benchmarks.workers`` prints both figures; ``--videos`` and ``--jobs`` make them shorter or steadier.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.measure import Cost, median, timed
from benchmarks.report import Figure, machine, table
from benchmarks.subject import ROOT
from domain.brief import Brief
from domain.job import JobRequest
from pipeline.briefs import load_brief
from pipeline.jobs.desk import Desk, Filters
from pipeline.jobs.engine import Capacity
from pipeline.jobs.opening import open_desk
from pipeline.jobs.worker import Tools, Worker
from pipeline.make import Order, make
from pipeline.settings import Settings
from pipeline.storage.admission import Admission
from pipeline.storage.folder import FolderStorage
from pipeline.storage.opening import open_assets
from pipeline.store.database import open_database
from pipeline.store.schema import create_schema
from tests.pipeline.jobs.postgres import Cluster
from tests.pipeline.jobs.studio import InlineRooms, mug, open_fated_studio

OWNER = "bench"
_AT_A_TIME = 5
_LOOK_S = 0.1
_TELL_EVERY = 10
_STALLED_S = 300
_EXAMPLE = ROOT / "examples/briefs/mug.yaml"


def overhead(jobs: int) -> Cost:
    """The seconds that the engine on SQLite adds to a job, over the same recipe run straight through.

    Some jobs go straight through, then as many through the engine, and so on, so that a noisy machine disturbs both.
    """
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-") as name:
        home = Path(name)
        studio = open_fated_studio(home)
        database = open_database(f"sqlite:///{home}/jobs.sqlite")
        create_schema(database)
        desk = Desk(database, Admission((home,), 0))
        worker = Worker(Tools(database, FolderStorage(home / "storage"), InlineRooms(studio), Capacity(1)))
        worker.start()
        differences = []
        for first in range(0, jobs, _AT_A_TIME):
            with timed() as straight:
                for number in range(first, first + _AT_A_TIME):
                    brief = mug(studio, home).brief
                    assert brief  # noqa: S101
                    make(Order(brief, home, home / f"out-{number}"), studio, lambda stage, done: None)
            with timed() as durable:
                for _ in range(_AT_A_TIME):
                    desk.submit(mug(studio, home), OWNER)
                _drain(desk, first + _AT_A_TIME)
            more = Cost(durable.wall - straight.wall, durable.cpu - straight.cpu)
            differences.append(Cost(more.wall / _AT_A_TIME, more.cpu / _AT_A_TIME))
            print(f"  {_AT_A_TIME} jobs straight through in {_told(straight)}, durable in {_told(durable)}", flush=True)
        worker.stop(0)
        database.close()
    return median(differences)


def _told(cost: Cost) -> str:
    return f"{cost.wall:.1f} s ({cost.cpu:.1f} s CPU)"


def speed_up(videos: int) -> float:
    """How many times faster two workers finish a queue of short videos than one, each encoding on one thread."""
    with ExitStack() as stack:
        cluster = Cluster()
        stack.callback(cluster.remove)
        seconds = []
        for workers in (1, 2):
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vitrine-bench-")))
            seconds.append(_queue_of(videos, workers, cluster.new_database(), home))
            print(f"{workers} worker(s): {videos} videos in {seconds[-1]:.1f} s", flush=True)
    return seconds[0] / seconds[1]


def _queue_of(videos: int, workers: int, url: str, home: Path) -> float:
    settings = Settings(home=home, database_url=url, producer="Vitrine-Benchmark", threads=1, free_space_mb=0)
    database = open_database(url)
    desk, brief = open_desk(settings, database), _stored(settings)
    started = [_start(settings) for _ in range(workers)]
    try:
        for worker in range(workers):  # certificates are made, fonts are known, every worker has its room
            desk.submit(_short(brief, worker), OWNER)
        _drain(desk, workers)
        begun = time.monotonic()
        for seed in range(workers, workers + videos):
            desk.submit(_short(brief, seed), OWNER)
        _drain(desk, workers + videos)
        return time.monotonic() - begun
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait()
        database.close()


def _start(settings: Settings) -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "VITRINE_HOME": str(settings.home), "VITRINE_DATABASE_URL": settings.database_url, "VITRINE_THREADS": "1",
        "VITRINE_PRODUCER": str(settings.producer), "PYTHONPATH": str(ROOT), "OPENCV_FOR_THREADS_NUM": "1",
        "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "cli", "worker", "--grace", "0"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)


def _stored(settings: Settings) -> Brief:
    brief, store = load_brief(_EXAMPLE), open_assets(settings)
    images = tuple(f"asset:{store.put_file(_EXAMPLE.parent / name).sha256}" for name in brief.product.images)
    product = brief.product.model_copy(update={"images": images, "videos": ()})
    short = {"seconds": 6, "aspects": ("1:1",), "language": "en", "brand_kit": None, "template": "spotlight"}
    return brief.model_copy(update={"product": product, **short})


def _short(brief: Brief, seed: int) -> JobRequest:
    return JobRequest(brief=brief.model_copy(update={"seed": seed}), fresh=True)


def _drain(desk: Desk, jobs: int) -> None:
    """Wait until so many jobs are completed, saying how far it is now and then; ends the program when none moves on."""
    told, done, moved = 0, 0, time.monotonic()
    while done < jobs:
        counts = desk.counts(OWNER)
        if counts.get("failed"):
            failed = desk.list(OWNER, Filters(status="failed"))
            raise SystemExit(f"a job failed: {failed[0].id} at {failed[0].stage}: {failed[0].error}")
        if counts.get("completed", 0) > done:
            done, moved = counts["completed"], time.monotonic()
        if time.monotonic() > moved + _STALLED_S:
            raise SystemExit(f"no job was completed for {_STALLED_S} s: {counts}")
        if done >= told + _TELL_EVERY:
            told = done
            print(f"  {done} of {jobs} jobs are completed", flush=True)
        time.sleep(_LOOK_S)


def worker_figures(videos: int = 40, jobs: int = 40) -> list[Figure]:
    """The engine's own cost, and what a second worker brings; the latter only with ``videos``."""
    engine = overhead(jobs)
    figures = [
        Figure("engine's part of a job", engine.wall * 1000, "ms", 150, "at most"),
        Figure("engine's part of a job, CPU", engine.cpu * 1000, "ms", 150, "at most"),
    ]
    if videos:
        figures.append(Figure("two workers over one on PostgreSQL", speed_up(videos), "×", 1.70, "at least"))
    return figures


def main() -> None:
    """Print both figures against their bounds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workers", description=__doc__)
    parser.add_argument("--videos", type=int, default=40, help="short videos in the queue")
    parser.add_argument("--jobs", type=int, default=40, help="jobs of empty stages, for the engine's own cost")
    given = parser.parse_args()
    before = machine()
    print(table(worker_figures(given.videos, given.jobs)))
    print(before)


if __name__ == "__main__":
    main()
