"""Packing: the finished videos of a batch as one ZIP, a folder for each platform, the post's text beside each film.

Every file is read back by the gate from the copy that is packed. One that fails is left out, and the
ZIP's ``results.csv`` says why; its ``parcel.json`` lists what is in it. The archive is made while it is
read; it stands whole nowhere here.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from domain.batch import BatchRow, RowError
from domain.errors import ConflictError, LabelError, VitrineError
from domain.job import Output
from domain.label import LabelReport
from labeling.archive import Entry, entry_of, paper_of
from labeling.parcel import LIST, parcel_list, parcel_mark
from labeling.readback import Verify, read_back
from pipeline.batch.catalogue import Catalogue
from pipeline.batch.naming import DONE, PATTERN, names_of, places
from pipeline.batch.results import feed, results_csv
from pipeline.clock import Clock, system_clock
from pipeline.jobs.desk import Desk
from pipeline.shelf import Shelf

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_PIECE = 1 << 20
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Before it a ZIP knows no time."""


@dataclass(frozen=True)
class Packing:
    """Packs batches; ``verify`` makes every label check of a file, ``pattern`` names the files."""

    desk: Desk
    shelf: Shelf
    verify: Verify
    pattern: str = PATTERN
    now: Clock = system_clock

    def pack(self, catalogue: Catalogue, rows: Sequence[BatchRow], owner: str) -> Iterator[bytes]:
        """The ZIP in pieces; ``rows`` are all of the batch.

        Raises ConflictError when none is finished, InputError for a pattern that is none: both before the first piece.
        """
        names = names_of(rows, self.pattern)
        if not any(row.status in DONE for row in rows):
            raise ConflictError("no video of this batch is finished", hint="wait for the first, then ask again")
        return self._pieces(catalogue, rows, names, owner)

    def _pieces(
        self, catalogue: Catalogue, rows: Sequence[BatchRow], names: Mapping[int, str], owner: str
    ) -> Iterator[bytes]:
        parcel, told = _Parcel(self.now().timetuple()[:6]), list[BatchRow]()
        films: dict[str, str] = {}
        for row in rows:
            if row.status not in DONE:
                told.append(row)
                continue
            with TemporaryDirectory(prefix="vitrine-packing-") as folder:
                files, error = self._read_back(row, names[row.id], owner, Path(folder))
                for place, copy in files:
                    yield from parcel.add_file(place, copy)
            film = next((place for place, copy in files if copy.path.suffix in (".mp4", ".mov")), "")
            films |= {row.video: film} if film else {}
            told.append(row.model_copy(update={"error": error, **({} if film else {"status": "failed"})}))
        yield parcel.add("results.csv", results_csv(catalogue, told, films))
        if films:
            yield parcel.add("feed.csv", feed(catalogue.dialect.name, told, films))
        yield parcel.close()

    def _read_back(
        self, row: BatchRow, name: str, owner: str, folder: Path
    ) -> tuple[list[tuple[str, "_Copy"]], RowError | None]:
        """The row's files that hold every check, by place, and what is wrong with the others."""
        passed: dict[str, _Copy | None] = {}
        files: list[tuple[str, _Copy]] = []
        errors: list[RowError] = []
        for output, place in places(row, self.desk.outputs(row.video, owner), name):
            if output.name not in passed:
                try:
                    passed[output.name] = self._copy(output, folder)
                except (VitrineError, OSError) as error:
                    passed[output.name] = None
                    errors.append(_said(row, output, error))
            copy = passed[output.name]
            files += [(place, copy)] if copy else []
        if not files and not errors:
            errors.append(_gone(row))
        return files, errors[0] if errors else None

    def _copy(self, output: Output, folder: Path) -> "_Copy":
        path = folder / output.name
        with path.open("xb") as file:
            for piece in self.shelf.read(output, 0, output.size):
                file.write(piece)
        return _Copy(path, read_back(path, output.sha256, self.verify))


@dataclass(frozen=True)
class _Copy:
    """A file that holds every check, and what was found in it."""

    path: Path
    report: LabelReport


class _Pipe(io.RawIOBase):
    """What is written is kept until it is taken."""

    def __init__(self) -> None:
        self._held = io.BytesIO()

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        return self._held.write(data)

    def take(self) -> bytes:
        held, self._held = self._held.getvalue(), io.BytesIO()
        return held


@dataclass
class _Parcel:
    """A ZIP on its way, its files stored as they are; the mark is its comment, the list its last file."""

    moment: tuple[int, ...]
    _pipe: _Pipe = field(default_factory=_Pipe)
    _entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._zip = zipfile.ZipFile(self._pipe, "w")
        self._zip.comment = parcel_mark().encode()

    def add_file(self, place: str, copy: _Copy) -> Iterator[bytes]:
        entry = entry_of(place, copy.path, copy.report.media, copy.report.produce_id)
        self._entries.append(entry)
        with copy.path.open("rb") as source, self._zip.open(self._info(place, entry.bytes), "w") as target:
            while piece := source.read(_PIECE):
                target.write(piece)
                yield self._pipe.take()
        yield self._pipe.take()

    def add(self, place: str, data: bytes) -> bytes:
        self._entries.append(paper_of(place, data))
        self._zip.writestr(self._info(place, len(data)), data)
        return self._pipe.take()

    def close(self) -> bytes:
        data = parcel_list(self._entries)
        self._zip.writestr(self._info(LIST, len(data)), data)
        self._zip.close()
        return self._pipe.take()

    def _info(self, place: str, size: int) -> zipfile.ZipInfo:
        year, month, day, hour, minute, second = max(self.moment, _EARLIEST)
        info = zipfile.ZipInfo(place, (year, month, day, hour, minute, second))
        info.external_attr, info.file_size = 0o644 << 16, size
        return info


def _said(row: BatchRow, output: Output, error: VitrineError | OSError) -> RowError:
    code = "label_refused" if isinstance(error, LabelError) else "file_unreadable"
    reason = error.public.message if isinstance(error, VitrineError) else str(error.strerror)
    message = f"'{output.name}' is left out: {reason}; make the row again with --again"
    return RowError(row=row.row, line=row.line, code=code, message=message)


def _gone(row: BatchRow) -> RowError:
    message = "its files are no longer kept; make the row again with --again"
    return RowError(row=row.row, line=row.line, code="file_gone", message=message)
