"""The way out: a file is made beside its place, reported on, and renamed into place or into quarantine."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from domain.errors import StorageError
from domain.label import LabelReport
from labeling.aigc import write_aigc
from labeling.c2pa_sign import sign
from labeling.formats import Format, Stamp
from labeling.integrity import integrity_code
from labeling.quarantine import refuse
from labeling.request import SealRequest


@contextmanager
def workspace(out: Path, number: str) -> Iterator[tuple[Path, Path, Path]]:
    """Three unused names beside ``out`` (raw, stamped, sealed), gone afterwards.

    Full or read-only folders become StorageError.
    """
    raw, stamped, sealed = (out.with_name(f".{number}.{stage}{out.suffix}") for stage in ("raw", "stamped", "sealed"))
    try:
        yield raw, stamped, sealed
    except OSError as error:
        raise StorageError(
            f"{error.filename or out}: {error.strerror or error}", hint="free space, or choose a writable folder"
        ) from error
    finally:
        for name in (raw, stamped, sealed):
            name.unlink(missing_ok=True)


def stamp_and_sign(
    source: Path, stamped: Path, sealed: Path, kind: Format, number: str, request: SealRequest, grant: str = ""
) -> None:
    """AIGC and XMP into a copy of ``source``, then the credentials, last: nothing may touch ``sealed`` after."""
    claim = replace(request.claim(kind.mime, number), grant=grant)
    code = integrity_code(request.producer, number, kind.media(source))
    kind.write(source, stamped, Stamp(write_aigc(request.producer, number, code), claim.source_type))
    sign(stamped, sealed, claim, request.signer)


def release(sealed: Path, found: LabelReport, request: SealRequest, out: Path, *, keep: bool = True) -> None:
    """Renames a file that passed into place, durably; moves one that failed to the quarantine and raises LabelError."""
    if not found.passed:
        raise refuse(sealed, found, request.quarantine, keep=keep)
    with sealed.open("rb") as file:
        os.fsync(file.fileno())
    sealed.replace(out)
    folder = os.open(out.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sha256_of(path: Path) -> str:
    """The hash of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
