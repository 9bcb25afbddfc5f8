"""What a lip-sync engine is given, and a look at all of what it gives back."""

from pathlib import Path

import av
import numpy as np
import pytest

from domain.base import Point
from domain.errors import AssetError
from domain.portrait import FacePoints
from media.portrait_clip import check_whole, portrait_clip
from media.probe import probe
from tests.media.makers import clip

POINTS = FacePoints(
    left_eye=Point(x=0.4, y=0.4), right_eye=Point(x=0.6, y=0.4), mouth=Point(x=0.5, y=0.6), mouth_width=0.2,
    chin=Point(x=0.5, y=0.72),
)  # fmt: skip


def test_a_portrait_stands_still_for_as_long_as_the_voice(tmp_path: Path) -> None:
    photo = np.full((300, 240, 4), 255, np.uint8)
    photo[:, :, 0] = np.linspace(0, 255, 240)
    path = tmp_path / "still.mp4"
    path.write_bytes(portrait_clip(photo, POINTS, 1.2))
    asset = probe(path)
    assert (asset.width, asset.height, asset.duration_ms) == (640, 832, 1200)
    with av.open(str(path)) as container:
        pictures = [frame.to_ndarray(format="gray").astype(int) for frame in container.decode(video=0)]
    assert len(pictures) == 30
    assert max(np.abs(picture - pictures[0]).max() for picture in pictures) <= 4
    assert pictures[0][:, -40:].mean() > pictures[0][:, :40].mean() + 40
    check_whole(path, "still", 1.2)


def test_a_hole_between_sound_ends_is_found(tmp_path: Path) -> None:
    whole = clip(tmp_path / "whole.mp4", count=240, fps=12, moov_first=True)
    check_whole(whole, "clip", 20)
    data = bytearray(whole.read_bytes())
    third = len(data) // 3
    data[third : 2 * third] = bytes(third)
    holed = tmp_path / "holed.mp4"
    holed.write_bytes(data)
    assert probe(holed).duration_ms == 20_000
    with pytest.raises(AssetError, match=r"^clip: .* at \d"):
        check_whole(holed, "clip", 20)


def test_a_clip_that_ends_early_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match=r"end at 0\.9 s of 5\.0 s"):
        check_whole(clip(tmp_path / "short.mp4"), "clip", 5)
