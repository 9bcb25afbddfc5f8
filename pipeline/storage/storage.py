"""What a storage is: private bytes by kind and hash, whole or not there."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

BlobKind = Literal["outputs", "assets", "steps"]
"""Published files; media that jobs are made of; values of finished steps."""

CATALOGUES = "batches"
"""Under this the catalogues of batches are kept by their batch's name, as they came."""

CHUNK = 1 << 20


@dataclass(frozen=True)
class Blob:
    """Where some bytes are: ``kind``, their SHA-256 and their length."""

    kind: BlobKind
    sha256: str
    size: int


class Storage(Protocol):
    """Keeps bytes. Raises StorageError when it refuses, NotFoundError for what is not there."""

    def put(self, kind: BlobKind, path: Path) -> Blob:
        """Keep a file's bytes; when this returns they survive a power cut. Twice the same is kept once."""

    def read(self, kind: BlobKind, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` up to, not including, ``end``, in pieces."""

    def local(self, kind: BlobKind, sha256: str) -> Path | None:
        """The file itself where there is one on this machine: for front doors that send files."""

    def url(self, kind: BlobKind, sha256: str, seconds: int) -> str | None:
        """An address that gives the bytes to whoever has it, for so long; None where there is none."""

    def fetch(self, kind: BlobKind, sha256: str, target: Path) -> None:
        """Write the bytes to ``target``, whole and verified."""

    def delete(self, kind: BlobKind, sha256: str) -> None:
        """Forget the bytes; nothing happens when they are not there."""

    def put_named(self, name: str, data: bytes) -> None:
        """Keep a small value under a name of the caller's, instead of what was there."""

    def get_named(self, name: str) -> bytes | None:
        """The value of that name, or None."""

    def check(self) -> None:
        """Raise StorageError unless bytes can be written now."""
