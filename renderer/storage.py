"""Files appear whole or not at all, and a folder that cannot be written is named in the error."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from domain.errors import StorageError

_REASONS = {
    errno.ENOSPC: ("the disk is full", "free some space"),
    errno.EDQUOT: ("the disk quota is used up", "free some space"),
    errno.EFBIG: ("a file grew larger than this system allows", "raise the file size limit"),
    errno.EACCES: ("it is not writable", "allow writing to it"),
    errno.EPERM: ("it is not writable", "allow writing to it"),
    errno.EROFS: ("it is on a read-only file system", "choose another one"),
    errno.ENOTDIR: ("a part of the path is a file", "choose another one"),
    errno.EEXIST: ("a file of that name is in the way", "choose another one"),
    errno.EIO: ("the disk reported an error", "check the disk"),
}

_NO_MORE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Turns what an operating system says about a folder into a StorageError that names it."""
    try:
        yield
    except OSError as error:
        if error.errno not in _REASONS:
            raise
        reason, remedy = _REASONS[error.errno]
        raise StorageError(f"cannot write to {folder}: {reason}", hint=f"{remedy} and try again") from error


def refusal(printed: str) -> OSError | None:
    """The system's word that a disk takes no more, found in what another program printed that wrote to it."""
    numbers = (number for number in _NO_MORE if os.strerror(number) in printed)
    return next((OSError(number, os.strerror(number)) for number in numbers), None)


def make_folder(folder: Path) -> Path:
    """The folder, made if it was not there. Raises StorageError when it cannot be."""
    with writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def unfinished(folder: Path, suffix: str) -> Iterator[Path]:
    """An empty hidden file of a name nobody else has, to write into; removed unless it was given another name.

    Raises StorageError.
    """
    path = make_folder(folder) / f".{token_hex(8)}{suffix}"
    with writing_to(folder):
        path.touch(exist_ok=False)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """A folder that is removed with all in it afterwards. Raises StorageError."""
    make_folder(parent)
    with writing_to(parent):
        folder = TemporaryDirectory(dir=parent, prefix=".scratch-")
    with folder as name:
        yield Path(name)


def put_in_place(temporary: Path, final: Path) -> None:
    """Give a finished file its name, on disk before anybody can see it; it replaces one of that name."""
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.replace(final)
