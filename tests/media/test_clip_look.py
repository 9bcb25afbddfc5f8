"""Where the product is in a clip, wherever it goes, and from when on it is in shot."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from media.clip_look import Looked, look
from media.probe import probe

_BOARD = np.kron(np.indices((8, 8)).sum(axis=0) % 2, np.ones((10, 10)))[..., None] * (200, 40, 30) + 20


def _film(path: Path, where: Callable[[float], int | None], seconds: float = 3, turn: int = 0) -> Path:
    """A board of 80 × 80 on an even ground of 480 × 320, its left edge at ``where`` of a time; ten pictures a second,
    one key frame every second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, options={"g": "10"})
        stream.width, stream.height, stream.pix_fmt = 480, 320, "yuv420p"
        if turn:
            stream.set_display_rotation(turn)
        for i in range(round(seconds * 10)):
            pixels, left = np.full((320, 480, 3), 170, np.uint8), where(i / 10)
            if left is not None:
                pixels[120:200, left : left + 80] = _BOARD
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("seconds", [3, 24])
def test_a_product_that_goes_there_and_back_is_held_all_the_way(seconds: int, tmp_path: Path) -> None:
    clip = _film(tmp_path / "a.mp4", lambda t: round(200 + 180 * np.sin(2 * np.pi * t / seconds)), seconds)
    found = look(clip, probe(clip)).subject
    assert found and found.x <= 0.16 and found.x + found.w >= 0.84
    assert 0.3 <= found.y <= 0.38 and 0.62 <= found.y + found.h <= 0.7


def test_one_that_stands_is_held_close(tmp_path: Path) -> None:
    clip = _film(tmp_path / "a.mp4", lambda t: 320)
    seen = look(clip, probe(clip))
    assert seen.subject and seen.starts_ms == 0
    assert abs(seen.subject.x - 320 / 480) < 0.04 and seen.subject.w < 0.25


@pytest.mark.parametrize(("turn", "left", "top"), [(0, 0.1, 0.375), (90, 0.375, 0.73), (-90, 0.375, 0.1)])
def test_it_is_where_it_is_displayed(turn: int, left: float, top: float, tmp_path: Path) -> None:
    clip = _film(tmp_path / "a.mp4", lambda t: 48, turn=turn)
    found = look(clip, probe(clip)).subject
    assert found and abs(found.x - left) < 0.06 and abs(found.y - top) < 0.06


def test_a_clip_begins_when_its_product_is_in_shot(tmp_path: Path) -> None:
    clip = _film(tmp_path / "a.mp4", lambda t: 200 if t >= 1.2 else None, 4)
    assert 1200 <= look(clip, probe(clip)).starts_ms <= 2100


def test_a_clip_of_nothing_tells_nothing(tmp_path: Path) -> None:
    clip = _film(tmp_path / "a.mp4", lambda t: None)
    assert look(clip, probe(clip)) == Looked()


def test_one_that_breaks_off_tells_nothing_or_what_was_seen(tmp_path: Path) -> None:
    clip = _film(tmp_path / "a.mp4", lambda t: 200)
    asset = probe(clip)
    data = bytearray(clip.read_bytes())
    data[len(data) // 3 :] = bytes(len(data) - len(data) // 3)
    clip.write_bytes(bytes(data))
    assert look(clip, asset).starts_ms == 0
