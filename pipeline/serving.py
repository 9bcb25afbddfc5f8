"""Serving: bytes go out only when the ledger knows them as a file that passed the gate.

The front doors call ``open_sealed`` (a path) or ``check_stream`` (any seekable stream, such as one from
object storage) and send what that very handle gives, so that nothing can be put in its place between.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from domain.errors import LabelError
from pipeline.export import storage_errors
from pipeline.store.ledger import ExportedFile

_PIECE = 2**20
GRANTED = "grant-"
"""What the job of a copy granted under 标识办法 art. 9 begins with: it goes to its applicant, and is not served."""


class Known(Protocol):
    """Knows what left, by its hash."""

    def with_hash(self, sha256: str) -> ExportedFile | None: ...


@contextmanager
def open_sealed(path: Path, ledger: Known) -> Iterator[BinaryIO]:
    """The file open at its first byte, its hash found in the ledger. Raises LabelError, or StorageError."""
    with storage_errors(path, "file"), path.open("rb") as file:
        check_stream(file, ledger, path.name)
        yield file


def check_stream(file: BinaryIO, ledger: Known, name: str) -> ExportedFile:
    """What the ledger knows of these bytes; the stream is left at its first byte.

    Raises LabelError when no sealed file has this hash: it was changed, or never passed the gate.
    """
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(_PIECE):
        digest.update(piece)
    file.seek(0)
    found = ledger.with_hash(digest.hexdigest())
    if found is None or found.job.startswith(GRANTED):
        raise LabelError(
            f"'{name}' is not a file that passed the gate, or changed since", hint="make it again; it is not sent"
        )
    return found
