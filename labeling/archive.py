"""The archive of sealed files: its manifest with the AIGC metadata, its comment with the textual mark."""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import ValidationError

from domain.base import Frozen, Sha256
from domain.errors import LabelError
from domain.label import Medium
from labeling.bundle import MANIFEST, MAX_MEMBERS, open_bundle, reading

CREDENTIALS = "META-INF/content_credential.c2pa"
PLACE = f"{MANIFEST} AIGC"
MIME = "zip"
MAX_MANIFEST = 4 * 2**20
_PIECE = 2**20


class Entry(Frozen):
    """One file of the archive. ``medium`` is ``paper`` for what only describes the others."""

    name: str
    sha256: Sha256
    bytes: int
    medium: Medium | str
    produce_id: str = ""


class Manifest(Frozen):
    """What the archive holds, and its own metadata, ``AIGC``, in the wrapped form."""

    title: str
    mark: str
    digital_source_type: str
    files: tuple[Entry, ...]
    AIGC: dict[str, str]


@dataclass(frozen=True)
class Archive:
    """An archive as read back: its manifest as text, its comment, and hash and size of every other file."""

    manifest: str
    comment: str
    files: Mapping[str, tuple[str, int]]

    @property
    def parsed(self) -> Manifest:
        """The manifest. Raises LabelError when it is none."""
        try:
            return Manifest.model_validate_json(self.manifest)
        except ValidationError as error:
            raise LabelError(f"the manifest cannot be read: {error.errors()[0]['msg']}") from error


def write_archive(out: Path, files: Mapping[str, Path | bytes], manifest: Manifest, when: datetime) -> None:
    """Writes the archive: every file stored as it is (the C2PA SDK reads no packed ones), the mark as comment."""
    moment = when.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(out, "x") as archive:
        archive.comment = manifest.mark.encode()
        for name, content in {MANIFEST: manifest.model_dump_json(indent=2).encode(), **files}.items():
            info = zipfile.ZipInfo(name, max(moment, (1980, 1, 1, 0, 0, 0)))
            info.external_attr = 0o644 << 16
            with archive.open(info, "w", force_zip64=True) as target:
                _copy(content, target)


def read_archive(path: Path, manifest: str = MANIFEST, longest: int = MAX_MANIFEST, most: int = MAX_MEMBERS) -> Archive:
    """The archive at ``path``, every file hashed in pieces; ``manifest`` is the file that lists the others.

    Raises LabelError when it is damaged, has no manifest or one of more than ``longest`` bytes, or more than
    ``most`` files.
    """
    with open_bundle(path, most) as archive, reading():
        infos = archive.infolist()
        names = {info.filename: info for info in infos}
        if len(names) != len(infos) or manifest not in names:
            raise LabelError("the archive has no manifest, or names a file twice", hint="make it again")
        if names[manifest].file_size > longest:
            raise LabelError(f"the manifest has {names[manifest].file_size} bytes", hint="make the archive again")
        text = archive.read(manifest).decode("utf-8")
        own = (manifest, CREDENTIALS)
        # A folder has no bytes: what is called one and has some is a file that hides.
        held = [info for info in infos if info.filename not in own and not (info.is_dir() and not info.file_size)]
        files = {info.filename: _digest(archive, info) for info in held}
        return Archive(text, archive.comment.decode("utf-8", "replace"), files)


def aigc_text(archive: Archive) -> str:
    """The manifest's AIGC object as JSON, empty when there is none."""
    try:
        fields = json.loads(archive.manifest).get("AIGC")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return json.dumps({"AIGC": fields}) if fields is not None else ""


def check_name(name: str) -> None:
    """Raises LabelError for a name that would leave the folder it is unpacked into, or is taken."""
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\\" in name or name in (MANIFEST, CREDENTIALS):
        raise LabelError(f"'{name}' cannot name a file of an archive", hint="use a plain relative name")


def entry_of(name: str, path: Path, medium: str, produce_id: str) -> Entry:
    """The manifest's line of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Entry(name=name, sha256=digest, bytes=path.stat().st_size, medium=medium, produce_id=produce_id)


def paper_of(name: str, data: bytes) -> Entry:
    """The manifest's line of a paper."""
    return Entry(name=name, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), medium="paper")


def _copy(content: Path | bytes, target: IO[bytes]) -> None:
    if isinstance(content, bytes):
        target.write(content)
        return
    with content.open("rb") as source:
        while piece := source.read(_PIECE):
            target.write(piece)


def _digest(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with archive.open(info) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            if size > max(info.file_size, 0):
                raise LabelError(f"'{info.filename}' unpacks to more than it states", hint="make the archive again")
    return digest.hexdigest(), size
