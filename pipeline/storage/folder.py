"""The storage of one machine: ``root/kind/ab/<sha256>``, readable by this user only."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.errors import NotFoundError, StorageError
from pipeline.export import storage_errors
from pipeline.files import sync_folder, write_whole
from pipeline.storage.storage import CHUNK, Blob, BlobKind


@dataclass(frozen=True)
class FolderStorage:
    """Files in a folder of its own, made on first use. They appear by rename, after they are on the disk."""

    root: Path

    def put(self, kind: BlobKind, path: Path) -> Blob:
        with storage_errors(self.root, "storage"), self._incoming() as incoming:
            sha256, size = copy_hashed(path, incoming)
            target = self._path(kind, sha256)
            if not target.is_file() or target.stat().st_size != size:
                for folder in (target.parent.parent, target.parent):
                    folder.mkdir(mode=0o700, exist_ok=True)
                incoming.replace(target)
                sync_folder(target.parent)
        return Blob(kind, sha256, size)

    def read(self, kind: BlobKind, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        path = self._found(kind, sha256)
        left = (path.stat().st_size if end is None else end) - start
        with storage_errors(self.root, "storage"), path.open("rb") as file:
            file.seek(start)
            while left > 0 and (piece := file.read(min(CHUNK, left))):
                left -= len(piece)
                yield piece

    def local(self, kind: BlobKind, sha256: str) -> Path | None:
        return self._found(kind, sha256)

    def url(self, kind: BlobKind, sha256: str, seconds: int) -> str | None:
        return None

    def fetch(self, kind: BlobKind, sha256: str, target: Path) -> None:
        with storage_errors(target.parent, "folder"):
            shutil.copyfile(self._found(kind, sha256), target)

    def delete(self, kind: BlobKind, sha256: str) -> None:
        with storage_errors(self.root, "storage"):
            self._path(kind, sha256).unlink(missing_ok=True)

    def put_named(self, name: str, data: bytes) -> None:
        path = self.root / name
        with storage_errors(self.root, "storage"):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(path, data, 0o600)

    def get_named(self, name: str) -> bytes | None:
        with storage_errors(self.root, "storage"):
            try:
                return (self.root / name).read_bytes()
            except FileNotFoundError:
                return None

    def check(self) -> None:
        if not self.root.exists():  # looking makes nothing
            self._check_place()
            return
        with storage_errors(self.root, "storage"), self._incoming() as incoming:
            incoming.write_bytes(b"vitrine")

    def _check_place(self) -> None:
        place = next(folder for folder in self.root.parents if folder.exists())
        if not os.access(place, os.W_OK | os.X_OK):
            raise StorageError(f"storage '{self.root}' cannot be made in '{place}'", hint="set storage_url to another")

    @contextmanager
    def _incoming(self) -> Iterator[Path]:
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".incoming-", dir=self.root)
        os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def _found(self, kind: BlobKind, sha256: str) -> Path:
        path = self._path(kind, sha256)
        if not path.is_file():
            raise NotFoundError(f"file {sha256[:64]} is not in the storage any more", hint="make the video again")
        return path

    def _path(self, kind: BlobKind, sha256: str) -> Path:
        return self.root / kind / sha256[:2] / sha256


def copy_hashed(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file onto the disk, and give the SHA-256 and the size of what was copied."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as old, target.open("wb") as new:
        while piece := old.read(CHUNK):
            digest.update(piece)
            size += len(piece)
            new.write(piece)
        new.flush()
        os.fsync(new.fileno())
    return digest.hexdigest(), size
