"""Captions as files from a timeline's caption pages: as players read them, and on the frames that show them."""

import re
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.brief import Language
from domain.layers import CaptionLayer, ShapeLayer
from domain.timeline import Timeline, Transition
from media.fonts import load_font_book
from pipeline.captions import as_srt, as_vtt, captions
from renderer.resources import Resources
from renderer.shrink import shrunk
from renderer.still import draw_still
from renderer.text.measure import SkiaMeasurer
from templates.compose import compose
from tests.pipeline.timelines import page, scene, timeline
from tests.renderer.drawing import no_asset, no_picture
from tests.templates import material as m


def test_srt_as_a_player_reads_it() -> None:
    first = scene("a", 90, page(0, 45, "保温", "十二小时"), page(45, 90, "Hot."))
    second = scene("b", 60, page(10, 50, "99 yuan"))
    assert as_srt(timeline(first, second)) == (
        "1\n00:00:00,000 --> 00:00:01,500\n保温\n十二小时\n"
        "\n2\n00:00:01,500 --> 00:00:03,000\nHot.\n"
        "\n3\n00:00:03,333 --> 00:00:04,667\n99 yuan\n"
    )


def test_files_hold_arabic_and_parted_words_in_the_order_they_are_said() -> None:
    shown = timeline(scene("a", 90, page(0, 45, "أصابع (350 millilitres).", "kalk-"), page(45, 90, "wirkung")))
    for text in (as_srt(shown), as_vtt(shown)):
        assert "\nأصابع (350 millilitres).\nkalk-\n" in text


def test_hours_and_minutes() -> None:
    long = scene("a", 30 * 3723 + 30, page(30 * 3723, 30 * 3723 + 30, "late"))
    assert "01:02:03,000 --> 01:02:04,000" in as_srt(timeline(long))


def test_pages_of_overlapping_scenes_do_not_overlap() -> None:
    first = scene("a", 60, page(0, 60, "one"))
    second = scene("b", 60, page(0, 60, "two"), transition=Transition(kind="crossfade", frames=20))
    assert [(cue.start, cue.end) for cue in captions(timeline(first, second))] == [(0, 40), (40, 100)]


def test_a_page_past_its_scene_ends_with_it() -> None:
    cues = captions(timeline(scene("a", 30, page(10, 90, "x"), page(40, 50, "never"))))
    assert [(cue.start, cue.end, cue.lines) for cue in cues] == [(10, 30, ("x",))]


def test_without_captions_the_file_is_empty() -> None:
    assert as_srt(timeline(scene("a", 30))) == ""


def _only(whole: Timeline, *kinds: type) -> Timeline:
    """The timeline with no layers but those of some kinds."""
    scenes = tuple(
        scene.model_copy(update={"layers": tuple(layer for layer in scene.layers if isinstance(layer, kinds))})
        for scene in whole.scenes
    )
    return whole.model_copy(update={"scenes": scenes})


def _frames(text: str, fps: Fraction) -> list[tuple[int, int]]:
    """The cues of a caption file in frames, as a reader of its milliseconds places them."""
    times = re.findall(r"(\d+):(\d+):(\d+)[,.](\d+)", text)
    ms = [((int(h) * 60 + int(minute)) * 60 + int(s)) * 1000 + int(rest) for h, minute, s, rest in times]
    frames = [round(at * fps / 1000) for at in ms]
    return list(zip(frames[::2], frames[1::2], strict=True))


@pytest.mark.slow
@pytest.mark.parametrize(("template", "language"), [("problem-solution", "zh"), ("lookbook", "en")])
def test_files_and_burned_in_captions_change_on_the_same_frames(template: str, language: Language) -> None:
    """A cue begins on the frame that first shows its page, and ends on the first that shows it no more."""
    fonts = load_font_book()
    inputs = m.inputs(m.script(language), cutouts={})
    whole = shrunk(compose(m.loaded(template), inputs, SkiaMeasurer(fonts)), 216)
    resources = Resources(fonts, no_asset, no_picture)
    shown, bare = _only(whole, ShapeLayer, CaptionLayer), _only(whole, ShapeLayer)

    def caption_on(frame: int) -> NDArray[np.int64]:
        with_, without = (draw_still(one, frame, resources).astype(np.int64) for one in (shown, bare))
        return np.abs(with_ - without)

    cues = _frames(as_srt(whole), whole.fps)
    assert cues == _frames(as_vtt(whole), whole.fps)
    assert len(cues) >= 6
    for start, end in cues:
        first, last = caption_on(start), caption_on(end - 1)
        assert first.max() > 60 and last.max() > 60
        assert start == 0 or np.abs(first - caption_on(start - 1)).max() > 60
        assert end == whole.frames or np.abs(last - caption_on(end)).max() > 60
