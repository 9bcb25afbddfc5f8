from fractions import Fraction

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base import Box
from domain.errors import LabelError
from domain.layers import TextLayer
from labeling.frames import Luma
from labeling.mark import mark_layer
from labeling.pattern import Pattern, draw_pattern, scaled
from labeling.search import search, search_area
from labeling.sight import Sighting, _median, look
from labeling.watch import known_marks
from tests.labeling.films import FULL, Frame, Size, backdrop
from tests.labeling.pen import Pen, resized, reworded

SAFE = Box(x=60, y=150, w=870, h=1350)


def luma(frame: Frame) -> Luma:
    return Luma(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(np.uint8), Fraction(0), 0, 255)


def backgrounds() -> dict[str, Frame]:
    shape = (FULL.height, FULL.width, 3)
    stripes = np.zeros(shape, np.uint8)
    stripes[:, ::6] = 255
    return {
        "white": np.full(shape, 255, np.uint8),
        "black": np.zeros(shape, np.uint8),
        "noise": np.random.default_rng(0).integers(0, 255, shape, dtype=np.uint8),
        "stripes": stripes,
        "blobs": backdrop(FULL),
    }


@pytest.fixture(scope="module")
def layer(pen: Pen) -> TextLayer:
    return mark_layer(FULL.width, FULL.height, SAFE, "zh", pen)


@pytest.fixture(scope="module")
def pattern(layer: TextLayer, pen: Pen) -> Pattern:
    return draw_pattern(layer, pen.mask)


def found(frame: Frame, pen: Pen) -> Sighting | None:
    marks = known_marks(pen, pen.mask)
    return search(luma(frame), marks.known, search_area(frame.shape[1], frame.shape[0]), marks.short_side)


@pytest.mark.parametrize("name", list(backgrounds()))
def test_the_mark_is_seen_and_measured_on_any_background_and_only_when_it_is_there(
    name: str, layer: TextLayer, pattern: Pattern, pen: Pen
) -> None:
    ground = backgrounds()[name]
    seen = look(luma(pen.stamp(ground, layer)), pattern, pattern.x + 2, pattern.y - 1, slack=3)
    assert seen is not None
    assert (seen.x, seen.y) == (pattern.x, pattern.y)
    true_height = 0.7273 * layer.style.size
    assert seen.cap_height == pytest.approx(true_height, abs=0.6)
    assert seen.contrast > 4.5
    assert look(luma(ground), pattern, pattern.x, pattern.y, slack=3) is None


def test_a_strong_jpeg_hardly_moves_the_measured_height(layer: TextLayer, pattern: Pattern, pen: Pen) -> None:
    _, data = cv2.imencode(".jpg", pen.stamp(backdrop(FULL), layer), [cv2.IMWRITE_JPEG_QUALITY, 25])
    seen = look(luma(np.asarray(cv2.imdecode(data, 1), np.uint8)), pattern, pattern.x, pattern.y)
    assert seen is not None
    assert seen.cap_height == pytest.approx(0.7273 * layer.style.size, abs=1)


def test_one_letter_painted_over_is_no_mark(layer: TextLayer, pattern: Pattern, pen: Pen) -> None:
    frame = pen.stamp(backdrop(FULL), layer)
    last = pattern.letters[-1]
    frame[pattern.y : pattern.y + pattern.height, pattern.x + last.left - 2 : pattern.x + last.right + 3] = 40
    assert look(luma(frame), pattern, pattern.x, pattern.y) is None


def test_a_faint_mark_shows_its_contrast(layer: TextLayer, pattern: Pattern, pen: Pen) -> None:
    ground = np.full((FULL.height, FULL.width, 3), 128, np.uint8)
    faint = (ground * 0.85 + pen.stamp(ground, layer) * 0.15).astype(np.uint8)
    seen = look(luma(faint), pattern, pattern.x, pattern.y)
    assert seen is not None
    assert seen.contrast < 3


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (720, 1280), (540, 960), (1440, 2560)])
def test_a_mark_is_found_at_any_size_the_video_was_brought_to(
    width: int, height: int, layer: TextLayer, pen: Pen
) -> None:
    frame = cv2.resize(pen.stamp(backdrop(FULL), layer), (width, height), interpolation=cv2.INTER_AREA)
    seen = found(np.asarray(frame, np.uint8), pen)
    assert seen is not None
    assert seen.text == "AI生成"
    assert seen.cap_height / width == pytest.approx(0.7273 * layer.style.size / FULL.width, rel=0.03)


def test_a_mark_too_small_is_found_and_measured_small(layer: TextLayer, pen: Pen) -> None:
    seen = found(pen.stamp(backdrop(FULL), resized(layer, 54)), pen)
    assert seen is not None
    assert seen.cap_height == pytest.approx(39.3, abs=0.7)


def test_a_part_of_the_wording_is_not_taken_for_the_whole(layer: TextLayer, pen: Pen) -> None:
    seen = found(pen.stamp(backdrop(FULL), reworded(layer, "AI")), pen)
    assert seen is not None
    assert seen.text == "AI"


@pytest.mark.parametrize("text", ["NEW", "北叶保温", "All-weather", "SALE 20%"])
def test_other_text_in_the_same_place_is_not_the_mark(text: str, layer: TextLayer, pen: Pen) -> None:
    assert found(pen.stamp(backdrop(FULL), reworded(layer, text)), pen) is None


@pytest.mark.parametrize("name", list(backgrounds()))
def test_nothing_is_found_where_nothing_is(name: str, pen: Pen) -> None:
    assert found(backgrounds()[name], pen) is None


def test_a_frame_smaller_than_the_mark_shows_none(pattern: Pattern, pen: Pen) -> None:
    assert look(luma(backdrop(Size(40, 20))), pattern, 0, 0, slack=1) is None
    assert found(backdrop(Size(40, 20)), pen) is None


def test_a_painter_that_draws_nothing_or_another_shape_is_an_error(layer: TextLayer) -> None:
    with pytest.raises(LabelError, match="drew nothing"):
        draw_pattern(layer, lambda asked: np.zeros((asked.box.h, asked.box.w), np.uint8))
    with pytest.raises(LabelError, match="the painter drew"):
        draw_pattern(layer, lambda asked: np.zeros((3, 3), np.uint8))


def test_a_pattern_too_small_to_tell_apart_is_an_error(pattern: Pattern) -> None:
    assert len(scaled(pattern, 0.5).letters) == len(pattern.letters)
    with pytest.raises(LabelError, match="too small"):
        scaled(pattern, 0.005)


@given(st.lists(st.integers(0, 255), min_size=1, max_size=40))
def test_a_median_is_numpys(levels: list[int]) -> None:
    values = np.asarray(levels, np.float32)
    assert _median(values) == np.median(values)
