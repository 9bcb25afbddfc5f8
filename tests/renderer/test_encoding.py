from pathlib import Path

import av
import pytest

from domain.errors import RenderError, StorageError
from renderer.encoding import Encoding
from tests.renderer.test_encode import SMALL, flat


def frames_of(path: Path) -> int:
    with av.open(str(path)) as file:
        return sum(1 for _ in file.decode(video=0))


def write(encoding: Encoding, path: Path, frames: int, done: list[Path]) -> None:
    encoding.begin(path)
    for i in range(frames):
        encoding.write(flat(40 + i))
    encoding.end(lambda: done.append(path))


def test_files_are_encoded_one_after_another(tmp_path: Path) -> None:
    done: list[Path] = []
    paths = [tmp_path / f"{i}.mp4" for i in range(4)]
    with Encoding(SMALL) as encoding:
        for frames, path in enumerate(paths, 1):
            write(encoding, path, frames * 3, done)
    assert done == paths
    assert [frames_of(path) for path in paths] == [3, 6, 9, 12]


def test_a_file_that_cannot_be_written_stops_the_drawing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    drawn = 0
    with pytest.raises(StorageError), Encoding(SMALL) as encoding:
        encoding.begin(tmp_path / "file" / "s.mp4")
        for drawn in range(1000):  # noqa: B007
            encoding.write(flat(90))
    assert drawn < 100


def test_a_failure_after_the_last_frame_is_not_lost(tmp_path: Path) -> None:
    def fail() -> None:
        raise StorageError("no room")

    with pytest.raises(StorageError, match="no room"), Encoding(SMALL) as encoding:
        encoding.begin(tmp_path / "s.mp4")
        encoding.write(flat(90))
        encoding.end(fail)


def test_a_failure_at_the_end_of_a_segment_stops_the_next_one(tmp_path: Path) -> None:
    def fail() -> None:
        raise StorageError("no room")

    done: list[Path] = []
    with pytest.raises(StorageError, match="no room"), Encoding(SMALL) as encoding:
        encoding.begin(tmp_path / "a.mp4")
        encoding.write(flat(90))
        encoding.end(fail)
        write(encoding, tmp_path / "b.mp4", 1, done)
    assert done == []


def test_drawing_that_fails_stops_the_encoder_without_finishing_the_file(tmp_path: Path) -> None:
    done: list[Path] = []

    def draw() -> None:
        with Encoding(SMALL) as encoding:
            write(encoding, tmp_path / "whole.mp4", 5, done)
            encoding.begin(tmp_path / "half.mp4")
            encoding.write(flat(90))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        draw()
    assert tmp_path / "half.mp4" not in done


def test_a_frame_outside_a_segment_is_an_error() -> None:
    with pytest.raises(RenderError, match="before its segment"), Encoding(SMALL) as encoding:
        encoding.write(flat(90))
