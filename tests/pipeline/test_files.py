"""Files that appear whole, and folders that do not grow for ever."""

import os
import time
from pathlib import Path

import pytest

from pipeline.files import tidy, write_whole

DAY = 86_400


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_when_it_cannot_take_its_name_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(OSError):
        write_whole(tmp_path / "a.json", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_private_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_whole(tmp_path / "key", b"x", mode=0o600)
    write_whole(tmp_path / "page", b"x")
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "page").stat().st_mode & 0o400


def test_only_what_is_old_goes(tmp_path: Path) -> None:
    for name, age in (("plan/old.json", 31), ("plan/new.json", 29), ("seal-x/video.mp4", 40)):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (time.time(), time.time() - age * DAY))
    os.utime(tmp_path / "seal-x", (time.time(), time.time() - 40 * DAY))
    tidy(tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["new.json"]


def test_a_folder_that_another_job_takes_away_meanwhile_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seal-other").mkdir()
    (tmp_path / "old.json").write_bytes(b"x")
    os.utime(tmp_path / "old.json", (0, 0))
    look = os.scandir

    def scandir(path: str | Path) -> object:
        if str(path).endswith("seal-other"):
            Path(path).rmdir()
        return look(path)

    monkeypatch.setattr(os, "scandir", scandir)
    tidy(tmp_path)
    assert list(tmp_path.iterdir()) == []
