"""Scripts other than Latin and Chinese: shaping, direction, colour and room, measured in what is drawn."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.base import Box
from domain.errors import TimelineError
from domain.fonts import FontBook
from domain.layers import CaptionLayer, CaptionPage, CaptionWord, TextLayer, TextStyle
from renderer.canvas import Canvas
from renderer.layers.caption import draw_caption
from renderer.layers.text import draw_text
from renderer.paint import Surface
from renderer.resources import Resources
from renderer.text.draw import paint_units
from renderer.text.faces import Faces
from renderer.text.layout import Shaper, layout_text, split_units
from renderer.text.mask import draw_mask
from renderer.text.runs import Reading
from tests.renderer.drawing import no_asset, no_picture, tools

ARABIC = "سماعة لاسلكية تدوم 12 ساعة مع ANC 5.3!"
HEBREW = "אוזניות 12 שעות (ANC)!"
THAI = "แก้วเก็บความร้อน น้ำผึ้ง"
HINDI = "हिन्दी में क्षत्रिय प्रोडक्ट र्कि"


def layer(text: str, size: int = 50, **more: object) -> TextLayer:
    style = TextStyle.model_validate({"size": size, "min_size": size, **more.pop("style", {})})  # type: ignore[dict-item]
    fixed = {"id": "title", "box": Box(x=60, y=60, w=1100, h=80), "text": text, "style": style}
    return TextLayer.model_validate({**fixed, **more})


@pytest.fixture(scope="module")
def shaper(fonts: FontBook) -> Shaper:
    return Shaper(Faces(fonts))


def letters(text: TextLayer, shaper: Shaper) -> NDArray[np.uint8]:
    """Alpha of a layer's letters drawn by themselves on a large canvas, unit by unit; shape (200, 1220)."""
    layout = layout_text(text, shaper)
    surface = Surface(Box(x=0, y=0, w=1220, h=200))
    paint_units(surface.canvas, split_units(layout, text, shaper), layout, text.style, shaper)
    return np.array(surface.pixels[:, :, 3])


def columns(mask: NDArray[np.uint8]) -> tuple[int, int]:
    found = np.nonzero((mask > 127).any(axis=0))[0]
    return int(found[0]), int(found[-1]) + 1


@pytest.mark.parametrize("text", [ARABIC, HEBREW, THAI, HINDI, "容量500ml真够用AI"])
@pytest.mark.parametrize("by", ["word", "char"])
def test_units_drawn_one_by_one_make_the_line_drawn_whole(shaper: Shaper, text: str, by: str) -> None:
    whole, apart = letters(layer(text), shaper), letters(layer(text, by=by), shaper)
    assert len(split_units(layout_text(layer(text), shaper), layer(text, by=by), shaper)) > 1
    differing = float((np.abs(whole.astype(int) - apart.astype(int)) > 127).sum())
    assert differing < 0.08 * float((whole > 127).sum())


@pytest.mark.parametrize("text", [ARABIC, HEBREW])
def test_text_from_the_right_begins_at_the_right(shaper: Shaper, text: str) -> None:
    units = split_units(layout_text(layer(text), shaper), layer(text, by="word"), shaper)
    lefts = [unit.x for unit in units]
    assert lefts == sorted(lefts, reverse=True)
    assert units[0].text == text.split()[0]
    end = shaper.paragraph(text, layer(text).style, 50, Reading(rtl=True))
    assert end.MaxIntrinsicWidth == pytest.approx(layout_text(layer(text), shaper).lines[0].width, abs=1)


def test_closing_marks_of_text_from_the_right_stand_at_its_left(shaper: Shaper) -> None:
    marked, plain = letters(layer("שלום!"), shaper), letters(layer("שלום"), shaper)
    shift = columns(marked)[1] - columns(plain)[1]
    assert shift > 5
    ink = plain[:, : -shift or None]
    assert int((np.abs(marked[:, shift:].astype(int) - ink.astype(int)) > 127)[:, 90:].sum()) < 40


def test_letters_of_arabic_and_hindi_join(shaper: Shaper) -> None:
    style = layer("x").style
    for text, fewer in (("ببب", 0.75), ("क्षत्रि", 0.9)):
        alone = sum(shaper.width(character, style, 50) for character in text)
        assert shaper.width(text, style, 50) < fewer * alone


