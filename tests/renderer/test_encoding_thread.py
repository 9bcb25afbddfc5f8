from pathlib import Path

import av
import pytest

from domain.errors import RenderError, StorageError
from renderer.encoding_thread import EncodingThread
from tests.renderer.test_encode import SMALL, flat

STORE = 2


def frames_of(path: Path) -> int:
    with av.open(str(path)) as file:
        return sum(1 for _ in file.decode(video=0))


def write(thread: EncodingThread, path: Path, frames: int, done: list[Path]) -> None:
    thread.begin(path)
    for i in range(frames):
        thread.write(flat(40 + i))
    thread.end(lambda: done.append(path))


def test_files_are_encoded_one_after_another(tmp_path: Path) -> None:
    done: list[Path] = []
    paths = [tmp_path / f"{i}.mp4" for i in range(4)]
    with EncodingThread(SMALL, STORE) as thread:
        for frames, path in enumerate(paths, 1):
            write(thread, path, frames * 3, done)
    assert done == paths
    assert [frames_of(path) for path in paths] == [3, 6, 9, 12]


def test_an_encoder_that_fails_stops_the_drawing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    drawn = 0
    with pytest.raises(StorageError), EncodingThread(SMALL, STORE) as thread:
        thread.begin(tmp_path / "file" / "s.mp4")
        for drawn in range(1000):  # noqa: B007
            thread.write(flat(90))
    assert drawn < 100


def test_a_failure_after_the_last_frame_is_not_lost(tmp_path: Path) -> None:
    def fail() -> None:
        raise StorageError("no room")

    with pytest.raises(StorageError, match="no room"), EncodingThread(SMALL, STORE) as thread:
        thread.begin(tmp_path / "s.mp4")
        thread.write(flat(90))
        thread.end(fail)


def test_drawing_that_fails_stops_the_encoder_without_finishing_the_file(tmp_path: Path) -> None:
    done: list[Path] = []

    def draw() -> None:
        with EncodingThread(SMALL, STORE) as thread:
            write(thread, tmp_path / "whole.mp4", 5, done)
            thread.begin(tmp_path / "half.mp4")
            thread.write(flat(90))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        draw()
    assert tmp_path / "half.mp4" not in done


def test_a_frame_outside_a_segment_is_an_error() -> None:
    with pytest.raises(RenderError, match="before its segment"), EncodingThread(SMALL, STORE) as thread:
        thread.write(flat(90))
