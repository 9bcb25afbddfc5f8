"""A portrait that was filmed: which picture of its clip a frame shows."""

from pathlib import Path

import numpy as np
import pytest

from domain.asset import Asset
from domain.base import Box
from domain.portrait import Take
from renderer.canvas import Canvas
from renderer.layers.base import Tools
from renderer.overlays import overlay_in_segment
from renderer.resources import Resources
from renderer.scene import Stack, draw_layer
from tests.media.makers import clip
from tests.renderer.drawing import NO_FONTS, tools
from tests.renderer.test_portrait import layer, skin

CLIP = Asset(
    sha256="c" * 64, kind="video", name="c.mp4", mime="video/mp4", width=96, height=64, duration_ms=1000, fps=12
)
FILMED = layer(take=Take(asset=CLIP.sha256, start_ms=250, end_ms=750, begins=6), box=Box(x=8, y=8, w=96, h=64))


@pytest.mark.parametrize(("frame", "seconds"), [(0, 0.25), (6, 0.25), (12, 0.45), (21, 0.75), (29, 0.75)])
def test_the_take_begins_with_the_voice_and_holds_at_both_ends(frame: int, seconds: float) -> None:
    assert FILMED.take
    assert FILMED.take.seconds(frame, 30) == pytest.approx(seconds)


def test_redrawing_only_what_changed_gives_the_same_pictures(tmp_path: Path) -> None:
    path = clip(tmp_path / "c.mp4")
    with_clip = Tools(Resources(NO_FONTS, lambda sha: path, lambda path: skin()), tools(30).shaper, 30, 30.0)
    stack = Stack([draw_layer(FILMED, with_clip, {CLIP.sha256: CLIP})], Canvas.blank(112, 80))
    canvas, seen = Canvas.blank(112, 80), set()
    for frame in range(30):
        stack.draw(frame, canvas)
        alone = Canvas.blank(112, 80)
        draw_layer(FILMED, with_clip, {CLIP.sha256: CLIP}).draw(alone, frame)
        assert np.array_equal(canvas.y, alone.y), frame
        seen.add(canvas.y.tobytes())
    assert len(seen) == 7  # pictures of a clip of 12 a second between 0.25 and 0.75 s


def test_in_a_segment_of_its_own_it_shows_the_same_pictures() -> None:
    moved = overlay_in_segment(FILMED, 10, 20, 30)
    assert moved
    assert FILMED.take
    assert Take.model_validate(moved["take"]).seconds(2, 30) == FILMED.take.seconds(12, 30)
