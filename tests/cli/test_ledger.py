"""`vitrine ledger`: find, list, show."""

import json
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest

from labeling.recognition.take import fingerprint_picture
from pipeline.exported import ExportedFile, Source
from pipeline.store.ledger import Ledger
from tests.cli.conftest import Vitrine

WHEN = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


@pytest.fixture
def cover(place: Path) -> Path:
    """A picture of which a worse copy lies in the current folder, in a ledger of two."""
    pixels = np.kron(np.random.default_rng(1).integers(0, 255, (16, 9), dtype=np.uint8), np.ones((40, 40), np.uint8))
    ledger = Ledger(place / "home/.local/share/vitrine/ledger.sqlite")
    for number in ("1111", "1122"):
        assert ledger.claim(number)
    files = (
        ExportedFile("1111", "a" * 64, "mug.jpg", "job-1", WHEN, (Source("b" * 64, "photo.jpg", "image"),)),
        ExportedFile("1122", "c" * 64, "cup.mp4", "job-2", WHEN),
    )
    ledger.record(files, [("1111", fingerprint_picture(pixels))])
    copy = place / "copy.jpg"
    assert cv2.imwrite(str(copy), cv2.resize(pixels, (180, 320)), [cv2.IMWRITE_JPEG_QUALITY, 40])
    return copy


def test_find_says_which_and_how_sure(vitrine: Vitrine, cover: Path) -> None:
    shown = vitrine("ledger", "find", cover)
    assert shown.code == 0, shown.err
    assert "copy.jpg: is likely mug.jpg, which left on 2026-11-22 19:00 UTC" in shown.out
    (row,) = json.loads(vitrine("ledger", "find", cover, "--json").out)
    assert (row["produce_id"], row["sure"], row["how"]) == ("1111", "likely", "picture")


def test_find_without_a_match_exits_with_1(vitrine: Vitrine, place: Path) -> None:
    assert cv2.imwrite(str(place / "x.png"), np.eye(64, dtype=np.uint8) * 255)
    shown = vitrine("ledger", "find", "x.png")
    assert (shown.code, shown.out) == (1, "x.png: no export is like it\n")
    assert vitrine("ledger", "find", "missing.mp4").code == 2


def test_list_and_show(vitrine: Vitrine, cover: Path) -> None:
    assert [line.split()[0] for line in vitrine("ledger", "list").out.splitlines()] == ["number", "1122", "1111"]
    assert [row["file"] for row in json.loads(vitrine("ledger", "list", "--job", "job-1", "--json").out)] == ["mug.jpg"]
    assert "photo.jpg (bbbbbbbbbbbb)" in vitrine("ledger", "show", "1111").out
    assert json.loads(vitrine("ledger", "show", "1111", "--json").out)["key_frames"] == 1


@pytest.mark.parametrize(("number", "reason"), [("11", "more than one file"), ("9", "no file"), ("%", "no file")])
def test_show_needs_one_number(number: str, reason: str, vitrine: Vitrine, cover: Path) -> None:
    shown = vitrine("ledger", "show", number)
    assert shown.code == 2
    assert reason in shown.err


def test_an_empty_ledger(vitrine: Vitrine, place: Path) -> None:
    assert vitrine("ledger", "list").out == "nothing has left yet\n"
    assert not (place / "home/.local").exists()
