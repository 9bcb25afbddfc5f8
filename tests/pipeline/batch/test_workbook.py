"""Catalogues as XLSX: read as the same catalogue in CSV is, and refused with a reason when they are none."""

import io
import zipfile
from xml.sax.saxutils import escape

import pytest

from domain.batch import BatchOptions
from domain.errors import CatalogueError
from pipeline.batch import sheet
from pipeline.batch.catalogue import read_catalogue
from pipeline.batch.results import results_csv
from pipeline.batch.rows import read_rows

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = ("id", "name", "price", "currency", "images", "seconds")
ROW: tuple[object, ...] = (1007, "保温杯, 500 ml", 129.5, "CNY", "https://a.example/1.jpg", 12)


def workbook(*rows: tuple[object, ...]) -> bytes:
    """A workbook with one sheet: texts, numbers, truths and formulas (``=…`` with the value they had)."""
    lines = "".join(
        f'<row r="{number}">' + "".join(_cell(column, number, value) for column, value in enumerate(row)) + "</row>"
        for number, row in enumerate(rows, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_DOCUMENT}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>'
        '<sheet name="商品" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
        f'Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>',
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return data.getvalue()


def _cell(column: int, row: int, value: object) -> str:
    place = f"{chr(65 + column)}{row}"
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def test_a_workbook_is_read_as_its_csv_is() -> None:
    book = read_catalogue(workbook(HEAD, ROW), "shop.xlsx")
    text = ",".join(HEAD) + '\n1007,"保温杯, 500 ml",129.5,CNY,https://a.example/1.jpg,12\n'
    plain = read_catalogue(text.encode(), "shop.csv")
    assert (book.sheet.encoding, book.sheet.delimiter) == ("xlsx", "cells")
    assert book.mapping == plain.mapping
    asks = [read_rows(one, BatchOptions()).asks for one in (book, plain)]
    assert asks[0] == asks[1] and asks[0][0].external_id == "1007" and str(asks[0][0].brief.product.price) == "129.50"


def test_lines_keep_their_numbers_across_empty_ones() -> None:
    book = read_catalogue(workbook(HEAD, (), ROW, (), (8, None, None, None, "https://a.example/2.jpg")), "shop.xlsx")
    reading = read_rows(book, BatchOptions())
    assert [ask.line for ask in reading.asks] == [3]
    assert [(error.row, error.line, error.column, error.code) for error in reading.errors] == [
        (2, 5, "name", "missing_title")
    ]


def test_results_of_a_workbook_are_a_csv_that_can_be_sent_in() -> None:
    book = read_catalogue(workbook(HEAD, (1, "=cmd()", None, None, "https://a.example/1.jpg")), "shop.xlsx")
    results = results_csv(book, (), {})
    assert b"'=cmd()" in results
    again = read_catalogue(results, "results.csv")
    assert read_rows(again, BatchOptions()).asks[0].digest == read_rows(book, BatchOptions()).asks[0].digest


def test_what_is_no_workbook_is_refused() -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "no sheet")
    for data in (other.getvalue(), workbook(HEAD, ROW)[:-200], b"PK\x03\x04" + bytes(100)):
        with pytest.raises(CatalogueError, match="not a workbook that can be read"):
            read_catalogue(data, "shop.xlsx")
    with pytest.raises(CatalogueError, match="is empty"):
        read_catalogue(workbook(), "shop.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(1_000_001))
    monkeypatch.setattr(sheet, "_MAX_UNPACKED", 1_000_000)
    with pytest.raises(CatalogueError, match="too large when unpacked"):
        read_catalogue(bomb.getvalue(), "shop.xlsx")
