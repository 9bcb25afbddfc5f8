"""`vitrine verify` on several files and folders."""

import json
import os
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.cli.conftest import Vitrine


@pytest.fixture
def folder(place: Path) -> Path:
    """Two files without labels, one that is damaged, and three that are passed over."""
    folder = place / "files"
    (folder / "deep").mkdir(parents=True)
    assert cv2.imwrite(str(folder / "deep/a.png"), np.eye(64, dtype=np.uint8) * 255)
    (folder / "b.txt").write_text("A mug.")
    (folder / "c.mp4").write_bytes(b"\0\0\0\x18ftypisom\0\0\0\0isomiso2")
    (folder / "labels.json").write_text("{}")
    (folder / "deep/notes.pdf").write_bytes(b"%PDF")
    (folder / ".hidden.png").write_bytes(b"")
    return folder


def test_a_folder_gets_a_line_a_file_and_a_summary(vitrine: Vitrine, folder: Path) -> None:
    shown = vitrine("verify", folder)
    assert shown.code == 2
    assert "3 files: 0 hold every check, 2 fail some, 1 cannot be read; 2 of other kinds were passed over" in shown.out
    assert "the MP4 is damaged: it has 0 movie boxes" in shown.out
    assert "hidden" not in shown.out


def test_json_of_a_folder(vitrine: Vitrine, folder: Path) -> None:
    shown = vitrine("verify", folder, "--json", "--quiet")
    told = json.loads(shown.out)
    assert told["summary"] == {"files": 3, "passed": 0, "failed": 2, "unreadable": 1, "skipped": 2}
    rows = {Path(row["path"]).name: row for row in told["files"]}
    assert rows["a.png"]["media"] == "image"
    assert rows["c.mp4"]["hint"]
    assert shown.err == ""


def test_several_files_that_can_be_read(vitrine: Vitrine, folder: Path) -> None:
    shown = vitrine("verify", folder / "b.txt", folder / "deep")
    assert shown.code == 1
    assert "2 files: 0 hold" in shown.out


@pytest.mark.parametrize("name", ["timeline.json", "labels.json", "list.json", "renamed.txt"])
def test_json_is_no_text_that_lost_its_label(name: str, vitrine: Vitrine, folder: Path) -> None:
    (folder / name).write_text("[1]" if name == "list.json" else '{"version": 1, "scenes": []}')
    shown = vitrine("verify", folder / name)
    assert shown.code == 2
    assert f"error: {name} is JSON" in shown.err and "hint: name the film" in shown.err
    both = vitrine("verify", folder / name, folder / "b.txt")
    assert (both.code, "1 fail some, 1 cannot be read" in both.out) == (2, True)


@pytest.mark.parametrize("more", [(), ("b.txt",), ("--quiet",)])
def test_an_empty_name_is_no_folder(more: tuple[str, ...], vitrine: Vitrine, folder: Path) -> None:
    shown = vitrine("verify", *more, "")
    assert shown.code == 2
    assert "error: the name of a file is empty" in shown.err


def test_an_empty_folder_is_an_error(vitrine: Vitrine, place: Path) -> None:
    (place / "empty").mkdir()
    shown = vitrine("verify", "empty")
    assert shown.code == 2
    assert "no file that can be verified" in shown.err


def test_a_playlist_under_a_films_name_is_refused(vitrine: Vitrine, place: Path) -> None:
    (place / "a.mp4").write_text("#EXTM3U\nfile:///etc/passwd\n")
    shown = vitrine("verify", "a.mp4")
    assert shown.code == 2
    assert "of a kind that cannot be verified" in shown.err


def test_a_zip_gets_a_line_for_itself_and_for_each_medium_in_it(vitrine: Vitrine, folder: Path) -> None:
    with zipfile.ZipFile(folder.parent / "all.zip", "w") as archive:
        for name in ("deep/a.png", "b.txt", "c.mp4", "labels.json"):
            archive.write(folder / name, name)
    shown = vitrine("verify", "all.zip", "--json", "--quiet")
    rows = {row["path"]: row for row in json.loads(shown.out)["files"]}
    assert set(rows) == {"all.zip", "all.zip/deep/a.png", "all.zip/b.txt", "all.zip/c.mp4"}
    assert rows["all.zip"]["media"] == "bundle" and rows["all.zip/deep/a.png"]["file"] == "a.png"
    assert "damaged" in rows["all.zip/c.mp4"]["error"]
    assert shown.code == 2


@pytest.mark.parametrize(
    ("name", "head", "reason"),
    [
        ("a.avi", b"RIFF\0\0\0\0AVI LIST", "readers agree on no place for AIGC"),
        ("a.flv", b"FLV\1\5", "onMetaData is not read here"),
        ("a.ts", b"G" + bytes(187) + b"G", "transport stream"),
        ("a.avif", b"\0\0\0\x1cftypavif", "AVIF"),
        ("a.h264", b"\0\0\0\1\x67", "bare stream"),
        ("a.xyz", b"\x80\x81", "of a kind that cannot be verified"),
    ],
)
def test_a_kind_that_cannot_be_read_is_named_with_the_reason(
    name: str, head: bytes, reason: str, vitrine: Vitrine, place: Path
) -> None:
    (place / name).write_bytes(head)
    shown = vitrine("verify", name)
    assert shown.code == 2 and reason in shown.err


def test_a_pipe_is_refused_at_once(vitrine: Vitrine, folder: Path) -> None:
    os.mkfifo(folder / "pipe.mp4")
    shown = vitrine("verify", folder / "pipe.mp4")
    assert (shown.code, "pipe.mp4 cannot be read: it is not a regular file" in shown.err) == (2, True)
    assert "4 files: 0 hold every check, 2 fail some, 2 cannot be read" in vitrine("verify", folder).out
