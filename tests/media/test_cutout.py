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
    for cut in (mug, case):  # no dark line where it touched the ground, and so no pale shadow below one
        foot = cut.pixels[-1 - cut.pixels.shape[0] // 16 :]
        assert ((foot[..., 3] > 128) & (foot[..., :3].max(axis=2) < 90)).mean() < 0.001


def test_no_lump_of_shadow_stays_beside_the_foot_of_the_bottle() -> None:
    bottle = cut_out(MEDIA / "thermos-pack.jpg")
    assert bottle is not None
    seen = bottle.pixels[..., 3] > 128
    height = len(seen)
    ends = [(row[::-1].argmax(), row.argmax()) for row in seen]  # from the right, from the left
    side = ends[round(height * 0.8)]
    for right, left in ends[round(height * 0.9) : round(height * 0.97)]:
        assert right >= side[0] - 2 and left >= side[1] - 2


def test_the_black_ring_that_the_bottle_stands_on_stays_whole() -> None:
    bottle = cut_out(MEDIA / "thermos-pack.jpg")
    assert bottle is not None
    height, width = bottle.pixels.shape[:2]
    dark = (bottle.pixels[..., 3] > 128) & (bottle.pixels[..., :3].max(axis=2) < 90)
    ring = dark[height * 15 // 16 :].sum(axis=0)[round(width * 0.12) : round(width * 0.88)]
    assert ring.min() >= 4 and ring.max() <= 11  # and no strip of shadow below it
    for x in range(round(width * 0.12), round(width * 0.88)):
        end = np.flatnonzero(bottle.pixels[:, x, 3] > 128)[-1]
        assert dark[end - 3 : end, x].any()


def test_the_glass_base_of_the_serum_is_whole() -> None:
    serum = cut_out(MEDIA / "serum-pack.jpg")
    assert serum is not None
    seen = serum.pixels[..., 3] > 128
    height, width = seen.shape
    ends = height - 1 - np.argmax(seen[::-1], axis=0)
    middle = ends[round(width * 0.1) : round(width * 0.9)]
    assert np.abs(np.diff(middle)).max() <= 3 and middle.min() > height * 0.955
    base = serum.pixels[middle - 12, np.arange(round(width * 0.1), round(width * 0.9)), :3]
    assert np.median(base.min(axis=1)) > 150  # pale glass, not the black band that is seen through it


@pytest.mark.parametrize(("name", "top", "bottom"), [("earbuds", 0.52, 0.72), ("thermos", 0.5, 0.93)])
def test_a_straight_side_has_no_bumps(name: str, top: float, bottom: float) -> None:
    cut = cut_out(MEDIA / f"{name}-pack.jpg")
    assert cut is not None
    height, width = cut.pixels.shape[:2]
    rows = np.arange(round(height * top), round(height * bottom))
    side = cut.pixels[rows, width // 2 :, 3].astype(np.float32).sum(axis=1) / 255
    assert np.abs(side[:-20] - 2 * side[10:-10] + side[20:]).max() < 0.55


def test_no_piece_of_the_mug_is_bitten_off_below_its_handle_or_out_of_it() -> None:
    mug = cut_out(MEDIA / "mug-pack.jpg")
    assert mug is not None
    height, width = mug.pixels.shape[:2]
    for across, down in ((0.663, 0.773), (0.669, 0.793), (0.905, 0.670)):  # as pale as the shadow; on the handle
        assert mug.pixels[round(height * down), round(width * across), 3] > 250


def test_the_outline_is_smooth_where_the_photo_has_a_grain(tmp_path: Path) -> None:
    picture = cv2.imread(str(drawn(tmp_path / "mug.png", 0xFFCFCCC4)))
    edge = cv2.dilate(cv2.Canny(picture, 30, 60), np.ones((2, 2), np.uint8)) > 0
    grain = np.random.default_rng(3).choice([150, 205, 255], picture.shape[:2])
    picture[edge] = grain[edge][:, None]
    cv2.imwrite(str(tmp_path / "grainy.png"), picture)
    cut = cut_out(tmp_path / "grainy.png")
    assert cut is not None and cut.good
    side = cut.pixels[40:200, :12, 3].astype(np.float32).sum(axis=1) / 255  # how much is seen of what is straight
    assert np.abs(np.diff(side)).max() < 0.9
    seen = cut.pixels[cut.pixels[..., 3] > 100]
    assert (seen[:, :3].min(axis=1) > 245).mean() < 0.001  # and nothing of it gleams


def on_pale_ground(path: Path, ground: int, scale: float, *, shadow: bool) -> Path:
    """The white case of the examples on a grey that is nearly white, with a shadow as wide as itself or none."""
    cut = cut_out(MEDIA / "earbuds-pack.jpg")
    assert cut is not None
    case = cv2.resize(cut.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
    h, w = case.shape[:2]
    page = np.full((h * 2, w * 3 // 2, 3), ground, np.float32)
    if shadow:
        dark = np.zeros(page.shape[:2], np.float32)
        middle, half = (w * 3 // 4, round(h * 1.48)), (round(w * 0.54), round(h * 0.03))
        cv2.ellipse(dark, middle, half, 0, 0, 360, 1.0, -1)
        page -= cv2.GaussianBlur(dark, (0, 0), h * 0.018)[..., None] * 96
    alpha = case[..., 3:] / 255
    place = page[h // 2 : h // 2 + h, w // 4 : w // 4 + w]
    place[:] = place * (1 - alpha) + case[..., :3] * alpha
    cv2.imwrite(str(path), np.rint(page[..., ::-1]).astype(np.uint8))
    return path


def test_a_print_low_on_a_white_product_is_not_cut_out_of_it(tmp_path: Path) -> None:
    cut = cut_out(on_pale_ground(tmp_path / "case.png", 251, 0.7, shadow=False))
    assert cut is not None and cut.good
    height, width = cut.pixels.shape[:2]
    middle = cut.pixels[:, round(width * 0.25) : round(width * 0.6), 3] > 128
    lowest = height - 1 - np.argmax(middle[::-1], axis=0)
    assert np.abs(np.diff(lowest)).max() < height * 0.015
    assert lowest.min() > height * 0.93


def test_a_product_with_its_foot_sawn_off_is_not_good(tmp_path: Path) -> None:
    cut = cut_out(on_pale_ground(tmp_path / "case.png", 246, 0.8, shadow=True))
    assert cut is None or not cut.good


def test_a_product_of_a_few_pixels_is_not_good(tmp_path: Path) -> None:
    large, small = drawn(tmp_path / "mug.png", 0xFF2A6FA0), tmp_path / "small.png"
    picture = cv2.imread(str(large))
    cv2.imwrite(str(small), cv2.resize(picture, (180, 180), interpolation=cv2.INTER_AREA))
    cut = cut_out(small)
    assert cut is not None and not cut.good
