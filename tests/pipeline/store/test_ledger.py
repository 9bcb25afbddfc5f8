"""The ledger of exports, on a real SQLite file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import LabelError, StorageError
from pipeline.exported import ExportedFile
from pipeline.store.ledger import Ledger


def exported(number: str, file: str = "mug.mp4") -> ExportedFile:
    return ExportedFile(number, "a" * 64, file, "job-1", datetime(2026, 11, 22, 19, 0, tzinfo=UTC))


def test_what_left_is_found_again_by_another_process(tmp_path: Path) -> None:
    path = tmp_path / "home/ledger.sqlite"
    assert Ledger(path).claim("v-1")
    assert Ledger(path).claim("i-1")
    Ledger(path).record((exported("v-1"), exported("i-1", "mug.jpg")))
    assert Ledger(path).find("i-1") == exported("i-1", "mug.jpg")
    assert Ledger(path).find("v-2") is None


def test_asking_makes_no_file(tmp_path: Path) -> None:
    assert Ledger(tmp_path / "ledger.sqlite").find("x") is None
    assert list(tmp_path.iterdir()) == []


def test_a_number_is_taken_once(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert ledger.claim("v-1")
    assert not ledger.claim("v-1")
    assert ledger.find("v-1") is None  # taken, but no file has left with it


def test_a_number_stands_on_one_file_and_a_refused_record_leaves_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert ledger.claim("v-1")
    assert ledger.claim("v-2")
    ledger.record((exported("v-1"),))
    with pytest.raises(LabelError, match="v-1 is on another file already"):
        ledger.record((exported("v-2"), exported("v-1")))
    assert ledger.find("v-2") is None
    with pytest.raises(LabelError, match="v-3 was never taken"):
        ledger.record((exported("v-3"),))


def test_a_damaged_ledger_is_a_storage_error(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"not a database, and longer than the sixteen bytes of a header" * 20)
    with pytest.raises(StorageError, match="not a database") as caught:
        Ledger(path).find("v-1")
    assert caught.value.hint


def test_a_place_that_cannot_hold_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be made"):
        Ledger(tmp_path / "file/home/ledger.sqlite").claim("v-1")
