"""The shelf: published files on their way out, each checked once more before a byte of it is sent.

What carries a label leaves only while its bytes hash to what the ledger recorded when the gate had passed
them, and it is sent from the very handle that was hashed, so that nothing can be put in its place between.
What was verified is remembered by the file's identity, so that a range costs no second reading.
"""

import hashlib
import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from domain.errors import LabelError
from domain.job import Output
from pipeline.export import storage_errors
from pipeline.exported import ExportedFile
from pipeline.storage.storage import CHUNK, Storage

log = logging.getLogger(__name__)

Recorded = Callable[[str], bool]
"""Whether the ledger knows a file of this SHA-256 that left through the gate."""

GRANTED = "grant-"
"""What the job of a copy granted under 标识办法 art. 9 begins with: it goes to its applicant, and is not served."""

_LABELLED = frozenset({"video", "cover", "preview", "captions"})
"""What carries a label: everything a person watches or reads beside it."""
_REMEMBERED = 4096


class Known(Protocol):
    """Knows what left, by its hash."""

    def with_hash(self, sha256: str) -> ExportedFile | None: ...


@dataclass(frozen=True)
class Shelf:
    """Hands out published files. Raises LabelError for one that changed or never passed the gate."""

    storage: Storage
    recorded: Recorded
    _verified: "Memory" = field(default_factory=lambda: Memory(_REMEMBERED))

    def check(self, output: Output) -> None:
        """Raise unless the file may leave."""
        path = self.storage.local("outputs", output.sha256)
        if path is None:
            self._check(output, (), self.storage.read("outputs", output.sha256))
        else:
            self._open(output, path).close()

    def read(self, output: Output, start: int, end: int) -> Iterator[bytes]:
        """The checked bytes from ``start`` up to, not including, ``end``."""
        path = self.storage.local("outputs", output.sha256)
        if path is not None:
            return _part(self._open(output, path), start, end)
        self.check(output)
        return self.storage.read("outputs", output.sha256, start, end)

    def _open(self, output: Output, path: Path) -> BinaryIO:
        """The file, open, its bytes checked through this handle."""
        with storage_errors(path, "file"):
            file = path.open("rb")
            try:
                self._check(output, _identity(file), _pieces(file))
            except BaseException:
                file.close()
                raise
        return file

    def _check(self, output: Output, identity: tuple[int, ...], data: Iterable[bytes]) -> None:
        known = (output.sha256, *identity)
        if known in self._verified:
            return
        if output.kind in _LABELLED and not self.recorded(output.sha256):
            raise _refused(output, "is not in the ledger of files that passed the gate")
        found = _hash(data)
        if found != output.sha256:
            log.error("a published file changed: %s of %s is %s, was %s", output.name, output.job, found, output.sha256)
            raise _refused(output, "changed after it was sealed")
        self._verified.add(known)


class Memory:
    """The newest of what was put in; safe between threads."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._items: OrderedDict[tuple[object, ...], None] = OrderedDict()

    def __contains__(self, item: tuple[object, ...]) -> bool:
        with self._lock:
            return item in self._items

    def add(self, item: tuple[object, ...]) -> None:
        with self._lock:
            self._items[item] = None
            while len(self._items) > self._most:
                self._items.popitem(last=False)


def served_by(ledger: Known) -> Recorded:
    """What a ledger knows as having passed the gate, but for copies granted to one applicant alone."""

    def recorded(sha256: str) -> bool:
        found = ledger.with_hash(sha256)
        return found is not None and not found.job.startswith(GRANTED)

    return recorded


def _identity(file: BinaryIO) -> tuple[int, ...]:
    found = os.fstat(file.fileno())
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(CHUNK):
        yield piece


def _part(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    """A part of an open file, which is closed at the end, or as soon as nobody wants the part any more."""
    part = _begun(file, start, end)
    next(part)  # into the with: a generator that never began would leave the file open
    return part


def _begun(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        yield b""
        file.seek(start)
        while start < end and (piece := file.read(min(CHUNK, end - start))):
            start += len(piece)
            yield piece


def _hash(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _refused(output: Output, reason: str) -> LabelError:
    return LabelError(f"file '{output.name}' {reason}, so it is not handed out", hint="make the video again")
