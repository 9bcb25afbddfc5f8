"""Nothing is sent that the ledger does not know."""

import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import LabelError, StorageError
from pipeline.serving import check_stream, open_sealed
from pipeline.store.ledger import ExportedFile, Ledger

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def known(folder: Path, data: bytes, job: str = "job") -> Ledger:
    ledger = Ledger(folder / "ledger.sqlite")
    assert ledger.claim("42")
    ledger.record((ExportedFile("42", hashlib.sha256(data).hexdigest(), "v.mp4", job, NOW),))
    return ledger


def test_a_sealed_file_is_sent_whole(tmp_path: Path) -> None:
    (tmp_path / "v.mp4").write_bytes(b"sealed")
    with open_sealed(tmp_path / "v.mp4", known(tmp_path, b"sealed")) as file:
        assert file.read() == b"sealed"


def test_a_stream_is_left_at_its_first_byte(tmp_path: Path) -> None:
    stream = io.BytesIO(b"sealed")
    assert check_stream(stream, known(tmp_path, b"sealed"), "v.mp4").produce_id == "42"
    assert stream.tell() == 0


@pytest.mark.parametrize("data", [b"sealed.", b"other", b""])
def test_changed_and_unknown_bytes_are_not_sent(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "v.mp4").write_bytes(data)
    with (
        pytest.raises(LabelError, match="not a file that passed"),
        open_sealed(tmp_path / "v.mp4", known(tmp_path, b"sealed")),
    ):
        pass


def test_a_granted_copy_is_not_served(tmp_path: Path) -> None:
    with pytest.raises(LabelError):
        check_stream(io.BytesIO(b"sealed"), known(tmp_path, b"sealed", "grant-1"), "v.mp4")


def test_a_missing_file_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError), open_sealed(tmp_path / "no.mp4", known(tmp_path, b"")):
        pass
