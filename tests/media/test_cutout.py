"""Products cut out of their photos: whole, without their shadow, or not at all."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import skia

from media.cutout import cut_out, png

MEDIA = Path(__file__).parents[2] / "examples" / "media"


def drawn(path: Path, colour: int, ground: int = 0xFFFFFFFF) -> Path:
    """A handled mug of one colour with a soft shadow."""
    surface = skia.Surface(600, 600)
    canvas = surface.getCanvas()
    canvas.clear(ground)
    soft = skia.Paint(AntiAlias=True, Color=0x44000000, MaskFilter=skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 12))
    canvas.drawOval(skia.Rect.MakeXYWH(170, 430, 300, 40), soft)
    canvas.drawRoundRect(skia.Rect.MakeXYWH(190, 180, 200, 265), 20, 20, skia.Paint(AntiAlias=True, Color=colour))
    ring = skia.Paint(AntiAlias=True, Color=colour, Style=skia.Paint.kStroke_Style, StrokeWidth=26)
    canvas.drawOval(skia.Rect.MakeXYWH(350, 230, 120, 140), ring)
    surface.makeImageSnapshot().save(str(path), skia.kPNG)
    return path


def test_a_mug_is_cut_out_with_the_hole_of_its_handle(tmp_path: Path) -> None:
    cut = cut_out(drawn(tmp_path / "mug.png", 0xFF2A6FA0))
    assert cut is not None and cut.good
    height, width = cut.pixels.shape[:2]
    assert abs(width / height - 293 / 265) < 0.05  # the shadow is wider
    hole = cut.pixels[round(height * 0.45), round(width * (420 - 190) / 293)]
    assert hole[3] == 0
    assert cut.pixels[height // 2, width // 4].tolist() == [42, 111, 160, 255]


def test_white_on_white_is_not_trusted(tmp_path: Path) -> None:
    cut = cut_out(drawn(tmp_path / "white.png", 0xFFFDFDFD))
    assert cut is None or not cut.good


def test_a_photo_of_a_scene_is_left_alone() -> None:
    assert cut_out(MEDIA / "mug-life.jpg") is None


@pytest.mark.parametrize("name", ["serum", "thermos", "earbuds", "mug"])
def test_the_example_products_stand_by_themselves(name: str) -> None:
    cut = cut_out(MEDIA / f"{name}-pack.jpg")
    assert cut is not None and cut.good
    assert 0.3 < (cut.pixels[..., 3] > 200).mean() < 0.99
    assert png(cut).startswith(b"\x89PNG")
    assert np.unique(cut.pixels[..., 3]).size > 20  # a soft rim
    parts, _ = cv2.connectedComponents((cut.pixels[..., 3] > 64).astype(np.uint8))
    assert parts == 2  # the product and what is around it: no crumbs


def test_no_white_ground_gleams_round_a_dark_product_on_a_dark_scene() -> None:
    cut = cut_out(MEDIA / "serum-pack.jpg")
    assert cut is not None
    bulb = cut.pixels[: cut.pixels.shape[0] // 5].astype(np.float32)  # black rubber: nothing of it is light
    on_black = bulb[..., :3].max(axis=2) * bulb[..., 3] / 255
    assert (bulb[..., 3] > 250).any()
    assert (on_black > 160).sum() == 0


def test_small_holes_show_through_and_no_strip_of_shadow_stays() -> None:
    bottle, mug, case = (cut_out(MEDIA / f"{name}-pack.jpg") for name in ("thermos", "mug", "earbuds"))
    assert bottle is not None and mug is not None and case is not None
    loop = bottle.pixels[round(bottle.pixels.shape[0] * 0.06), bottle.pixels.shape[1] // 2]
    handle = mug.pixels[round(mug.pixels.shape[0] * 0.42), round(mug.pixels.shape[1] * 0.82)]
    assert (loop[3], handle[3]) == (0, 0)
    foot, above = case.pixels[-1 - case.pixels.shape[0] // 50 :], case.pixels[-case.pixels.shape[0] // 10]
    own = np.median(above[above[:, 3] > 200, :3].min(axis=1))
    pale = (foot[..., 3] > 200) & (foot[..., :3].min(axis=2) > own + 8)  # the case is of a light grey itself
    assert pale.mean() < 0.1
    for cut in (bottle, mug, case):  # no dark line where it touched the ground, and so no pale shadow below one
        foot = cut.pixels[-1 - cut.pixels.shape[0] // 16 :]
        assert ((foot[..., 3] > 128) & (foot[..., :3].max(axis=2) < 90)).mean() < 0.001
