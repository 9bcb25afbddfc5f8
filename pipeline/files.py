"""Files that appear whole: a temporary name, fsync, then the real name."""

import os
import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write ``path`` so that no reader ever sees a part of it; ``mode`` is narrowed by the umask."""
    write_pieces(path, (data,), mode)


def write_pieces(path: Path, pieces: Iterable[bytes], mode: int = 0o666) -> None:
    """The same of data that comes in pieces; when one cannot be had, nothing is left behind."""
    unfinished = path.with_name(f".{secrets.token_hex(8)}.part")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def tidy(folder: Path, days: int = 30) -> None:
    """Remove files that were not used for ``days``, and folders they leave empty."""
    oldest = time.time() - days * 86_400
    for place, folders, files in os.walk(folder, topdown=False):  # which passes over what another job takes away
        for path in (Path(place, name) for name in files):
            with suppress(OSError):  # another process tidies too, or uses it right now
                if path.stat().st_mtime < oldest:
                    path.unlink()
        for path in (Path(place, name) for name in folders):
            with suppress(OSError):
                if path.stat().st_mtime < oldest:
                    path.rmdir()


def sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
