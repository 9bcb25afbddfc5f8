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
_UTF16_SHARE = 40
"""One byte in so many is zero at least in UTF-16, whose commas and line ends have one each."""
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)", "save it as XLSX or CSV"),
    (b"%PDF", "a PDF", "export the catalogue as CSV or XLSX"),
    (b"<!doctype html", "a web page", "the shop may have asked to log in: download the file itself"),
    (b"<html", "a web page", "the shop may have asked to log in: download the file itself"),
    (b"<?xml", "an XML file", "export the catalogue as CSV or XLSX"),
)
"""How files begin that are often taken for a catalogue, what they are, and what to do instead."""


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
    _refuse_foreign(data, name)
    sheet = _read_workbook(data, name) if data.startswith(b"PK\x03\x04") else _read_text(data, name)
    if not sheet.lines:
        raise CatalogueError(f"'{name}' is empty", hint="save the catalogue again, with its header line")
    return sheet


def _refuse_foreign(data: bytes, name: str) -> None:
    head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for sign, kind, hint in _FOREIGN:
        if head.startswith(sign.lower()):
            raise CatalogueError(f"'{name}' is {kind}, no catalogue", hint=hint)


def _read_text(data: bytes, name: str) -> Sheet:
    text, encoding = decode(data, name)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CatalogueError(f"'{name}', line {line}: a zero byte stands in the text", hint="export the file again")
    delimiter = sniff(text)
    return Sheet(tuple(_records(text, delimiter, name)), encoding, _NAMES[delimiter])


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text and its encoding: what the mark at its head says, else UTF-8, UTF-16, GB18030, each strictly."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, name), encoding
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or _is_chinese(text):
            return text, encoding
    raise CatalogueError(
        f"'{name}' is in no encoding that is read (UTF-8, UTF-16, GB18030)", hint="save it as CSV UTF-8"
    )


def _candidates(data: bytes) -> tuple[str, ...]:
    """UTF-16 without its mark shows by the zero bytes of its Latin letters; nothing else has many."""
    head = data[:4000]
    if head.count(0) * _UTF16_SHARE > len(head):
        return ("utf-16-be",) if head[::2].count(0) > head[1::2].count(0) else ("utf-16-le",)
    return ("utf-8", "gb18030")


def _is_chinese(text: str) -> bool:
    """Whether GB18030 is what a text was in, not Windows-1252: there, an accent and the letter behind it make one sign.

    The characters in common use have no ASCII byte in GB18030.
    """
    wide = [sign for sign in text if not sign.isascii()]
    mixed = sum(any(byte < 0x80 for byte in sign.encode("gb18030")[1:2]) for sign in wide)
    return 2 * mixed <= len(wide)


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
    lines = [*io.StringIO(text, newline="")]
    reader = csv.reader(lines, delimiter=delimiter)
    begin = 1
    try:
        for cells in reader:
            if reader.line_num > begin:
                _check_quotes(lines[begin - 1 : reader.line_num], delimiter, f"'{name}', line {begin}")
            if any(cell.strip() for cell in cells):
                yield Line(begin, tuple(cells))
            begin = reader.line_num + 1
            if begin > _MAX_LINES:
                raise _too_long(name)
    except csv.Error as error:
        raise CatalogueError(f"'{name}', line {begin}: {error}", hint="check the quotes in that line") from error


def _check_quotes(lines: Sequence[str], delimiter: str, place: str) -> None:
    """That a record of several lines is one, not a quotation mark left open that takes in the rows below."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise CatalogueError(
            f"{place}: a quotation mark that is not closed takes in the {len(lines) - 1} lines below",
            hint="close it, or write a mark that belongs to the text twice",
        ) from error


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
