import numpy as np
import pytest

from domain.base import Box
from domain.errors import TimelineError
from domain.fonts import FontBook
from domain.layers import CaptionLayer, CaptionPage, CaptionWord, TextStyle
from domain.motion import Key, Track
from renderer.canvas import Canvas
from renderer.layers.caption import draw_caption
from renderer.resources import Resources
from tests.renderer.drawing import no_asset, no_picture, tools


def captions(mark: str = "colour", text: tuple[str, ...] = ("保", "温", "杯，"), **more: object) -> CaptionLayer:
    words = tuple(CaptionWord(text=word, start=5 + 5 * i, end=10 + 5 * i) for i, word in enumerate(text))
    style = TextStyle(font="text", size=60, min_size=30, align="centre", valign="bottom")
    page = CaptionPage(start=3, end=25, lines=(words,))
    fixed = {"id": "c", "box": Box(x=10, y=10, w=300, h=120), "pages": (page,), "style": style, "mark": mark}
    return CaptionLayer.model_validate({**fixed, "accent": "#FF0000", "on_accent": "#0000FF", **more})


def draw(layer: CaptionLayer, fonts: FontBook, frame: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    canvas = Canvas.blank(320, 140)
    track = draw_caption(layer, tools(40, Resources(fonts, no_asset, no_picture)))
    if track.state(frame) is not None:
        track.draw(canvas, frame)
    return canvas.to_rgb().astype(np.int64)


def redness(rgb: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """How much red each 60-pixel column holds, from the line's left edge."""
    red = (rgb[:, :, 0] - rgb[:, :, 1]) > 100
    return np.array([red[:, 40 + 60 * i : 100 + 60 * i].sum() for i in range(3)])


def test_a_page_shows_only_in_its_frames(fonts: FontBook) -> None:
    assert draw(captions(), fonts, 2).max() <= 3
    assert draw(captions(), fonts, 3).min(axis=2).max() > 200
    assert draw(captions(), fonts, 25).max() <= 3


@pytest.mark.parametrize("mark", ["colour", "box", "pop"])
def test_the_spoken_word_and_no_other_is_marked(fonts: FontBook, mark: str) -> None:
    layer = captions(mark)
    for index, frame in enumerate((5, 12, 19)):
        red = redness(draw(layer, fonts, frame))
        assert red.argmax() == index
        assert red[index] > 100
    assert redness(draw(layer, fonts, 4)).sum() == 0


def test_the_state_changes_exactly_with_the_word(fonts: FontBook) -> None:
    track = draw_caption(captions(), tools(40, Resources(fonts, no_asset, no_picture)))
    states = [track.state(frame) for frame in range(30)]
    changes = [frame for frame in range(1, 30) if states[frame] != states[frame - 1]]
    assert changes == [3, 5, 10, 15, 20, 25]


def test_a_line_too_long_is_set_smaller_and_refused_below_its_smallest_size(fonts: FontBook) -> None:
    columns = np.nonzero(draw(captions(text=tuple("这一行比框子宽")), fonts, 7).max(axis=(0, 2)) > 100)[0]
    assert 10 <= columns.min() < 20
    assert 300 < columns.max() <= 310
    with pytest.raises(TimelineError, match="does not fit 300 pixels at size 30"):
        draw(captions(text=tuple("这一行实在是太长太长太长了")), fonts, 7)


def test_captions_move_like_any_layer(fonts: FontBook) -> None:
    up = Track(property="y", keys=(Key(frame=0, value=-40),))
    low, high = draw(captions(), fonts, 8), draw(captions(motion=(up,)), fonts, 8)
    assert np.nonzero(high.max(axis=(1, 2)) > 100)[0].min() == np.nonzero(low.max(axis=(1, 2)) > 100)[0].min() - 40


def test_the_plate_of_a_word_leaves_its_neighbours_whole(fonts: FontBook) -> None:
    layer = captions("box")
    plain, boxed = draw(layer, fonts, 4), draw(layer, fonts, 12)
    assert (boxed[:, :97] == plain[:, :97]).all() and (boxed[:, 163:] == plain[:, 163:]).all()
    spaced = captions("box", ("a ", "to ", "b"))
    wide = (redness_of(draw(spaced, fonts, 12)) > 0).nonzero()[0]
    tight = (redness_of(draw(captions("box", ("a", "to", "b")), fonts, 12)) > 0).nonzero()[0]
    assert np.ptp(wide) > np.ptp(tight) + 6


def test_the_plate_of_a_word_ends_before_the_mark_that_closes_a_quotation(fonts: FontBook) -> None:
    closed, open_ended = (
        (redness_of(draw(captions("box", ("听", last)), fonts, 12)) > 0).nonzero()[0] for last in ("清。”", "清。")
    )
    assert np.ptp(closed) == np.ptp(open_ended)


def redness_of(rgb: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """How much red each column holds."""
    return np.array(((rgb[:, :, 0] - rgb[:, :, 1]) > 100).sum(axis=0))
