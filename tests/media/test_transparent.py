"""Pictures of a product on nothing: trimmed with even air, and their own cut-outs."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from media.cutout import cut_out
from media.focus import find_subject
from media.picture import Pixels, load_picture
from media.probe import probe
from media.transparent import foot_of, on_nothing, tight, trimmed


def _bottle(width: int, height: int, box: tuple[int, int, int, int]) -> Pixels:
    """A red box, its lower half half transparent, on nothing."""
    x, y, w, h = box
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[y : y + h, x : x + w] = (200, 40, 40, 255)
    pixels[y + h // 2 : y + h, x : x + w, 3] = 128
    return pixels


def _saved(path: Path, pixels: Pixels) -> Path:
    cv2.imwrite(str(path), cv2.cvtColor(pixels, cv2.COLOR_RGBA2BGRA))
    return path


def test_a_product_at_the_side_of_a_clear_picture_is_put_in_its_middle(tmp_path: Path) -> None:
    data = trimmed(_saved(tmp_path / "off.png", _bottle(1400, 900, (1100, 60, 180, 600))))
    assert data
    (tmp_path / "trimmed.png").write_bytes(data)
    pixels = load_picture(tmp_path / "trimmed.png")
    assert pixels.shape[:2] == (600 + 2 * 48, 180 + 2 * 48)
    assert tight(pixels).shape[:2] == (600, 180)
    assert trimmed(tmp_path / "trimmed.png") is None
    assert probe(tmp_path / "trimmed.png").white_background


def test_a_product_on_nothing_is_its_own_cut_out(tmp_path: Path) -> None:
    path = _saved(tmp_path / "off.png", _bottle(1400, 900, (1100, 60, 180, 600)))
    cut = cut_out(path)
    assert cut and cut.good and cut.pixels.shape == (600, 180, 4)
    assert {int(alpha) for alpha in np.unique(cut.pixels[..., 3])} == {128, 255}
    assert find_subject(load_picture(path, 400))


@pytest.mark.parametrize("clear", ["none", "corners", "hole"])
def test_a_photo_with_little_that_is_clear_is_a_photo(tmp_path: Path, clear: str) -> None:
    pixels = np.full((600, 800, 4), (90, 120, 200, 255), np.uint8)
    if clear == "corners":
        for y in (0, -40):
            for x in (0, -40):
                pixels[y : y + 40 or None, x : x + 40 or None, 3] = 0
    elif clear == "hole":
        pixels[200:400, 300:500, 3] = 0
    path = _saved(tmp_path / "photo.png", pixels)
    assert not on_nothing(pixels) and trimmed(path) is None and not probe(path).white_background


def test_a_product_stands_on_its_foot_and_not_on_its_handle(tmp_path: Path) -> None:
    mug = np.zeros((400, 500, 4), np.uint8)
    mug[:, 50:300] = (30, 30, 32, 255)
    mug[100:330, 300:450] = (220, 220, 222, 255)
    assert foot_of(mug) == (0.1, 0.6)
    asset = probe(_saved(tmp_path / "mug.png", mug))
    assert asset.foot == pytest.approx((0.1, 0.6), abs=0.01)
    assert asset.rim[0] == "#1E1E20" and asset.rim[-1] == "#DCDCDE"


def test_a_picture_that_fills_its_frame_has_neither_foot_nor_rim(tmp_path: Path) -> None:
    asset = probe(_saved(tmp_path / "photo.png", np.full((400, 500, 4), 255, np.uint8)))
    assert (asset.foot, asset.rim) == (None, ())
