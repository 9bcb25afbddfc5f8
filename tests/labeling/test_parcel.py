"""Parcels as read back: every file for itself, none a parcel of its own."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from domain.label import LabelReport
from labeling.archive import paper_of
from labeling.parcel import LIST, Parcel, parcel_list, parcel_mark
from labeling.verify import verify_with


def packed(path: Path, files: Mapping[str, bytes]) -> Path:
    """A parcel whose list and mark are right."""
    entries = [paper_of(name, data) for name, data in files.items()]
    with zipfile.ZipFile(path, "w") as out:
        out.comment = parcel_mark().encode()
        for name, data in {**files, LIST: parcel_list(entries)}.items():
            out.writestr(name, data)
    return path


def passing(path: Path) -> LabelReport:
    return LabelReport(file=path.name, sha256="a" * 64, media="text", checks=())


def test_a_parcel_in_a_parcel_is_not_opened(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", {"a.txt": b"x"}).read_bytes()
    middle = packed(tmp_path / "middle.zip", {"inner": inner}).read_bytes()
    outer = packed(tmp_path / "outer.zip", {"middle.zip": middle, "a.txt": b"x", "rows.csv": b"id\n1\n"})
    found = Parcel(outer, passing).found
    assert found.keys() == {"middle.zip", "a.txt"}
    assert isinstance(found["a.txt"], LabelReport)
    assert "parcel in a parcel" in str(found["middle.zip"])
    report = verify_with(outer, {})
    assert [check.clause for check in report.failed] == ["P4 Vitrine: parcel"]


def test_a_table_that_is_none_is_verified(tmp_path: Path) -> None:
    parcel = Parcel(packed(tmp_path / "a.zip", {"film.csv": b"\x89PNG\r\n\x1a\n\0\0"}), passing)
    assert parcel.found.keys() == {"film.csv"}
