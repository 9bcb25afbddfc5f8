"""Text that something may cover is refused, wherever it is put."""

import pytest

from domain.base import Box
from domain.errors import TemplateError
from domain.layers import CaptionLayer, CaptionPage, CaptionWord, GroupLayer, Layer, TextLayer, TextStyle
from domain.motion import Key, Track
from domain.paint import Solid
from domain.timeline import Scene, Timeline
from templates.check import check_text_places
from tests.templates.material import loaded

SAFE = Box(x=60, y=150, w=870, h=1350)
STYLE = TextStyle(size=40)


def text(x: int, y: int, w: int = 200, h: int = 60) -> TextLayer:
    return TextLayer(id="t", box=Box(x=x, y=y, w=w, h=h), text="早安", style=STYLE)


def timeline(*layers: Layer) -> Timeline:
    word = CaptionWord(text="早", start=0, end=5)
    captions = CaptionLayer(
        id="c",
        box=Box(x=150, y=1330, w=780, h=170),
        pages=(CaptionPage(start=0, end=5, lines=((word,),)),),
        style=STYLE,
    )
    scene = Scene(id="hook", role="hook", frames=30, background=Solid(colour="#000000"), layers=(*layers, captions))
    return Timeline(
        title="t", language="zh", template="mine", seed=0, width=1080, height=1920, safe=SAFE, scenes=(scene,)
    )


def tilted(*layers: TextLayer, degrees: float) -> GroupLayer:
    track = Track(property="rotation", keys=(Key(frame=0, value=degrees),))
    return GroupLayer(id="g", box=Box(x=500, y=600, w=430, h=400), layers=layers, motion=(track,))


@pytest.mark.parametrize("layer", [text(60, 260), text(730, 1200), text(600, 150), tilted(text(600, 780), degrees=20)])
def test_text_in_the_clear_is_fine(layer: Layer) -> None:
    check_text_places(timeline(layer), "mine")


@pytest.mark.parametrize(
    ("layer", "reason"),
    [
        (text(40, 300), "leaves the safe area"),
        (text(740, 300), "leaves the safe area"),
        (text(300, 200), "where the AI mark goes"),
        (text(300, 1300), "where the captions go"),
        (tilted(text(500, 980, 430, 20), degrees=0), ""),
        (tilted(text(500, 980, 430, 20), degrees=-30), "leaves the safe area"),
    ],
)
def test_text_that_may_be_covered_is_refused(layer: Layer, reason: str) -> None:
    if not reason:
        check_text_places(timeline(layer), "mine")
        return
    with pytest.raises(TemplateError, match=f"mine scene 'hook': text “早安” .*{reason}"):
        check_text_places(timeline(layer), "mine")


def test_captions_outside_the_safe_area_are_refused() -> None:
    outside = timeline().model_copy(update={"safe": Box(x=200, y=150, w=600, h=1350)})
    with pytest.raises(TemplateError, match="text “captions” leaves the safe area"):
        check_text_places(outside, loaded("spotlight").name)
