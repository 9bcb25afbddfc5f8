"""Sheets: a catalogue's bytes as rows of text, from CSV, TSV or XLSX, without guessing what a byte means."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, load_workbook

from domain.errors import CatalogueError

MAX_BYTES = 10_000_000
MAX_ROWS = 2_000
MAX_CELL = 32_767
"""What a cell of a spreadsheet may hold at most."""
_MAX_LINES = 60_000
_MAX_UNPACKED = 200_000_000
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}
_SAMPLE = 50


@dataclass(frozen=True)
class Line:
    """One record: the number of its first line in the file, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """Every record of a file in order, those before the header too. ``encoding`` and ``delimiter`` are for people."""

    lines: tuple[Line, ...]
    encoding: str
    delimiter: str


def read_sheet(data: bytes, name: str) -> Sheet:
    """The records of a file. Raises CatalogueError for one that is too large, empty or cannot be read."""
    if len(data) > MAX_BYTES:
        raise CatalogueError(
            f"'{name}' has {len(data) / 1e6:.1f} MB, {MAX_BYTES // 1_000_000} MB are read", hint="split it in two"
        )
    sheet = _read_workbook(data, name) if data.startswith(b"PK\x03\x04") else _read_text(data, name)
    if not sheet.lines:
        raise CatalogueError(f"'{name}' is empty", hint="save the catalogue again, with its header line")
    return sheet


def _read_text(data: bytes, name: str) -> Sheet:
    text, encoding = decode(data, name)
    delimiter = sniff(text)
    return Sheet(tuple(_records(text, delimiter, name)), encoding, _NAMES[delimiter])


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text and its encoding: what the mark at its head says, else UTF-8, UTF-16, GB18030, each strictly."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, name), encoding
    for encoding in _candidates(data):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise CatalogueError(
        f"'{name}' is in no encoding that is read (UTF-8, UTF-16, GB18030)", hint="save it as CSV UTF-8"
    )


def _candidates(data: bytes) -> tuple[str, ...]:
    """UTF-16 without its mark shows by the zero bytes of its Latin letters; nothing else has any."""
    head = data[:4000]
    if b"\0" in head:
        return ("utf-16-be",) if head[::2].count(0) > head[1::2].count(0) else ("utf-16-le",)
    return ("utf-8", "gb18030")


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CatalogueError(
            f"'{name}' says it is {encoding} but is not, from byte {error.start} on", hint="save it as CSV UTF-8"
        ) from error


def sniff(text: str) -> str:
    """The delimiter that cuts the first records into the most columns, evenly."""

    def columns(delimiter: str) -> tuple[int, int]:
        rows = _first(text, delimiter)
        widths = [len(row) for row in rows if len(row) > 1]
        return (max((widths.count(width) * (width - 1) for width in set(widths)), default=0), -len(widths))

    return max(_NAMES, key=columns)


def _first(text: str, delimiter: str) -> list[list[str]]:
    try:
        return [row for row, _ in zip(_reader(text[:100_000], delimiter), range(_SAMPLE), strict=False)]
    except csv.Error:
        return []


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    # newline="" leaves line breaks inside quotes as they are
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _records(text: str, delimiter: str, name: str) -> Iterator[Line]:
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begin = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Line(begin, tuple(cells))
            begin = reader.line_num + 1
            if begin > _MAX_LINES:
                raise _too_long(name)
    except csv.Error as error:
        raise CatalogueError(f"'{name}', line {begin}: {error}", hint="check the quotes in that line") from error


def _read_workbook(data: bytes, name: str) -> Sheet:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > _MAX_UNPACKED:
            raise CatalogueError(f"'{name}' is too large when unpacked", hint="save the sheet as CSV UTF-8")
        sheet = load_workbook(io.BytesIO(data)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise CatalogueError(f"'{name}' is not a workbook that can be read", hint="save it as XLSX or CSV") from error
    if len(rows) > _MAX_LINES:
        raise _too_long(name)
    lines = (Line(number, tuple(map(cell_text, row))) for number, row in enumerate(rows, 1))
    return Sheet(tuple(line for line in lines if any(line.cells)), "xlsx", "cells")


def cell_text(value: object) -> str:
    """A workbook's cell as text: numbers as a person wrote them, so that an id stays an id."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _too_long(name: str) -> CatalogueError:
    return CatalogueError(f"'{name}' has more than {_MAX_LINES} lines", hint="split it in two")


def widest(lines: Sequence[Line]) -> int:
    """How many columns there are."""
    return max((len(line.cells) for line in lines), default=0)
