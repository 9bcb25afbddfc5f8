"""What a worker process of these tests does, and the outside view of it: a desk, a fate, and waiting."""

import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event

from domain.fonts import FontBook
from domain.job import Job, JobRequest
from pipeline.clock import system_clock
from pipeline.jobs.desk import Desk
from pipeline.jobs.engine import Capacity
from pipeline.jobs.room import ProcessRooms, Rooms
from pipeline.jobs.worker import Tools, Worker
from pipeline.storage.admission import Admission
from pipeline.storage.assets import SharedAssets
from pipeline.storage.storage import Storage
from pipeline.store.database import Database, open_database
from pipeline.studio import Studio
from tests.pipeline.jobs.nursery import Nursery, Plan
from tests.pipeline.jobs.studio import Fate, FatedStorage, InlineRooms, mug, open_fated_studio
from tests.pipeline.storage.service import open_shop

OWNER = "ann"


def run_worker(plan: Plan, fonts: FontBook, ready: Callable[[], object]) -> None:
    """Work until SIGTERM."""
    over, home = Event(), Path(plan.home)
    storage: Storage = open_shop(plan.bucket) if plan.bucket else FatedStorage(home / "storage", Fate(home / "fate"))
    signal.signal(signal.SIGTERM, lambda number, frame: over.set())
    studio = open_fated_studio(home, fonts)
    if plan.bucket:
        studio = replace(studio, store=SharedAssets(studio.store, storage))
    rooms: Rooms = InlineRooms(studio)
    if plan.rooms == "process":
        rooms = ProcessRooms(partial(open_fated_studio, home), 1500)
    if plan.file_bytes:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    worker = Worker(
        Tools(
            open_database(plan.url),
            storage,
            rooms,
            Capacity(plan.slots, plan.scripts_per_minute, 0.05),
            seconds=plan.seconds,
            patience=plan.patience,
            look=plan.look,
            shared=bool(plan.bucket),
            now=lambda: system_clock() + timedelta(days=plan.clock_days),
        )
    )
    worker.start()
    if plan.file_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (plan.file_bytes, plan.file_bytes))
    ready()
    over.wait()
    worker.stop(1)


@dataclass
class Workplace:
    """A database, a home and workers of one test."""

    database: Database
    home: Path
    nursery: Nursery
    studio: Studio

    @property
    def desk(self) -> Desk:
        return Desk(self.database, Admission((self.home,), 0))

    @property
    def fate(self) -> Fate:
        return Fate(self.home / "fate")

    @property
    def request(self) -> JobRequest:
        return mug(self.studio, self.home)

    def hire(self, **how: object) -> int:
        """Start a worker."""
        return self.nursery.start(Plan(self.database.url, str(self.home), **how))  # type: ignore[arg-type]

    def submit(self) -> str:
        return self.desk.submit(self.request, OWNER).id

    def wait(self, job: str, seconds: float = 120, until: Callable[[Job], bool] = lambda job: job.ended) -> Job:
        """The job once it has ended."""
        end = time.monotonic() + seconds
        while not until(found := self.desk.get(job, OWNER)):
            assert time.monotonic() < end, f"{found.status} at {found.stage} after {seconds} s"
            time.sleep(0.02)
        return found

    def check_published_once(self, job: str) -> None:
        """Every file is there, whole, and named once."""
        outputs = self.desk.outputs(job, OWNER)
        names = [output.name for output in outputs]
        assert sorted(names) == [
            "labels.json", "script.json", "stone-mug.jpg", "stone-mug.mp4", "stone-mug.srt", "timeline.json",
        ]  # fmt: skip
        storage = FatedStorage(self.home / "storage", Fate(self.home / "nothing"))
        for output in outputs:
            path = storage.local("outputs", output.sha256)
            assert path
            assert path.stat().st_size == output.size
        seqs = [event.seq for event in self.desk.events(job, OWNER, limit=1000)]
        assert seqs == list(range(1, len(seqs) + 1))
        ends = [event for event in self.desk.events(job, OWNER, limit=1000) if event.status == "completed"]
        assert len(ends) == 1
