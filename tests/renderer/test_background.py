"""Backgrounds: what is left of a dark gradient after x264."""

from pathlib import Path

import av
import numpy as np

from domain.paint import LinearGradient, Stop
from domain.render import EncodeSettings
from renderer.background import background
from renderer.encode import VideoFormat
from tests.renderer.test_encode import SMALL, encode

HEIGHT = 1280
DARK = LinearGradient(angle=90, stops=(Stop(at=0, colour="#14231F"), Stop(at=1, colour="#0B1210")))


def longest_run(plane: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
    """The longest stretch of one level down a column, in pixels, on average over columns."""
    runs = []
    for column in plane.T[8::16].astype(int):
        turns = np.flatnonzero(np.diff(column)) + 1
        runs.append(np.diff(np.concatenate(([0], turns, [len(column)]))).max())
    return float(np.mean(runs))


def test_a_dark_gradient_has_no_bands_before_and_narrower_ones_after_x264(tmp_path: Path) -> None:
    """Flat bands would be as high as a level is, and higher where levels are lost."""
    canvas = background(DARK, 320, HEIGHT)
    levels = np.unique(canvas.y)
    flat = HEIGHT / (len(levels) - 1)
    assert longest_run(canvas.y) < flat * 0.7
    assert np.array_equal(canvas.buffer, background(DARK, 320, HEIGHT).buffer)
    path = tmp_path / "gradient.mp4"
    encode(path, [canvas] * 8, VideoFormat(320, HEIGHT, SMALL.fps, EncodeSettings(threads=1)))
    with av.open(str(path)) as file:
        last = [frame.to_ndarray(format="yuv420p")[:HEIGHT] for frame in file.decode(video=0)][-1]
    assert longest_run(last) < flat
    assert np.abs(np.asarray(last, np.int64).mean(axis=1) - canvas.y.mean(axis=1)).max() < 1
