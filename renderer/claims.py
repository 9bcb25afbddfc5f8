"""Claims: who is about to make a segment says so, and whoever wants the same one makes another meanwhile, then waits.

A claim is a lock on a hidden file beside the segment's place (``flock``, which the system drops with the process
however that ends), so that jobs which begin together draw what they share once, and nothing stays claimed by the dead.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from renderer.storage import make_folder, writing_to


class Claims:
    """Claims on files that do not exist yet, by the path each will have."""

    def __init__(self) -> None:
        self._held: dict[Path, BinaryIO] = {}

    def take(self, place: Path) -> bool:
        """Whether ``place`` is ours to make: it was before, or nobody had claimed it. Raises StorageError."""
        if place in self._held:
            return True
        lock = _lock_of(place)
        with writing_to(make_folder(lock.parent)):
            file = lock.open("ab")
        with suppress(BlockingIOError, FileNotFoundError):  # somebody has it, or has just let it go
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if lock.stat().st_ino == os.fstat(file.fileno()).st_ino:
                self._held[place] = file
                return True
        file.close()
        return False

    def release(self, place: Path) -> None:
        """Let others have it; nothing happens when it was not ours."""
        file = self._held.pop(place, None)
        if file is not None:
            _lock_of(place).unlink(missing_ok=True)
            file.close()

    def close(self) -> None:
        """Let go of everything."""
        for place in tuple(self._held):
            self.release(place)


def _lock_of(place: Path) -> Path:
    return place.with_name(f".{place.name}.claim")
