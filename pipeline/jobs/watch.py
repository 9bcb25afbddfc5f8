"""The watch of a worker: it shows that the worker lives, and stops jobs that were cancelled, lost or are overdue."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock, Thread

from domain.errors import DatabaseError
from pipeline.jobs.book import Claim, JobBook, Superseded
from pipeline.jobs.failures import TIME_LIMIT
from pipeline.jobs.roster import Roster

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Watched:
    """A running job: how to stop it, and when it is overdue on this process's own clock."""

    halt: Callable[[], None]
    deadline: float


class Watch:
    """One thread beside the jobs. It uses no clock of day, so nobody's clock can be wrong."""

    def __init__(self, worker: str, slots: int, book: JobBook, roster: Roster, pause: float = 1.0) -> None:
        self._worker, self._slots, self._book, self._roster, self._pause = worker, slots, book, roster, pause
        self._jobs: dict[Claim, Watched] = {}
        self._lock, self._over = Lock(), Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Beat no more."""
        self._over.set()
        self._thread.join()

    @contextmanager
    def over(self, claim: Claim, halt: Callable[[], None], seconds: float) -> Iterator[None]:
        """Watch a job while the block runs."""
        with self._lock:
            self._jobs[claim] = Watched(halt, time.monotonic() + seconds)
        try:
            yield
        finally:
            with self._lock:
                self._jobs.pop(claim, None)

    def halt_all(self) -> None:
        """Stop every job: the worker leaves."""
        for watched in self._watched().values():
            watched.halt()

    def _run(self) -> None:
        while not self._over.wait(self._pause):
            try:
                self._look()
            except DatabaseError as error:
                log.warning("the watch could not look: %s", error.message)
            except Exception:  # a worker that beats no more would lose its jobs to others
                log.exception("the watch could not look")

    def _look(self) -> None:
        self._roster.beat(self._worker, self._slots)
        watched = self._watched()
        for claim in self._book.lost(list(watched)):
            self._halt(claim)
        for claim, job in watched.items():
            if time.monotonic() > job.deadline:
                self._overdue(claim)

    def _overdue(self, claim: Claim) -> None:
        try:
            self._book.fail(claim, TIME_LIMIT)
        except Superseded:
            pass
        finally:
            self._halt(claim)

    def _halt(self, claim: Claim) -> None:
        """Stop a job, unless it ended meanwhile: another one may be where it was."""
        with self._lock:
            if claim in self._jobs:
                self._jobs[claim].halt()

    def _watched(self) -> dict[Claim, Watched]:
        with self._lock:
            return dict(self._jobs)
