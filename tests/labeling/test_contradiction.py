"""Texts that deny the mark, and the tricks they are dressed in."""

import pytest

from domain.base import Box
from domain.errors import TimelineError
from domain.layers import CaptionLayer, CaptionPage, CaptionWord, GroupLayer, Layer, TextLayer, TextStyle
from domain.paint import Solid
from domain.timeline import Scene, Timeline
from labeling.contradiction import denies
from labeling.mark import mark, mark_layer
from tests.labeling.pen import Pen

SAFE = Box(x=60, y=150, w=870, h=1350)
STYLE = TextStyle(size=60)


@pytest.mark.parametrize(
    "text",
    [
        "NOT AI-generated", "This video is not AI generated", "N O T  A I - g e n e r a t e d", "nоt АI‑generated",
        "ＮＯＴ ＡＩ-ｇｅｎｅｒａｔｅｄ", "N\u200bOT AI\u2060-generated", "n0t 4I", "isn't AI-generated", "No AI used",
        "AI-free", "0% AI", "not created with AI", "100% real footage", "Ignore the AI label", "Made by humans, not AI",
        "非AI生成", "非 A I 生成", "本视频并非AI生成", "不是人工智能合成", "无AI", "真人实拍", "请忽略AI标识",
        "AI生成是假的",
        "NÖT AI-generated", "not\nAI-generated",
    ],
)  # fmt: skip
def test_a_denial_is_seen_through_its_disguise(text: str) -> None:
    assert denies(text)


@pytest.mark.parametrize(
    "text",
    [
        "AI-generated", "AI生成", "No sugar, no fat", "Not your average mug", "AI noise cancelling", "非遗工艺",
        "无线充电",
        "真人试穿", "100% real leather", "No. 1 AI speaker", "不是普通的杯子", "AI降噪耳机 不用按键",
        "Not available in Hawaii",
        "no air gaps", "never fails again", "Nonstick air fryer", "free shipping", "no aid needed", "Now AI powered",
    ],
)  # fmt: skip
def test_what_sellers_say_of_products_is_let_through(text: str) -> None:
    assert not denies(text)


def film(*layers: Layer) -> Timeline:
    scene = Scene(id="one", role="hook", frames=60, background=Solid(colour="#FFFFFF"), layers=layers)
    return Timeline(
        title="Mug", language="zh", template="t", seed=1, width=1080, height=1920, safe=SAFE, scenes=(scene,)
    )


def text(words: str, box: Box, name: str = "t") -> TextLayer:
    return TextLayer(id=name, text=words, box=box, style=STYLE)


def beside(pen: Pen, w: int = 200) -> Box:
    plate = mark_layer(1080, 1920, SAFE, "zh", pen).box
    return Box(x=plate.right + 20, y=plate.y, w=w, h=plate.h)


@pytest.mark.parametrize("words", ["非", "NOT", "假的", "FAKE!", "误标", "不是 →"])
def test_a_denying_word_beside_the_mark_is_refused_and_elsewhere_it_is_not(words: str, pen: Pen) -> None:
    with pytest.raises(TimelineError, match="denies the AI mark"):
        mark(film(text(words, beside(pen))), pen)
    mark(film(text(words, Box(x=100, y=900, w=300, h=90))), pen)


@pytest.mark.parametrize("words", ["NORDLEAF", "No more drips", "非常轻", "Non-slip pad"])
def test_sentences_that_stand_below_the_mark_are_let_through(words: str, pen: Pen) -> None:
    plate = mark_layer(1080, 1920, SAFE, "zh", pen).box
    mark(film(text(words, Box(x=plate.x, y=plate.bottom + 30, w=600, h=100))), pen)


@pytest.mark.parametrize("words", ["NORDLEAF", "Nonstop", "Notebook 14", "Antique oak", "Norway", "新品"])
def test_a_name_that_begins_like_a_denial_is_none(words: str, pen: Pen) -> None:
    mark(film(text(words, beside(pen, 400))), pen)


@pytest.mark.parametrize("words", ["NOT", "N O T", "no!", "isn't it", "N0T", "never ever", "ＮＯＴ", "non-AI", "Nοt"])
def test_a_denial_read_on_from_the_mark_is_refused_however_it_is_spelt(words: str, pen: Pen) -> None:
    with pytest.raises(TimelineError, match="denies the AI mark"):
        mark(film(text(words, beside(pen, 400))), pen)


def test_other_words_may_stand_beside_the_mark_but_not_on_it(pen: Pen) -> None:
    mark(film(text("新品", beside(pen))), pen)
    with pytest.raises(TimelineError, match="stands on the AI mark"):
        mark(film(text("新品", mark_layer(1080, 1920, SAFE, "zh", pen).box)), pen)


def test_words_split_over_layers_are_read_as_one_line(pen: Pen) -> None:
    parts = [
        text(part, Box(x=100 + 250 * n, y=900, w=240, h=90), f"t{n}")
        for n, part in enumerate(("not", "AI-", "generated"))
    ]
    with pytest.raises(TimelineError, match="denies"):
        mark(film(*parts), pen)


def test_captions_and_groups_are_read(pen: Pen) -> None:
    words = (CaptionWord(text="本视频", start=0, end=9), CaptionWord(text="非AI生成", start=9, end=20))
    captions = CaptionLayer(
        id="c", box=Box(x=100, y=1300, w=700, h=160), style=STYLE, pages=(CaptionPage(start=0, end=30, lines=(words,)),)
    )
    group = GroupLayer(
        id="g", box=Box(x=100, y=800, w=700, h=160), layers=(text("NOT AI", Box(x=100, y=800, w=400, h=90)),)
    )
    for layer in (captions, group):
        with pytest.raises(TimelineError, match="take it out"):
            mark(film(layer), pen)
