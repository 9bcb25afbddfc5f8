"""A bookkeeper: a fork that opens the ledger while the command still loads the rest, and writes into it what leaves.

What it needs itself is loaded there: to reach a database takes a tenth of all that a preview takes.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from operator import methodcaller
from threading import Lock
from typing import TYPE_CHECKING, Any

from pipeline.fork import SILENT, answer, forked
from pipeline.settings import Settings

if TYPE_CHECKING:
    from labeling.recognition.fingerprint import Fingerprint
    from pipeline.exported import ExportedFile
    from pipeline.late_ledger import Books


_PATIENT = 10
"""How nice it is to the forks and the command beside it: it is needed last."""


class Bookkeeper:
    """The ledger at the other end of ``pipe``; once nobody answers there, the one that is opened here."""

    def __init__(self, pipe: Connection | None, open_here: "Callable[[], Books]") -> None:
        self._pipe, self._open_here, self._lock = pipe, open_here, Lock()

    def claim(self, produce_id: str) -> bool:
        """Take a number for good; False when it was taken before."""
        return bool(self._asked(methodcaller("claim", produce_id)))

    def record(self, files: "tuple[ExportedFile, ...]", fingerprints: "Iterable[tuple[str, Fingerprint]]" = ()) -> None:
        """Note which files carry their numbers, and what some are recognised by, all or none."""
        self._asked(methodcaller("record", files, tuple(fingerprints)))

    def _asked(self, call: methodcaller) -> Any:
        with self._lock:
            if self._pipe:
                try:
                    self._pipe.send(call)
                    return answer(self._pipe)
                except SILENT:
                    self._pipe = None
            return call(self._open_here())


Hired = Callable[["Callable[[], Books]"], "Books"]
"""The books of somebody who keeps them, given how else they are opened."""


@contextmanager
def keeping(settings: Settings) -> Iterator[Hired | None]:
    """A bookkeeper for these settings, getting ready; gone after the block.

    None where the books are in a database that the settings name: it is reached at once, so that a wrong name is said
    before anything is made.
    """
    if settings.database_url:
        yield None
        return
    with forked(partial(_keep_aside, settings)) as pipe:
        yield partial(Bookkeeper, pipe)


def _keep_aside(settings: Settings, pipe: Connection) -> None:
    os.nice(_PATIENT)
    keep(settings, pipe)


def keep(settings: Settings, pipe: Connection) -> None:
    """Open the ledger and do what is asked for with it, until nobody asks any more."""
    from pipeline.store.opening import open_ledger

    ledger = open_ledger(settings)
    while True:
        call: methodcaller = pipe.recv()
        pipe.send(call(ledger))
