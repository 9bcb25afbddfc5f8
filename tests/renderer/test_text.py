import numpy as np
import pytest

from domain.base import Box
from domain.errors import TimelineError
from domain.fonts import FontBook
from domain.layers import TextLayer, TextStyle
from domain.motion import Key, Track
from domain.paint import Shadow, Solid, Stroke
from renderer.canvas import Canvas
from renderer.layers.text import StaggeredText, draw_text
from renderer.resources import Resources
from renderer.text.faces import Faces
from renderer.text.layout import Shaper, layout_text, split_units
from renderer.text.mask import draw_mask
from renderer.text.measure import SkiaMeasurer
from renderer.text.runs import split_runs
from tests.renderer.drawing import no_asset, no_picture, tools


def layer(text: str, size: int = 60, box: Box | None = None, **more: object) -> TextLayer:
    style = more.pop("style", None) or TextStyle(size=size, min_size=24)
    box = box or Box(x=20, y=20, w=400, h=200)
    return TextLayer.model_validate({"id": "title", "box": box, "text": text, "style": style, **more})


@pytest.fixture
def shaper(fonts: FontBook) -> Shaper:
    return Shaper(Faces(fonts))


def ink(mask: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is drawn."""
    ys, xs = np.nonzero(mask > 127)
    return int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1


def test_text_keeps_its_size_when_it_fits_and_shrinks_when_it_does_not(shaper: Shaper) -> None:
    assert layout_text(layer("保温杯"), shaper).size == 60
    small = layout_text(layer("早上灌的热水到了晚上依然烫嘴真是太好了", box=Box(x=0, y=0, w=220, h=150)), shaper)
    assert 24 <= small.size < 60


def test_text_that_cannot_fit_names_the_layer_and_the_remedy(shaper: Shaper) -> None:
    with pytest.raises(TimelineError, match="'title' does not fit") as error:
        layout_text(layer("很长的字" * 30, box=Box(x=0, y=0, w=100, h=60)), shaper)
    assert "shorten the text" in error.value.hint


@pytest.mark.parametrize("align", ["left", "centre", "right"])
@pytest.mark.parametrize("valign", ["top", "middle", "bottom"])
def test_ink_stays_in_its_box_and_goes_to_its_side(fonts: FontBook, align: str, valign: str) -> None:
    style = TextStyle.model_validate({"size": 60, "min_size": 24, "align": align, "valign": valign})
    mask = draw_mask(layer("国AI", style=style), fonts)
    left, top, right, bottom = ink(mask)
    assert mask.shape == (200, 400)
    slack_x, slack_y = {"left": left, "centre": abs(left - (400 - right)), "right": 400 - right}[align], {
        "top": top, "middle": abs(top - (200 - bottom)), "bottom": 200 - bottom,
    }[valign]  # fmt: skip
    assert slack_x <= 8
    assert slack_y <= 12


def test_the_measured_cap_height_is_the_drawn_one(fonts: FontBook) -> None:
    measured = SkiaMeasurer(fonts).cap_height("display", 700, 100)
    _, top, _, bottom = ink(draw_mask(layer("I", style=TextStyle(size=100, weight=700)), fonts))
    assert bottom - top == pytest.approx(measured, abs=1.5)
    assert 60 < measured < 80


def test_a_heavier_weight_and_a_stroke_put_down_more_ink(fonts: FontBook) -> None:
    def amount(**style: object) -> float:
        return float(draw_mask(layer("Hält", style=TextStyle.model_validate({"size": 80, **style})), fonts).sum())

    assert amount(weight=800) > amount(weight=400) * 1.2
    assert amount(weight=400, embolden=0.04) > amount(weight=400) * 1.1


def test_missing_glyphs_are_named(fonts: FontBook) -> None:
    with pytest.raises(TimelineError, match=r"U\+10FFFD") as error:
        draw_mask(layer("A\U0010fffd"), fonts)
    assert "install a font" in error.value.hint
    measure = SkiaMeasurer(fonts)
    assert measure.missing("保温 Cup ¥99 😀", "display") == ""
    assert measure.missing("a\U0010fffdb\U0010fffd", "text") == "\U0010fffd"


def test_units_cover_the_line_from_left_to_right(shaper: Shaper) -> None:
    for by, count in (("line", 1), ("word", 3), ("char", 10)):
        text = layer("keep it hot!", by=by, box=Box(x=20, y=20, w=900, h=200))
        units = split_units(layout_text(text, shaper), text, shaper)
        assert len(units) == count
        assert [u.x for u in units] == sorted(u.x for u in units)
        assert units[-1].x + units[-1].width == pytest.approx(layout_text(text, shaper).lines[0].x + shaper.width(
            "keep it hot!", text.style, 60), abs=3)  # fmt: skip


def test_staggered_letters_come_one_after_the_other(fonts: FontBook) -> None:
    fade = Track(property="opacity", keys=(Key(frame=0, value=0), Key(frame=4, value=1, ease="linear")))
    text = layer("一二三", by="char", stagger=3, motion=(fade,), start=0)
    drawn = draw_text(text, tools(30, Resources(fonts, no_asset, no_picture)))
    assert isinstance(drawn, StaggeredText)
    assert drawn.state(0) is None
    lit = []
    for frame in (2, 5, 12):
        canvas = Canvas.blank(480, 240)
        drawn.draw(canvas, frame)
        lit.append([int((canvas.y[:, 20 + 60 * i : 80 + 60 * i] > 60).sum()) for i in range(3)])
    assert lit[0][0] > 0
    assert lit[0][1] == lit[0][2] == 0
    assert lit[1][1] > 0
    assert lit[1][2] == 0
    assert lit[2][2] > 0
    assert drawn.state(12) == drawn.state(25)


def test_a_plate_goes_behind_the_letters(fonts: FontBook) -> None:
    style = TextStyle(size=60, stroke=Stroke(width=3, colour="#000000"), shadow=Shadow(blur=4))
    text = layer("AI", style=style, plate=Solid(colour="#FF0000"), plate_padding=(20, 10), plate_radius=10)
    canvas = Canvas.blank(480, 240)
    draw_text(text, tools(5, Resources(fonts, no_asset, no_picture))).draw(canvas, 0)
    rgb = canvas.to_rgb()
    assert rgb[28, 60, 0] > 200
    assert rgb[28, 60, 2] < 60
    assert (rgb.min(axis=2) > 230).sum() > 300


def test_emoji_come_in_colour(fonts: FontBook) -> None:
    canvas = Canvas.blank(480, 240)
    draw_text(layer("🍎", size=120), tools(5, Resources(fonts, no_asset, no_picture))).draw(canvas, 0)
    rgb = canvas.to_rgb().astype(int)
    assert ((rgb[:, :, 0] - rgb[:, :, 2]) > 80).sum() > 500


@pytest.mark.parametrize("role", ["serif", "text"])
def test_quotation_marks_are_as_wide_as_their_ink(fonts: FontBook, role: str) -> None:
    measure = SkiaMeasurer(fonts)
    bare, quoted = (measure.width(text, role, 400, 100) for text in ("So light", "“So light”"))  # type: ignore[arg-type]
    assert 0 < quoted - bare < 120
    apart, curly = (measure.width(text, role, 400, 100) for text in ("its", "it’s"))  # type: ignore[arg-type]
    assert 0 < curly - apart < 50


@pytest.mark.parametrize("role", ["display", "serif"])
@pytest.mark.parametrize("text", ["“好用”", "他说“好用”，真的", "叫“AI”的那款"])
def test_quotation_marks_in_chinese_are_those_of_its_face_and_half_as_wide(
    fonts: FontBook, role: str, text: str
) -> None:
    measure = SkiaMeasurer(fonts)
    bare = text.replace("“", "").replace("”", "")
    room = measure.width(text, role, 400, 100) - measure.width(bare, role, 400, 100)  # type: ignore[arg-type]
    assert room == pytest.approx(100, abs=1 if "AI" not in text else 26)


@pytest.mark.parametrize("by", ["whole", "char"])
def test_a_quotation_mark_at_the_start_of_a_chinese_line_stands_at_its_edge(fonts: FontBook, by: str) -> None:
    style = TextStyle.model_validate({"size": 60, "min_size": 60, "tracking": 0.05})
    left, _, right, _ = ink(draw_mask(layer("“好用”", style=style, by=by), fonts))
    assert 0 <= left <= 12
    assert 170 <= right <= 190


def test_an_apostrophe_between_latin_letters_stays_theirs_in_a_chinese_text(fonts: FontBook) -> None:
    measure = SkiaMeasurer(fonts)
    with_one, without = (measure.width(text, "text", 400, 100) for text in ("it’s好", "its好"))
    assert 0 < with_one - without < 30


@pytest.mark.parametrize("letters", ["شكرا", "תודה", "ขอบคุณ", "धन्यवाद"])
def test_quotation_marks_of_scripts_a_serif_lacks_are_those_of_no_chinese_face(fonts: FontBook, letters: str) -> None:
    measure = SkiaMeasurer(fonts)
    bare, quoted = (measure.width(text, "serif", 400, 100) for text in (letters, f"“{letters}”"))
    assert 0 < quoted - bare < 90


@pytest.mark.parametrize("text", ["10{}", "UP TO 10 {} CUP", "十 10 {}极速"])
@pytest.mark.parametrize("unit", ["Gbps", "mAh", "ml", "µg"])
def test_a_face_of_capitals_alone_leaves_units_to_another(unit: str, text: str, fonts: FontBook) -> None:
    faces = Faces(fonts)
    condensed, display = (faces.get(role, 700) for role in ("condensed", "display"))
    assert condensed.capitals and not display.capitals
    assert condensed.order("cased")[0] != condensed.order("role")[0]
    runs = split_runs(text.format(unit), 0, capitals=True)
    assert [run.text.strip() for run in runs if run.faces == "cased"] == [unit]
    assert "".join(run.text for run in runs if run.text != "\u200b") == text.format(unit)
    assert all(run.faces == "role" for run in split_runs(text.format(unit), 0))


@pytest.mark.parametrize("text", ["5l", "容5l"])
def test_a_unit_stands_as_upright_as_its_figure(text: str, fonts: FontBook) -> None:
    mask = draw_mask(layer(text, style={"font": "condensed", "weight": 700, "size": 100}), fonts) > 127
    begin = int(np.flatnonzero(~mask.any(axis=0) & (np.arange(mask.shape[1]) < ink(mask * 255)[2]))[-1]) + 1
    stem = mask[:, begin:]
    _, top, _, bottom = ink(stem * 255)
    first, last = (int(np.flatnonzero(stem[row])[0]) for row in (top + 5, bottom - 15))
    assert abs(first - last) <= 1


def test_letters_of_a_unit_come_together_where_they_need_another_face(shaper: Shaper) -> None:
    condensed = layer("10 ml IN mAh", by="char")
    condensed = condensed.model_copy(update={"style": condensed.style.model_copy(update={"font": "condensed"})})
    units = split_units(layout_text(condensed, shaper), condensed, shaper)
    assert [unit.text for unit in units] == ["1", "0 ml", "I", "N", "mAh"]


@pytest.mark.parametrize("text", ["Üg", "الحقيقي", "mmm", "保温杯"])
def test_the_measured_ink_is_the_drawn_one(text: str, fonts: FontBook) -> None:
    above, below = SkiaMeasurer(fonts).ink(text, "display", 700, 100)
    _, top, _, bottom = ink(draw_mask(layer(text, style=TextStyle(size=100, weight=700, valign="middle")), fonts))
    assert above + below == pytest.approx(bottom - top, abs=3)


def test_ink_reaches_as_far_as_dots_and_tails_do(fonts: FontBook) -> None:
    measurer = SkiaMeasurer(fonts)
    plain, dotted, tailed = (measurer.ink(text, "display", 700, 100) for text in ("U", "Ü", "Ug"))
    assert dotted[0] > plain[0] + 10 and dotted[1] == plain[1]
    assert tailed[1] > plain[1] + 10
    assert measurer.ink("الحقيقي", "serif", 700, 100)[1] > 30
    assert measurer.ink(" ", "display", 700, 100) == (0.0, 0.0)


@pytest.mark.parametrize("weight", [400, 700])
def test_the_unit_of_a_condensed_figure_is_narrow_and_as_heavy(weight: int, fonts: FontBook) -> None:
    def drawn(text: str, role: str) -> tuple[int, int, int, int]:
        style = {"font": role, "weight": weight, "size": 100}
        return ink(draw_mask(layer(text, style=style, box=Box(x=0, y=0, w=800, h=200)), fonts))

    measure = SkiaMeasurer(fonts)
    wide, narrow = (
        measure.width("8 kg", role, weight, 100) - measure.width("8", role, weight, 100)
        for role in ("text", "condensed")
    )
    assert narrow < 0.75 * wide
    (_, figure_top, _, _), (left, unit_top, right, _) = drawn("8", "condensed"), drawn("8h", "condensed")
    assert abs(unit_top - figure_top) <= 5  # an ascender is a little higher than a capital
    whole = measure.width("8h", "condensed", weight, 100)
    assert right - left == pytest.approx(whole, abs=9)
    style = {"font": "condensed", "weight": weight, "size": 100}
    stems = [_stem(draw_mask(layer(text, style=style), fonts)) for text in ("1I", "1l")]
    assert abs(stems[0] - stems[1]) <= 2


def _stem(mask: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> int:
    """The width of the last stem in half of the height."""
    left, top, right, bottom = ink(mask)
    row = mask[(top + bottom) // 2, left:right] > 127
    return int(row.size - 1 - np.flatnonzero(~row)[-1])


def test_words_of_a_line_with_units_make_the_line_drawn_whole(fonts: FontBook) -> None:
    whole, parts = (
        draw_mask(layer("UP TO 8 mm", by=by, style={"font": "condensed", "weight": 700, "size": 60}), fonts)
        for by in ("whole", "word")
    )
    assert np.abs(whole.astype(int) - parts).max() <= 2
