"""The brand's choices and the bounds they cannot leave: every size, language, corner, plate and weight."""

from typing import get_args

import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from domain.base import Box
from domain.brief import Language
from domain.errors import LabelError
from domain.frame import Insets, safe_box
from domain.mark import Corner, MarkStyle, Plate
from labeling.mark import bound_height, mark_layer
from labeling.pattern import draw_pattern
from labeling.regimes import Regime, chosen
from labeling.sight import look
from labeling.wording import load_wordings
from tests.labeling.films import Frame
from tests.labeling.pen import Pen
from tests.labeling.test_sight import luma

SIZES = {"9:16": (1080, 1920), "1:1": (1080, 1080), "4:5": (1080, 1350), "16:9": (1920, 1080)}
INSETS = Insets(top=90, right=90, bottom=180, left=60)
WHITE, BLACK = 255, 0


def squeezed(frame: Frame) -> Frame:
    """The frame as a hard encoder leaves it."""
    _, data = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 70])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def ground(size: tuple[int, int], level: int) -> Frame:
    return np.full((size[1], size[0], 3), level, np.uint8)


@pytest.mark.parametrize("aspect", SIZES)
@pytest.mark.parametrize("plate", get_args(Plate))
@pytest.mark.parametrize("corner", get_args(Corner))
def test_every_style_keeps_height_contrast_and_place(aspect: str, plate: Plate, corner: Corner, pen: Pen) -> None:
    size = SIZES[aspect]
    safe = safe_box(*size, INSETS)
    for language, weight in (("zh", 400), ("en", 800)):
        style = MarkStyle(corner=corner, plate=plate, weight=weight)
        layer = mark_layer(*size, safe, language, pen, style)
        assert safe.x <= layer.box.x and layer.box.right <= safe.right and safe.y <= layer.box.y
        pattern = draw_pattern(layer, pen.mask)
        for level in (WHITE, 128, BLACK):
            seen = look(luma(squeezed(pen.stamp(ground(size, level), layer))), pattern, pattern.x, pattern.y)
            assert seen is not None, level
            assert seen.cap_height >= bound_height(*size)
            assert seen.contrast >= 3


def test_the_right_corner_ends_where_the_safe_part_ends(pen: Pen) -> None:
    safe = Box(x=60, y=150, w=870, h=1350)
    assert mark_layer(1080, 1920, safe, "zh", pen, MarkStyle(corner="top-right")).box.right == safe.right


@pytest.mark.parametrize("values", [{"corner": "bottom-left"}, {"plate": "off"}, {"weight": 100}, {"visible": False}])
def test_there_is_no_style_outside_the_bounds(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MarkStyle.model_validate(values)


def test_every_wording_can_be_drawn_begins_with_flat_capitals_and_names_both_elements(pen: Pen) -> None:
    wordings = load_wordings()
    assert set(get_args(Language)) <= set(wordings.wordings)
    for language in wordings.wordings:
        for regime in get_args(Regime):
            text = wordings.text(language, frozenset({regime}))
            assert text.startswith("AI")
            assert wordings.missing_elements(text) == ()
    assert wordings.text("zh-Hans-CN") == "AI生成"
    with pytest.raises(LabelError, match="no wording in 'xx'"):
        wordings.text("xx")


def test_no_regime_is_no_choice() -> None:
    with pytest.raises(LabelError, match="no regime"):
        chosen(())


@pytest.mark.parametrize("corner", get_args(Corner))
@pytest.mark.parametrize("size", [(240, 426), (320, 568), (352, 640), (360, 640), (368, 640), (480, 270), (540, 304)])
def test_in_small_frames_all_that_is_looked_at_stays_inside_the_safe_part(
    size: tuple[int, int], corner: Corner, pen: Pen
) -> None:
    unit = min(size) / 1080
    safe = safe_box(*size, Insets(top=round(90 * unit), right=round(60 * unit), bottom=0, left=round(60 * unit)))
    layer = mark_layer(*size, safe, "zh", pen, MarkStyle(corner=corner))
    seen = draw_pattern(layer, pen.mask)
    left, right = seen.x - safe.x, safe.right - seen.x - seen.width
    assert min(left, right, seen.y - safe.y, safe.bottom - seen.y - seen.height) >= 2
