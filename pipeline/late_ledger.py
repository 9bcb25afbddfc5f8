"""The ledger, opened late."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Protocol

from labeling.recognition.fingerprint import Fingerprint
from labeling.request import Ledger
from pipeline.exported import ExportedFile


class Books(Ledger, Protocol):
    """Where numbers are taken, and what left is written."""

    def record(self, files: tuple[ExportedFile, ...], fingerprints: Iterable[tuple[str, Fingerprint]] = ()) -> None:
        """Note which files carry their numbers, and what some are recognised by, all or none."""


class LateLedger:
    """The ledger of one installation, opened beside the end of the first render or when the first number is taken:
    what it takes to reach a database is a sixth of starting and 50 MB, and there is nothing to keep before."""

    def __init__(self, open_: Callable[[], Books]) -> None:
        self._open, self._lock = open_, Lock()
        self._ledger: Books | None = None
        self._begun = False

    def opened(self) -> Books:
        """The ledger. Raises SettingsError or StorageError when it cannot be reached."""
        with self._lock:
            self._ledger = self._ledger or self._open()
            return self._ledger

    def get_ready(self) -> None:
        """Open it in a thread, beside what the caller does next; what fails then is raised when it is needed."""
        if self._begun:
            return
        self._begun = True
        pool = ThreadPoolExecutor(1, "ledger")
        pool.submit(self.opened)
        pool.shutdown(wait=False)

    def claim(self, produce_id: str) -> bool:
        """Take a number for good; False when it was taken before."""
        return self.opened().claim(produce_id)

    def record(self, files: tuple[ExportedFile, ...], fingerprints: Iterable[tuple[str, Fingerprint]] = ()) -> None:
        """Note which files carry their numbers, and what some are recognised by, all or none."""
        self.opened().record(files, fingerprints)
