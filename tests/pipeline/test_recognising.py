"""Recognising files of ours after their labels are gone, through a ledger on disk."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import InputError
from labeling.recognition.take import fingerprint_own
from pipeline.exported import ExportedFile, Source
from pipeline.recognising import open_ledger, recognise
from pipeline.store.database import open_database
from pipeline.store.ledger import Ledger
from tests.labeling.films import SMALL, backdrop, encode, moving
from tests.labeling.forge import ffmpeg

WHEN = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
PHOTO = Source("b" * 64, "mug.jpg", "image", "AIGC of another")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("films") / "ours.mp4"
    return encode(out, moving(backdrop(SMALL, 11), 200, lambda frame, n: frame), SMALL)


@pytest.fixture
def ledger(film: Path, tmp_path: Path) -> Ledger:
    ledger, digest = open_ledger(tmp_path / "home"), hashlib.sha256(film.read_bytes()).hexdigest()
    assert ledger.claim("v-1")
    ledger.record((ExportedFile("v-1", digest, "mug.mp4", "job-1", WHEN, (PHOTO,)),), [("v-1", fingerprint_own(film))])
    return ledger


def test_the_very_bytes(film: Path, ledger: Ledger) -> None:
    (found,) = recognise(film, ledger)
    assert (found.file.produce_id, found.how, found.sure) == ("v-1", "same bytes", "certain")
    assert found.file.sources == (PHOTO,)


def test_a_copy_without_its_metadata(film: Path, ledger: Ledger, tmp_path: Path) -> None:
    (found,) = recognise(ffmpeg(film, tmp_path / "a.mkv", "-c", "copy", "-map_metadata", "-1"), ledger)
    assert (found.file.file, found.how, found.sure) == ("mug.mp4", "same encoding", "certain")
    assert "coded groups" in found.reasons[0]


def test_another_encoding(film: Path, ledger: Ledger, tmp_path: Path) -> None:
    (found,) = recognise(ffmpeg(film, tmp_path / "a.mp4", "-crf", "30", "-vf", "scale=270:-2", "-an"), ledger)
    assert (found.file.job, found.how, found.sure) == ("job-1", "picture", "likely")
    assert found.reasons[0].startswith("4 of 4 key frames agree in step")


def test_a_stranger_and_an_empty_ledger(film: Path, ledger: Ledger, tmp_path: Path) -> None:
    stranger = encode(tmp_path / "s.mp4", moving(backdrop(SMALL, 5), 40, lambda frame, n: frame), SMALL)
    assert recognise(stranger, open_ledger(tmp_path / "nothing")) == ()
    assert not (tmp_path / "nothing").exists()
    assert all(found.how == "sound" for found in recognise(stranger, ledger))  # both hum the same test tone


@pytest.mark.parametrize("name", ["nothing.mp4", "text.txt", "."])
def test_what_cannot_be_read(name: str, ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("text")
    with pytest.raises(InputError) as caught:
        recognise(tmp_path / name, ledger)
    assert caught.value.hint


def test_any_database_will_do(film: Path, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/all.sqlite")
    ledger = open_ledger(tmp_path, database)
    assert ledger.latest() == ()
    assert ledger.claim("v-9")
    ledger.record((ExportedFile("v-9", "c" * 64, "a.mp4", "j", WHEN),), [("v-9", fingerprint_own(film))])
    assert [file.produce_id for file in ledger.latest(job="j")] == ["v-9"]
    assert ledger.fingerprints()[0] == ("v-9",)
    database.close()
