from dataclasses import dataclass
from math import ceil
from typing import get_args

import pytest

from domain.base import Box
from domain.brief import Language
from domain.errors import LabelError, TimelineError
from domain.frame import SIZES, Insets, mark_zone, safe_box
from domain.layers import ShapeLayer, TextLayer
from domain.paint import Solid
from domain.timeline import Scene, Timeline
from labeling.mark import MARK_ID, bound_height, mark, mark_layer
from tests.labeling.pen import Pen

INSETS = {
    "9:16": Insets(top=150, right=150, bottom=420, left=60),
    "1:1": Insets(top=48, right=48, bottom=48, left=48),
    "16:9": Insets(top=56, right=96, bottom=72, left=96),
}


def timeline(aspect: str = "9:16", language: Language = "zh", **changes: object) -> Timeline:
    width, height = SIZES[aspect]  # type: ignore[index]  # the keys of INSETS
    scene = Scene(id="one", role="hook", frames=90, background=Solid(colour="#222222"), layers=())
    return Timeline(
        title="Mug",
        language=language,
        template="plain",
        seed=1,
        width=width,
        height=height,
        safe=safe_box(width, height, INSETS[aspect]),
        scenes=(scene,),
        **changes,
    )


def the_mark(marked: Timeline) -> TextLayer:
    top = marked.overlays[-1]
    assert isinstance(top, TextLayer)
    return top


@dataclass(frozen=True)
class StubbornMeasure:
    """A font whose capitals never grow, or that lacks a character."""

    absent: str = ""

    def width(self, text: str, role: str, weight: int, size: int) -> float:
        return 100.0

    def cap_height(self, role: str, weight: int, size: int) -> float:
        return 10.0

    def missing(self, text: str, role: str) -> str:
        return self.absent


@pytest.mark.parametrize("aspect", list(INSETS))
@pytest.mark.parametrize("language", get_args(Language))
def test_the_mark_stands_over_the_whole_video_in_its_zone_tall_enough(
    aspect: str, language: Language, pen: Pen
) -> None:
    plain = timeline(aspect, language)
    layer = the_mark(mark(plain, pen))
    zone = mark_zone(plain.width, plain.height, plain.safe)
    assert (layer.id, layer.role, layer.start, layer.end, layer.opacity, layer.motion) == (
        MARK_ID, "mark", 0, None, 1, (),
    )  # fmt: skip
    assert (layer.box.x, layer.box.y) == (plain.safe.x, plain.safe.y)
    assert layer.box.right <= zone.right
    assert layer.box.bottom <= zone.bottom
    assert pen.cap_height(layer.style.font, layer.style.weight, layer.style.size) >= ceil(0.05 * 1080) + 2
    assert layer.style.min_size == layer.style.size


def test_the_bound_is_five_percent_of_the_short_side_rounded_up() -> None:
    assert [bound_height(w, h) for w, h in ((1080, 1920), (1920, 1080), (361, 800), (360, 800))] == [54, 54, 19, 18]


def test_marking_twice_is_marking_once(pen: Pen) -> None:
    once = mark(timeline(), pen)
    assert mark(once, pen) == once
    assert mark(timeline(), pen).model_dump_json() == once.model_dump_json()


def test_an_edited_mark_is_replaced_and_other_overlays_stay_below(pen: Pen) -> None:
    marked = mark(timeline(), pen)
    faint = the_mark(marked).model_copy(update={"opacity": 0.01, "end": 5})
    disguised = the_mark(marked).model_copy(update={"id": "renamed", "text": "hello"})
    logo = ShapeLayer(id="logo", box=Box(x=0, y=0, w=9, h=9))
    edited = marked.model_copy(update={"overlays": (faint, disguised, logo)})
    assert mark(edited, pen).overlays == (logo, the_mark(marked))


def test_a_safe_box_outside_the_frame_is_refused(pen: Pen) -> None:
    with pytest.raises(TimelineError, match="leaves the 1080×1920 frame"):
        mark(timeline().model_copy(update={"safe": Box(x=900, y=100, w=900, h=900)}), pen)


def test_a_safe_box_too_narrow_is_refused(pen: Pen) -> None:
    with pytest.raises(TimelineError, match="AI-generated"):
        mark(timeline(language="en").model_copy(update={"safe": Box(x=0, y=100, w=400, h=900)}), pen)


def test_a_font_without_the_characters_is_refused() -> None:
    with pytest.raises(LabelError, match="no font draws '成'"):
        mark_layer(1080, 1920, timeline().safe, "zh", StubbornMeasure(absent="成"))


def test_a_font_with_stunted_capitals_is_refused() -> None:
    with pytest.raises(LabelError, match="stay under 56 pixels"):
        mark_layer(1080, 1920, timeline().safe, "zh", StubbornMeasure())
