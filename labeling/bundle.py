"""ZIP bundles: the files inside, taken out one at a time within bounds, never under their own paths."""

import errno
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from domain.errors import LabelError

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
MANIFEST = "manifest.json"
MAX_MEMBERS = 1000
MAX_PARCEL = 50_000
"""Files in the parcel of a whole batch, which is read where its owner waits for it."""
MAX_MEMBER = 2 * 2**30
MAX_DIRECTORY = 8 * 2**20
MAX_RATIO = 200
_CHUNK = 2**20
_LIBRARY_COMPLAINTS = (None, errno.EINVAL)
"""What zipfile and bz2 raise as OSError for bad offsets and bad data."""


def damaged(reason: str) -> LabelError:
    """The error for bytes that are not a well-formed ZIP."""
    return LabelError(f"the ZIP is damaged: {reason}", hint="make or download the file again")


def refused(reason: str) -> LabelError:
    """The error for a ZIP that would take too much to read."""
    return LabelError(f"the ZIP cannot be read: {reason}", hint="unpack it yourself and give the folder")


@contextmanager
def reading() -> Iterator[None]:
    """Any defect of a ZIP that the library meets inside the block becomes a LabelError."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        struct.error,
        EOFError,
        ValueError,
        OverflowError,
        LookupError,
    ) as error:
        raise damaged(str(error) or type(error).__name__) from error
    except OSError as error:
        if error.errno not in _LIBRARY_COMPLAINTS:
            raise
        raise damaged(error.strerror or str(error)) from error
    except (NotImplementedError, RuntimeError) as error:
        raise refused(str(error)) from error


@contextmanager
def open_bundle(path: Path, most: int = MAX_MEMBERS) -> Iterator[zipfile.ZipFile]:
    """The ZIP at ``path``, its directory checked, of at most so many files; raises LabelError. See ``reading``."""
    with ExitStack() as stack:
        with reading():
            file = stack.enter_context(path.open("rb"))
            _check_directory(file)
            bundle = stack.enter_context(zipfile.ZipFile(file))
        if len(bundle.infolist()) > most:
            raise refused(f"it has {len(bundle.infolist())} files, more than {most}")
        if not all(info.filename for info in bundle.infolist()):
            raise damaged("a file in it has no name")
        yield bundle


def is_zip(path: Path) -> bool:
    """Whether a file begins as ZIPs do."""
    with path.open("rb") as file:
        return file.read(4) in SIGNATURES


def members(path: Path, most: int = MAX_MEMBERS) -> tuple[str, ...]:
    """The names of the files inside; see ``names_in``."""
    with open_bundle(path, most) as bundle:
        return names_in(bundle)


def names_in(bundle: zipfile.ZipFile) -> tuple[str, ...]:
    """The names of the files in an open bundle, folders left out, in order."""
    return tuple(info.filename for info in bundle.infolist() if not info.is_dir())


@contextmanager
def unpacked(bundle: zipfile.ZipFile, name: str) -> Iterator[Path]:
    """One file of the bundle in a folder of its own, gone afterwards. Raises LabelError beyond the bounds."""
    with TemporaryDirectory(prefix="vitrine-bundle-") as folder:
        target = Path(folder) / ("file" + PurePosixPath(name).suffix[:8].replace("\0", ""))
        with reading():
            _unpack(bundle, bundle.getinfo(name), target)
        yield target


def _unpack(bundle: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> None:
    if info.file_size > MAX_MEMBER or info.file_size > MAX_RATIO * max(info.compress_size, _CHUNK):
        raise refused(f"'{info.filename}' unpacks to {info.file_size} bytes from {info.compress_size}")
    with bundle.open(info) as source, target.open("wb") as out:
        left = info.file_size
        while data := source.read(min(_CHUNK, left + 1)):
            left -= len(data)
            if left < 0:
                raise damaged(f"'{info.filename}' is longer than it says")
            out.write(data)


def _check_directory(file: BinaryIO) -> None:
    """Refuse a central directory too large to hold, before the library reads all of it."""
    length = file.seek(0, 2)
    file.seek(max(0, length - 22 - 65_535))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        raise damaged("it has no directory")
    if int.from_bytes(tail[at + 12 : at + 16], "little") > MAX_DIRECTORY:
        raise refused("its directory is too large")
    file.seek(0)