def test_thai_marks_take_no_room_of_their_own(shaper: Shaper) -> None:
    style = layer("x").style
    assert shaper.width("ที่", style, 50) == pytest.approx(shaper.width("ท", style, 50), abs=0.5)


@pytest.mark.parametrize("text", [ARABIC + "ج", THAI, HINDI, "ปู่ญี่ฎฐ"])
def test_no_ink_is_lost_at_the_edges_of_its_tile(fonts: FontBook, shaper: Shaper, text: str) -> None:
    free = letters(layer(text), shaper)
    canvas = Canvas.blank(1220, 200)
    draw_text(layer(text), tools(5, Resources(fonts, no_asset, no_picture))).draw(canvas, 0)
    drawn = canvas.to_rgb().max(axis=2)
    assert int(((free > 200) & (drawn < 60)).sum()) == 0


@pytest.mark.parametrize("cluster", ["👨‍👩‍👧", "🇩🇪", "👍🏽", "1️⃣", "❤️", "🏳️‍🌈", "⭐"])
@pytest.mark.parametrize("role", ["display", "serif", "hand"])
def test_emoji_are_one_glyph_from_the_colour_font(shaper: Shaper, cluster: str, role: str) -> None:
    style = layer("x", style={"font": role}).style
    assert shaper.width(cluster, style, 50) == pytest.approx(shaper.width("🍎", style, 50), abs=0.5)


def test_a_heart_in_colour_is_red_and_one_in_text_has_the_texts_colour(fonts: FontBook) -> None:
    def redness(text: str) -> int:
        canvas = Canvas.blank(1220, 200)
        draw_text(layer(text), tools(5, Resources(fonts, no_asset, no_picture))).draw(canvas, 0)
        rgb = canvas.to_rgb().astype(int)
        return int((rgb[:, :, 0] - rgb[:, :, 2] > 100).sum())

    assert redness("❤️") > 300
    assert redness("❤\ufe0e") == 0


def test_an_eighth_of_an_em_stands_between_chinese_and_latin(shaper: Shaper) -> None:
    style = layer("x").style

    def width(text: str) -> float:
        return shaper.width(text, style, 80)

    for text in ("容A", "A容", "量5", "5量"):
        assert width(text) == pytest.approx(width(text[0]) + width(text[1]) + 10, abs=0.1)
    for text in ("容，", "，A", "容 A"):
        assert width(text) == pytest.approx(sum(map(width, text)), abs=0.1)


@pytest.mark.parametrize("tracking", [0.0, 0.3, -0.05])
def test_letter_spacing_stands_between_letters_only(fonts: FontBook, tracking: float) -> None:
    def edges(**style: object) -> tuple[int, int]:
        wide = layer("国HI国", style={"tracking": tracking, **style})
        return columns(draw_mask(wide, fonts))

    inset = columns(draw_mask(layer("国"), fonts))[0]
    assert edges(align="left")[0] == pytest.approx(inset, abs=1)
    assert 1100 - edges(align="right")[1] == pytest.approx(inset, abs=2)


def test_characters_without_a_glyph_are_named_with_a_remedy(fonts: FontBook) -> None:
    with pytest.raises(TimelineError, match=r"'𓀀' \(U\+13000\), '\U0001b170'") as error:
        draw_mask(layer("A𓀀 👨‍👩‍👧 \U0001b170"), fonts)
    assert "fonts-noto-core" in error.value.hint


def placed(text: str, shaper: Shaper) -> list[str]:
    """The words of a line of a text from left to right."""
    units = split_units(layout_text(layer(text), shaper), layer(text, by="word"), shaper)
    return [unit.text for unit in sorted(units, key=lambda unit: unit.x)]


@pytest.mark.parametrize(("text", "shown"), [
    ("أربعة أصابع 350 millilitres", ["350 millilitres", "أصابع", "أربعة"]),
    ("NORDLEAF يقدم لكم كوب", ["كوب", "لكم", "يقدم", "NORDLEAF"]),
    ("12 שעות 65 W", ["65 W", "שעות", "12"]),
    ("Meet كوب 350 ml", ["Meet", "كوب", "350 ml"]),
])  # fmt: skip
def test_a_figure_stands_to_the_left_of_its_latin_unit(shaper: Shaper, text: str, shown: list[str]) -> None:
    assert placed(text, shaper) == shown
    whole, apart = letters(layer(text), shaper), letters(layer(text, by="word"), shaper)
    assert float((np.abs(whole.astype(int) - apart.astype(int)) > 127).sum()) < 0.08 * float((whole > 127).sum())


