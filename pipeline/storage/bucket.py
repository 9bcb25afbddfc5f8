"""The storage of many machines: an S3-compatible bucket, reached through obstore (the extra ``s3``)."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import obstore
from obstore.exceptions import BaseError
from obstore.exceptions import NotFoundError as Missing
from obstore.store import S3Store

from domain.errors import NotFoundError, StorageError
from pipeline.export import storage_errors
from pipeline.storage.storage import CHUNK, Blob, BlobKind

if TYPE_CHECKING:
    from obstore.store import ClientConfig

_PROBE = "probe"


@dataclass(frozen=True)
class Access:
    """How a bucket is reached; what is empty comes from the ``AWS_*`` variables or the machine's role."""

    endpoint: str = ""
    region: str = ""
    key: str = ""
    secret: str = ""


def open_bucket(url: str, access: Access, patience: float = 60) -> "BucketStorage":
    """The storage at ``s3://bucket/prefix``. Nothing is asked of the service yet.

    A service that does not answer is asked again for ``patience`` seconds.
    """
    given = {
        "endpoint": access.endpoint, "region": access.region, "access_key_id": access.key,
        "secret_access_key": access.secret,
    }  # fmt: skip
    options: dict[str, Any] = {name: value for name, value in given.items() if value}
    plain: ClientConfig = {"allow_http": access.endpoint.startswith("http://")}
    store = S3Store.from_url(
        url,
        client_options=plain,
        virtual_hosted_style_request=not access.endpoint,
        retry_config={"retry_timeout": timedelta(seconds=patience)},
        **options,
    )
    return BucketStorage(store, url)


@dataclass(frozen=True)
class BucketStorage:
    """Objects named ``kind/<sha256>``, private to whoever has the keys; the service shows none before it is whole."""

    store: S3Store
    where: str

    def put(self, kind: BlobKind, path: Path) -> Blob:
        with storage_errors(path, "file"), path.open("rb") as file:
            sha256, size = hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
        with self._asking(sha256):
            if self._size(kind, sha256) != size:
                obstore.put(self.store, _name(kind, sha256), path)
        return Blob(kind, sha256, size)

    def read(self, kind: BlobKind, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        with self._asking(sha256):
            size = self._size(kind, sha256)
            if size is None:
                raise Missing(sha256)
            stop = size if end is None else min(end, size)
            for at in range(start, stop, CHUNK):
                yield bytes(obstore.get_range(self.store, _name(kind, sha256), start=at, end=min(at + CHUNK, stop)))

    def local(self, kind: BlobKind, sha256: str) -> Path | None:
        return None

    def url(self, kind: BlobKind, sha256: str, seconds: int) -> str | None:
        with self._asking(sha256):
            return obstore.sign(self.store, "GET", _name(kind, sha256), timedelta(seconds=seconds))

    def fetch(self, kind: BlobKind, sha256: str, target: Path) -> None:
        digest = hashlib.sha256()
        with storage_errors(target.parent, "folder"), target.open("wb") as file:
            for piece in self.read(kind, sha256):
                digest.update(piece)
                file.write(piece)
        if digest.hexdigest() != sha256:
            target.unlink()
            raise StorageError(f"file {sha256} came damaged from '{self.where}'", hint="try again")

    def delete(self, kind: BlobKind, sha256: str) -> None:
        with self._asking(sha256):
            obstore.delete(self.store, _name(kind, sha256))

    def put_named(self, name: str, data: bytes) -> None:
        with self._asking(name):
            obstore.put(self.store, name, data)

    def get_named(self, name: str) -> bytes | None:
        try:
            with self._asking(name):
                return bytes(obstore.get(self.store, name).bytes())
        except NotFoundError:
            return None

    def check(self) -> None:
        self.put_named(_PROBE, b"vitrine")

    def _size(self, kind: BlobKind, sha256: str) -> int | None:
        try:
            return obstore.head(self.store, _name(kind, sha256))["size"]
        except (Missing, FileNotFoundError):
            return None

    @contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        try:
            yield
        except (Missing, FileNotFoundError) as error:
            raise NotFoundError(f"file {what[:64]} is not in the storage any more", hint="make it again") from error
        except BaseError as error:
            reason = str(error).splitlines()[0][:300]
            raise StorageError(
                f"storage '{self.where}': {reason}", hint="check storage_url, its keys and that it can be reached"
            ) from error


def _name(kind: BlobKind, sha256: str) -> str:
    return f"{kind}/{sha256[:2]}/{sha256}"
