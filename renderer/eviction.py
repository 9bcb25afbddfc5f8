"""Keeping the segment cache to a size: the segments that were not used for longest go first.

A segment in use is held by a shared lock on its file (``flock``, which the system drops with the
process however that ends). Eviction takes only files that it can lock for itself alone.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_UNFINISHED_SECONDS = 86_400
"""Hidden files that nobody wrote to for a day were left behind by a render that was killed."""


def hold(path: Path) -> BinaryIO | None:
    """Keep a segment from eviction until what is returned is closed; None when it is gone already."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        if path.stat().st_ino == os.fstat(file.fileno()).st_ino:
            return file
    except (BlockingIOError, FileNotFoundError):  # somebody evicts it right now, or just has
        pass
    file.close()
    return None


def evict(folder: Path, limit: int) -> int:
    """Remove segments, longest unused first, until all take ``limit`` bytes or the rest is in use.

    Returns the bytes that remain. What a killed render left unfinished is removed too.
    """
    segments, now = list[tuple[float, int, Path]](), time.time()
    for path in _files(folder):
        with suppress(FileNotFoundError):
            stat = path.stat()
            if not path.name.startswith("."):
                segments.append((stat.st_mtime, stat.st_size, path))
            elif now - stat.st_mtime > _UNFINISHED_SECONDS:
                path.unlink()
    _clear_scratch(folder, now)
    total = sum(size for _, size, _ in segments)
    for _, size, path in sorted(segments):
        if total <= limit:
            break
        if _take(path):
            total -= size
    return total


def _files(folder: Path) -> Iterator[Path]:
    """What is kept in the cache's folders; the scratch folders of renders, which come and go, are not."""
    for place in folder.iterdir():
        if not place.name.startswith("."):
            with suppress(FileNotFoundError, NotADirectoryError):
                yield from place.iterdir()


def _take(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    except BlockingIOError:
        return False
    except FileNotFoundError:  # another process evicts too
        pass
    return True


def _clear_scratch(folder: Path, now: float) -> None:
    for path in folder.glob(".scratch-*"):
        with suppress(FileNotFoundError):
            if now - path.stat().st_mtime > _UNFINISHED_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