def caption_words(lines: tuple[tuple[str, ...], ...], fonts: FontBook) -> list[tuple[float, float]]:
    """Where each word of a page of captions is marked, in pixels: its left and its right edge.

    What is marked has to lie upon the letters of the page itself.
    """
    at = iter(range(0, 400, 4))
    page = tuple(
        tuple(CaptionWord(text=word, start=start, end=start + 4) for word, start in zip(line, at, strict=False))
        for line in lines
    )
    words = [word for line in page for word in line]
    track = draw_caption(
        CaptionLayer(
            id="c", box=Box(x=10, y=10, w=900, h=150), pages=(CaptionPage(start=0, end=500, lines=page),),
            style=TextStyle(font="text", size=50, min_size=50, align="centre"), mark="colour", accent="#FF0000",
            on_accent="#0000FF",
        ),
        tools(500, Resources(fonts, no_asset, no_picture)),
    )  # fmt: skip

    def frame(number: int) -> NDArray[np.int64]:
        canvas = Canvas.blank(920, 170)
        track.draw(canvas, number)
        return canvas.to_rgb().astype(np.int64)

    unmarked, found = frame(450).max(axis=2) > 128, []
    for word in words:
        rgb = frame(word.start + 1)
        red = (rgb[:, :, 0] - rgb[:, :, 1]) > 100
        assert float((red & unmarked).sum()) > 0.85 * float(red.sum()), word.text
        assert int(((rgb.max(axis=2) > 128) & ~unmarked).sum()) < 0.25 * int(red.sum()), word.text
        columns_ = np.nonzero(red.any(axis=0))[0]
        found.append((float(columns_[0]), float(columns_[-1])))
    return found


def test_the_marked_word_of_a_caption_covers_the_word_in_its_line(fonts: FontBook) -> None:
    words = ("אוזניות", " עם", " Bluetooth", " 5.3!", " טובות")
    middles = [left + right for left, right in caption_words((words,), fonts)]
    assert middles[0] > middles[1] > middles[3] > middles[2] > middles[4]


def from_left(places: list[tuple[float, float]], words: tuple[str, ...]) -> list[str]:
    assert all(a[1] < b[0] + 3 for a, b in pairwise(sorted(places)))
    return [word for _, word in sorted(zip(places, words, strict=True))]


def test_the_lines_of_an_arabic_caption_run_from_the_right_with_measures_whole(fonts: FontBook) -> None:
    lines = (("مقبض ", "عريض ", "أربعة"), ("أصابع ", "(350 ", "millilitres)."))
    places = caption_words(lines, fonts)
    assert from_left(places[:3], lines[0]) == ["أربعة", "عريض ", "مقبض "]
    assert from_left(places[3:], lines[1]) == ["(350 ", "millilitres).", "أصابع "]


def test_a_line_of_latin_words_keeps_the_direction_of_its_arabic_sentence(fonts: FontBook) -> None:
    lines = (("مقبض ", "عريض ", "مع"), ("NORDLEAF ", "Bluetooth."))
    dotted, plain = (
        caption_words((lines[0], ("NORDLEAF ", last)), fonts)[4][0] for last in ("Bluetooth.", "Bluetooth")
    )
    assert dotted > plain + 3  # the full stop stands at the left, and pushes the line to the right
    english = [caption_words((("A ", "lid ", "with"), ("NORDLEAF ", last)), fonts)[4][0] for last in ("Blue.", "Blue")]
    assert english[0] < english[1] - 3


def test_each_sentence_of_a_caption_runs_its_own_way(fonts: FontBook) -> None:
    lines = (("First ", "things ", "first:"), ("آمن ", "في ", "“غسالة ", "الصحون”."))
    places = caption_words(lines, fonts)
    assert from_left(places[:3], lines[0]) == list(lines[0])
    assert from_left(places[3:], lines[1]) == list(lines[1][::-1])
    undotted = caption_words((lines[0], ("آمن ", "في ", "“غسالة ", "الصحون”")), fonts)
    assert places[3][1] > undotted[3][1] + 3  # its full stop stands at the left
