"""The caretaker: a thread in every worker that notices who is gone, and does what any one of them must do."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread

from dbos import error
from sqlalchemy.exc import SQLAlchemyError

from domain.errors import StorageError
from pipeline.jobs.takeover import Takeover
from pipeline.jobs.turn import Turn

log = logging.getLogger(__name__)


@dataclass
class Chore:
    """Something to be done now and then."""

    seconds: float
    do: Callable[[], object]
    _next: float = field(default=0.0)

    @property
    def due(self) -> bool:
        return time.monotonic() >= self._next

    def done(self) -> None:
        """Not again for a while."""
        self._next = time.monotonic() + self.seconds


class Caretaker:
    """Observes the other workers, and takes a turn when something is to be done."""

    def __init__(self, takeover: Takeover, turn: Turn, chores: tuple[Chore, ...], pause: float) -> None:
        self._takeover, self._turn, self._chores, self._pause = takeover, turn, chores, pause
        self._over = Event()
        self._thread = Thread(target=self._run, name="caretaker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                self._look()
            except (StorageError, SQLAlchemyError, error.DBOSException, OSError) as problem:
                log.warning("the caretaker could not look: %s", problem)
            except Exception:  # such as a job removed meanwhile; what others left must be taken up all the same
                log.exception("the caretaker could not look")
            if self._over.wait(self._pause):
                return

    def _look(self) -> None:
        gone, due = self._takeover.gone(), [chore for chore in self._chores if chore.due]
        if not gone and not due:
            return
        with self._turn.take() as mine:
            if not mine:
                return
            for worker in gone:
                log.warning("worker %s is gone; its jobs go on elsewhere", worker)
                self._takeover.release(worker, crashed=True)
            for chore in due:
                chore.do()
                chore.done()
