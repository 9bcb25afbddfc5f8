"""A shift: how a worker does one job, from the claim to the end that its owner sees.

The engine may call this again for the same job after a crash, here or on another worker; then a new
attempt is claimed, finished steps are found, and only the newest attempt can publish.
"""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from domain.errors import InputError, VitrineError
from domain.job import Job, JobError
from domain.script import Script
from pipeline.export import storage_errors
from pipeline.jobs.book import Claim, JobBook, Superseded
from pipeline.jobs.failures import as_job_error
from pipeline.jobs.patience import patiently
from pipeline.jobs.process import Halted
from pipeline.jobs.publishing import Publisher
from pipeline.jobs.queue import Queue, QueueName
from pipeline.jobs.reporter import Reporter
from pipeline.jobs.room import Room, Rooms
from pipeline.jobs.steps import DurableStages
from pipeline.jobs.watch import Watch
from pipeline.make import Edit, Made, Order, make
from pipeline.review import write_and_show
from pipeline.storage.storage import Storage
from pipeline.studio import Studio
from pipeline.testing import without_providers
from pipeline.variants import one_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shift:
    """What a worker brings along. ``shared`` is the storage where other machines look for steps, if there are any."""

    worker: str
    book: JobBook
    queue: Queue
    rooms: Rooms
    watch: Watch
    publisher: Publisher
    seconds: float
    shared: Storage | None = None

    def work(self, queue: QueueName, job_id: str) -> None:
        """Do a job that the engine took from ``queue``; whatever happens, its row says how it ended."""
        try:
            claim, job = patiently(lambda: self.book.claim(job_id, self.worker))
        except Superseded:
            return  # it was cancelled while it waited, or another worker has finished it
        do = self._write if queue == "scripts" else self._film
        with suppress(Superseded), self.rooms.open() as room, self.watch.over(claim, room.halt, self.seconds):
            try:
                with self._attempt_folder(claim, room) as folder:
                    do(job, claim, self._studio(room, job), folder)
            except Halted:
                if not patiently(lambda: self.book.lost([claim])):
                    raise  # the worker leaves; somebody else goes on
            except VitrineError as error:
                log.warning("job %s: %s", job_id, error)
                self._fail(claim, as_job_error(error))
            except Superseded:
                raise
            except Exception as error:  # the job runner: any defect ends its job, not the worker
                log.exception("job %s", job_id)
                self._fail(claim, as_job_error(error))

    def _film(self, job: Job, claim: Claim, studio: Studio, folder: Path) -> None:
        report = Reporter(self.book, claim, job)
        made = make(_varied(order_of(job, folder), job, studio), studio, report)
        report("publish", 0.0)
        publisher = self.publisher.for_attempt()
        outputs = publisher.put_all(made, job.id)
        patiently(partial(self.book.complete, claim, outputs, made.notes, _filmed(made), publisher.keep))

    def _write(self, job: Job, claim: Claim, studio: Studio, folder: Path) -> None:
        report = Reporter(self.book, claim, job)
        order = _varied(order_of(job, folder), job, studio)
        if not isinstance(order, Order):
            raise InputError("a timeline has no script to review", hint="send it without review")
        shown = write_and_show(order, studio, report, preview=job.request.review)
        publisher = self.publisher.for_attempt()
        outputs = [publisher.put_paper(paper, job.id) for paper in shown.papers]
        if shown.preview is None:
            patiently(partial(self.book.hand_over, claim, shown.script, outputs, self._put_video, publisher.keep))
            return
        outputs.append(publisher.put(shown.preview, "preview", job.id))
        patiently(partial(self.book.ask, claim, shown.script, outputs, shown.notes, publisher.keep))

    def _put_video(self, session: object, row: object) -> None:
        self.queue.put(session, row, "videos")  # type: ignore[arg-type]

    def _studio(self, room: Room, job: Job) -> Studio:
        studio = without_providers(room.studio) if job.request.test else room.studio
        return replace(
            studio,
            open_stages=partial(DurableStages, shared=self.shared),
            portraits=studio.portraits.of(job.owner),
        )

    @contextmanager
    def _attempt_folder(self, claim: Claim, room: Room) -> Iterator[Path]:
        """A folder of this attempt alone: an older one that still runs writes into another.

        It is there from the start, so that no other job that checks for room clears away what it stands in.
        """
        folder = room.studio.work / "attempts" / f"{claim.job}-{claim.attempt}"
        with storage_errors(folder.parent, "work folder"):
            folder.mkdir(parents=True, exist_ok=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _fail(self, claim: Claim, error: JobError) -> None:
        patiently(partial(self.book.fail, claim, error))


def _filmed(made: Made) -> Script | None:
    """The script that was filmed, None for a timeline."""
    papers = (paper for paper in made.papers if paper.name == "script.json")
    return next((Script.model_validate_json(paper.read_bytes()) for paper in papers), None)


def _varied(order: Order | Edit, job: Job, studio: Studio) -> Order | Edit:
    """The order of the variant that the job asks for, if it asks for one."""
    number = job.request.variant
    return one_of(order, number, studio) if number and isinstance(order, Order) else order


def order_of(job: Job, out: Path) -> Order | Edit:
    """What the recipe is asked for. Raises InputError when the request asks for nothing."""
    request = job.request
    if request.timeline is not None:
        return Edit(request.timeline, out, fresh=request.fresh, test=request.test)
    if request.brief is None:
        raise InputError("the job has neither a brief nor a timeline", hint="give one of them")
    return Order(request.brief, out, out, request.fresh, request.script, request.brand, test=request.test)
