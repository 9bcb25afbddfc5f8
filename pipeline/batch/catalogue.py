"""Catalogues: a sheet understood. Its header is found and mapped, its lines become products."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.errors import CatalogueError
from domain.unprintable import UNPRINTABLE
from pipeline.batch.dialects import Dialect, load_dialects, plain
from pipeline.batch.guard import RESULT_COLUMNS, unguarded
from pipeline.batch.sheet import MAX_ROWS, Line, Sheet, read_sheet

_HEAD = 5
"""Within so many lines the header stands; shops write versions and explanations above and below it."""


@dataclass(frozen=True)
class Cell:
    """A value that is not empty, the catalogue's own name of its column, and its line."""

    column: str
    text: str
    line: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True)
class Product:
    """One product: ``row`` counts from 1, ``line`` is where it begins, ``cells`` its values by field."""

    row: int
    line: int
    cells: Mapping[str, tuple[Cell, ...]]
    lines: tuple[Line, ...]

    def first(self, field: str) -> Cell | None:
        """The value of a field that has one."""
        return next(iter(self.cells.get(field, ())), None)

    def text(self, field: str) -> str:
        """The same as text; empty where there is none."""
        found = self.first(field)
        return found.text if found else ""

    def column(self, field: str) -> str:
        """What the catalogue calls a field's column; empty where it has none."""
        found = self.first(field)
        return found.column if found else ""


@dataclass(frozen=True)
class Catalogue:
    """A catalogue as it was understood. ``mapping`` has every column with its field, empty for those not used."""

    name: str
    sheet: Sheet
    dialect: Dialect
    header: Line
    mapping: tuple[tuple[str, str], ...]
    products: tuple[Product, ...]


def read_catalogue(data: bytes, name: str) -> Catalogue:
    """The catalogue in a file. Raises CatalogueError naming what is wrong with the whole of it."""
    sheet = read_sheet(data, name)
    dialect, place = _find_header(sheet)
    header = sheet.lines[place]
    _check_header(header, name)
    mapping = tuple((column.strip(), dialect.field_of(plain(column))) for column in header.cells)
    if "title" not in dict(map(reversed, mapping)):  # type: ignore[arg-type]
        raise CatalogueError(
            f"'{name}' has no column for the product's name (line {header.number})",
            hint="call it name or title; docs/batch.md lists what is understood",
        )
    lines = sheet.lines[place + 1 :]
    if lines and _names_again(lines[0], dialect):
        lines = lines[1:]
    if any(column in RESULT_COLUMNS for column, _ in mapping):
        lines = tuple(Line(line.number, tuple(map(unguarded, line.cells))) for line in lines)
    products = tuple(_products(lines, mapping, dialect))
    if len(products) > MAX_ROWS:
        raise CatalogueError(f"'{name}' has {len(products)} rows, {MAX_ROWS} are taken", hint="split it in two")
    if not products:
        raise CatalogueError(f"'{name}' has a header and no rows", hint="add a line for each product")
    return Catalogue(name, sheet, dialect, header, mapping, products)


def _find_header(sheet: Sheet) -> tuple[Dialect, int]:
    """The dialect and which record is the header: the first that fits a shop's, else the first of all."""
    heads = [[plain(cell) for cell in line.cells] for line in sheet.lines[:_HEAD]]
    for dialect in load_dialects()[:-1]:
        for place, head in enumerate(heads):
            if dialect.fits(head):
                return dialect, place
    return load_dialects()[-1], 0


def _check_header(header: Line, name: str) -> None:
    seen: dict[str, str] = {}
    for column in header.cells:
        key = plain(column)
        if key and key in seen:
            raise CatalogueError(
                f"'{name}' has two columns '{seen[key].strip()}' and '{column.strip()}' (line {header.number})",
                hint="rename or remove one of them",
            )
        seen[key] = column


def _names_again(line: Line, dialect: Dialect) -> bool:
    """Whether a line repeats the header in another language, as Taobao's packets do."""
    known = [cell for cell in line.cells if dialect.field_of(plain(cell))]
    return len(known) >= 2 and len(known) * 2 >= len([cell for cell in line.cells if cell.strip()])


def _products(lines: Sequence[Line], mapping: Sequence[tuple[str, str]], dialect: Dialect) -> Iterator[Product]:
    groups: dict[object, list[Line]] = {}
    key = next((place for place, (_, field) in enumerate(mapping) if field == "external_id"), None)
    for line in lines:
        name = line.cells[key].strip() if dialect.grouped and key is not None and key < len(line.cells) else ""
        groups.setdefault(name or line.number, []).append(line)
    for row, group in enumerate(groups.values(), 1):
        yield Product(row, group[0].number, _cells(group, mapping, dialect), tuple(group))


def _cells(
    group: Sequence[Line], mapping: Sequence[tuple[str, str]], dialect: Dialect
) -> Mapping[str, tuple[Cell, ...]]:
    found: dict[str, list[tuple[int, Cell]]] = {}
    for line in group:
        for (column, field), cell in zip(mapping, line.cells, strict=False):
            text = UNPRINTABLE.sub("", cell).strip()
            if field and text:
                rank = dialect.fields[field].index(plain(column))
                found.setdefault(field, []).append((rank, Cell(column, text, line.number)))
    ordered = {field: sorted(cells, key=lambda cell: cell[0]) for field, cells in found.items()}
    return {field: tuple(dict.fromkeys(cell for _, cell in cells)) for field, cells in ordered.items()}
