"""Nothing is handed out that the ledger does not know, or that changed, and what is sent is what was checked."""

import gc
import hashlib
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import LabelError
from domain.job import Output, OutputKind
from pipeline.exported import ExportedFile
from pipeline.shelf import GRANTED, Shelf, served_by
from pipeline.storage.folder import FolderStorage
from pipeline.store.ledger import Ledger

NOW = datetime(2026, 7, 1, tzinfo=UTC)
DATA = b"sealed" * 100


def shelf_with(folder: Path, kind: OutputKind = "video", job: str | None = "job") -> tuple[Shelf, Output]:
    """A shelf with one published file, which the ledger knows from ``job``."""
    (folder / "file").write_bytes(DATA)
    storage, ledger = FolderStorage(folder / "storage"), Ledger(folder / "ledger.sqlite")
    blob = storage.put("outputs", folder / "file")
    assert ledger.claim("42")
    if job is not None:
        ledger.record((ExportedFile("42", blob.sha256, "v.mp4", job, NOW),))
    output = Output(
        job="job", name="v.mp4", kind=kind, mime="video/mp4", sha256=blob.sha256, size=blob.size, created=NOW
    )
    return Shelf(storage, served_by(ledger)), output


def stored(folder: Path) -> Path:
    digest = hashlib.sha256(DATA).hexdigest()
    return folder / "storage/outputs" / digest[:2] / digest


def test_a_sealed_file_is_sent_whole_and_by_parts(tmp_path: Path) -> None:
    shelf, output = shelf_with(tmp_path)
    assert b"".join(shelf.read(output, 0, output.size)) == DATA
    assert b"".join(shelf.read(output, 7, 20)) == DATA[7:20]
    assert b"".join(shelf.read(output, 5, 5)) == b""


def test_what_nobody_reads_is_closed(tmp_path: Path) -> None:
    shelf, output = shelf_with(tmp_path)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        shelf.read(output, 0, 5)
        gc.collect()
    assert [str(one.message) for one in said if one.category is ResourceWarning] == []


@pytest.mark.parametrize("kind", ["video", "cover", "preview", "captions"])
def test_what_the_ledger_does_not_know_or_granted_to_one_is_not_sent(kind: OutputKind, tmp_path: Path) -> None:
    for number, job in enumerate((None, f"{GRANTED}1")):
        (tmp_path / str(number)).mkdir()
        shelf, output = shelf_with(tmp_path / str(number), kind, job)
        with pytest.raises(LabelError, match="not in the ledger"):
            shelf.read(output, 0, 1)
        with pytest.raises(LabelError, match="not in the ledger"):
            shelf.check(output)


def test_a_file_altered_on_disk_is_refused_and_reported(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    shelf, output = shelf_with(tmp_path)
    shelf.check(output)
    stored(tmp_path).chmod(0o600)
    stored(tmp_path).write_bytes(DATA[:-1] + b"x")
    for _ in range(2):
        with pytest.raises(LabelError, match="changed after it was sealed"):
            shelf.read(output, 0, output.size)
    assert "a published file changed: v.mp4 of job" in caplog.text


def test_a_file_put_in_its_place_after_the_check_is_not_what_is_sent(tmp_path: Path) -> None:
    shelf, output = shelf_with(tmp_path)
    sending = shelf.read(output, 0, output.size)
    (tmp_path / "other").write_bytes(b"unmarked" * 75)
    (tmp_path / "other").replace(stored(tmp_path))
    assert b"".join(sending) == DATA
    with pytest.raises(LabelError, match="changed"):
        shelf.read(output, 0, output.size)
