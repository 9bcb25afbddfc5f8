"""The shelf: published files on their way out, each checked once more before a byte of it is sent.

A picture or film leaves only while its bytes hash to what the ledger recorded when the gate had passed
them. What was verified is remembered by the file's identity, so that a range costs no second reading.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import LabelError
from domain.job import Output
from pipeline.serving import GRANTED, Known
from pipeline.storage.storage import Storage

Recorded = Callable[[str], bool]
"""Whether the ledger knows a file of this SHA-256 that left through the gate."""

_SEEN = frozenset({"video", "cover", "preview"})
"""What carries a label: everything a person watches."""
_REMEMBERED = 4096


@dataclass(frozen=True)
class Shelf:
    """Hands out published files. Raises LabelError for one that changed or never passed the gate."""

    storage: Storage
    recorded: Recorded
    _verified: "Memory" = field(default_factory=lambda: Memory(_REMEMBERED))

    def check(self, output: Output) -> None:
        """Raise unless the file may leave."""
        path = self.storage.local("outputs", output.sha256)
        identity = (output.sha256, *_identity(path)) if path else (output.sha256,)
        if identity in self._verified:
            return
        if output.kind in _SEEN and not self.recorded(output.sha256):
            raise _refused(output, "is not in the ledger of files that passed the gate")
        if _hash(self.storage.read("outputs", output.sha256)) != output.sha256:
            raise _refused(output, "changed after it was sealed")
        self._verified.add(identity)

    def path(self, output: Output) -> Path | None:
        """The file on this machine, checked, if it is on this machine."""
        self.check(output)
        return self.storage.local("outputs", output.sha256)

    def read(self, output: Output, start: int, end: int) -> Iterator[bytes]:
        """The checked bytes from ``start`` up to, not including, ``end``."""
        self.check(output)
        return self.storage.read("outputs", output.sha256, start, end)


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


def _identity(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _hash(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _refused(output: Output, reason: str) -> LabelError:
    return LabelError(f"file '{output.name}' {reason}, so it is not handed out", hint="make the video again")
