"""A user's file before anything is known of it: opened carefully, named in every message."""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from domain.asset import AssetKind
from domain.errors import AssetError
from media.magic import HEAD_BYTES, NEEDED, Format, sniff

MAX_BYTES: dict[AssetKind, int] = {"image": 80 << 20, "video": 2 << 30, "audio": 256 << 20}
"""The largest file of each kind."""

AGAIN = "Export or download it again and use the new copy"
"""The remedy for a file that was damaged on its way."""

_REASONS = {
    errno.ENOENT: ("does not exist", "Check the path; it is relative to the brief's own folder"),
    errno.ENOTDIR: ("does not exist", "Check the path; it is relative to the brief's own folder"),
    errno.EACCES: ("may not be read by this user", "Allow reading it (chmod u+r)"),
    errno.EPERM: ("may not be read by this user", "Allow reading it (chmod u+r)"),
    errno.ELOOP: ("is a symbolic link that leads back to itself", "Replace the link by the file"),
    errno.ENAMETOOLONG: ("has a name that is too long", "Rename it"),
}


@dataclass(frozen=True)
class Source:
    """A regular file of a known format; ``name`` is what the user calls it, ``head`` its first bytes."""

    path: Path
    name: str
    size: int
    format: Format
    head: bytes

    def refusal(self, reason: str, hint: str = AGAIN) -> AssetError:
        """The error that says why this file cannot be used."""
        return AssetError(f"{self.name}: {reason}", hint=hint)

    def read(self) -> bytes:
        """The whole file. Raises AssetError."""
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise unreadable(self.name, error) from error


def unreadable(name: str, error: OSError) -> AssetError:
    """The error for a file that the system would not open or read."""
    fallback = (f"cannot be read ({error.strerror})", "Copy it to a local folder and try again")
    reason, hint = _REASONS.get(error.errno or 0, fallback)
    return AssetError(f"{name}: {reason}", hint=hint)


def open_source(path: Path, name: str = "") -> Source:
    """Look at a file's kind, size and first bytes, calling it ``name`` in errors.

    Raises AssetError when it is missing, not a regular file, empty, too large or of another format.
    """
    name = name or path.name or str(path)
    if "\0" in str(path):
        raise AssetError(f"{name.replace(chr(0), '␀')}: its path holds a NUL character", hint="Rename it")
    size, head = _look(path, name)
    if size == 0:
        raise AssetError(f"{name}: is empty (0 bytes)", hint=AGAIN)
    found = sniff(head, name)
    if size > MAX_BYTES[found.kind]:
        raise AssetError(
            f"{name}: is {size >> 20} MB; {found.name} files may have {MAX_BYTES[found.kind] >> 20} MB",
            hint="Export it smaller or more compressed",
        )
    return Source(path, name, size, found, head)


def _look(path: Path, name: str) -> tuple[int, bytes]:
    """Size and first bytes, without ever waiting on a pipe or a device."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise _not_a_file(name, status.st_mode)
            return status.st_size, file.read(HEAD_BYTES)
    except IsADirectoryError as error:
        raise _not_a_file(name, stat.S_IFDIR) from error
    except OSError as error:
        raise unreadable(name, error) from error


def _not_a_file(name: str, mode: int) -> AssetError:
    what = "is a folder" if stat.S_ISDIR(mode) else "is a device, pipe or socket"
    return AssetError(f"{name}: {what}, not a file", hint=NEEDED)
