"""Assets in a local folder, filed by the hash of their bytes: ``root/ab/<sha256>.<ext>`` and a JSON beside each.

The JSON says with which version of probing it was found: a file taken in again is probed anew by a later one.
"""

import hashlib
import io
import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from pydantic import JsonValue, TypeAdapter, ValidationError

from domain.asset import Asset
from domain.errors import AssetError, StorageError
from media.magic import FORMATS
from media.probe import VERSION, probe_source
from media.source import open_source, unreadable

_CHUNK = 1 << 20
_SHA256 = re.compile(r"^[0-9a-f]{64}$")
_TOLD = TypeAdapter(dict[str, JsonValue])
_SUFFIXES = {known.mime: known.suffix for known in FORMATS}


@dataclass(frozen=True)
class LocalAssetStore:
    """An asset store in a folder of its own, made on first use, readable by this user only."""

    root: Path

    def put_file(self, path: Path) -> Asset:
        """Copy a user's file in and describe it; bytes this version has described are not probed again.

        The copy is what gets probed, so nobody can change the file in between. Raises AssetError
        for the file, StorageError for this folder.
        """
        source = open_source(path)
        try:
            with source.path.open("rb") as file:
                return self._take_in(file, source.name)
        except OSError as error:
            raise unreadable(source.name, error) from error

    def put_bytes(self, data: bytes, name: str) -> Asset:
        """Store bytes we made ourselves (a WAV, a PNG) under a readable name. Raises as ``put_file``."""
        return self._take_in(io.BytesIO(data), name)

    def get(self, sha256: str) -> Asset:
        """What is known of a stored asset. Raises AssetError when it is not here."""
        return self._described(sha256)[0]

    def _described(self, sha256: str) -> tuple[Asset, int]:
        """What is known of a stored asset, and the version of probing that found it. Raises as ``get``."""
        if not _SHA256.match(sha256):
            raise AssetError(f"'{sha256[:80]}' is not an asset's SHA-256", hint="Give 64 hexadecimal digits")
        try:
            told = _TOLD.validate_json(self._sidecar(sha256).read_bytes())
            version = told.pop("probe", 1)
            return Asset.model_validate(told), version if isinstance(version, int) else 0
        except FileNotFoundError as error:
            raise AssetError(f"asset {sha256} is not in {self.root}", hint="Make the video from its brief") from error
        except (OSError, ValidationError) as error:
            raise StorageError(
                f"{self._sidecar(sha256)} cannot be read", hint="Delete it; the asset is probed anew when used again"
            ) from error

    def path(self, sha256: str) -> Path:
        """The stored file. Raises AssetError when it is not here."""
        found = self._file(self.get(sha256))
        if not found.is_file():
            raise AssetError(f"asset {sha256} is not in {self.root}", hint="Make the video from its brief")
        return found

    def _take_in(self, file: BinaryIO, name: str) -> Asset:
        with self._temporary() as temporary:
            sha256 = self._copy(file, temporary, name)
            known = self._known(sha256)
            if known:
                return known.model_copy(update={"name": name})
            asset = probe_source(replace(open_source(temporary, name), name=name), sha256)
            self._publish(temporary, asset)
            return asset

    def _copy(self, file: BinaryIO, target: Path, name: str) -> str:
        digest = hashlib.sha256()
        with self._writing(), target.open("wb") as copy:
            for chunk in _chunks(file, name):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        return digest.hexdigest()

    def _known(self, sha256: str) -> Asset | None:
        """The asset if both its file and a description of this version are here and whole."""
        try:
            asset, version = self._described(sha256)
        except (AssetError, StorageError):
            return None
        return asset if version == VERSION and self._file(asset).is_file() else None

    def _publish(self, temporary: Path, asset: Asset) -> None:
        """Move the file into place, then its description: an asset exists once both are there."""
        with self._writing():
            folder = self._file(asset).parent
            folder.mkdir(mode=0o700, exist_ok=True)
            temporary.replace(self._file(asset))
            with self._temporary() as sidecar:
                with sidecar.open("wb") as file:
                    told = asset.model_dump(mode="json") | {"probe": VERSION}
                    file.write(json.dumps(told, indent=1, ensure_ascii=False).encode())
                    file.flush()
                    os.fsync(file.fileno())
                sidecar.replace(self._sidecar(asset.sha256))
            _fsync_folder(folder)

    @contextmanager
    def _temporary(self) -> Iterator[Path]:
        """A private empty file in the store's own folder, gone afterwards unless it was moved."""
        with self._writing():
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".incoming-", dir=self.root)
            os.close(handle)
        path = Path(name)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Turn the system's refusal to write into an error that names this folder."""
        try:
            yield
        except OSError as error:
            raise StorageError(
                f"asset folder {self.root}: {error.strerror or error}",
                hint="Free space there, make it writable, or choose another folder",
            ) from error

    def _file(self, asset: Asset) -> Path:
        return self.root / asset.sha256[:2] / f"{asset.sha256}{_SUFFIXES[asset.mime]}"

    def _sidecar(self, sha256: str) -> Path:
        return self.root / sha256[:2] / f"{sha256}.json"


def _chunks(file: BinaryIO, name: str) -> Iterator[bytes]:
    while True:
        try:
            chunk = file.read(_CHUNK)
        except OSError as error:
            raise unreadable(name, error) from error
        if not chunk:
            return
        yield chunk


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
