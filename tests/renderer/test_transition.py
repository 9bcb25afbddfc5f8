"""Transitions: what of two scenes a frame between them shows, and that no more of them is drawn."""

from typing import get_args

import numpy as np
import pytest

from domain.layers import ShapeLayer
from domain.motion import Ease, Key, Track
from domain.timeline import Scene, Transition, TransitionKind
from renderer.canvas import Canvas
from renderer.regions import Region
from renderer.resources import Resources
from renderer.segments import plan_segments
from renderer.still import draw_still
from renderer.transition import draw_transition, shown_in
from renderer.video import FrameDrawer
from tests.renderer.drawing import BLACK, NO_FONTS, WHITE, no_asset, no_picture, square, timeline

RESOURCES = Resources(NO_FONTS, no_asset, no_picture)
KINDS = get_args(TransitionKind)


def noise(seed: int) -> Canvas:
    return Canvas(np.random.default_rng(seed).integers(16, 235, (36, 16), np.uint8))


def only_shown(picture: Canvas, shown: Region, seed: int) -> Canvas:
    """The picture with something else wherever it is said not to be shown."""
    other = noise(seed)
    other.clipped(shown).take(picture)
    return other


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ease", ["linear", "in-out-quint", "in-back", "out-back", "spring"])
def test_a_transition_is_made_of_what_it_says_it_shows(kind: TransitionKind, ease: Ease) -> None:
    transition, out, incoming = Transition(kind=kind, frames=7, ease=ease), noise(1), noise(2)
    for step in range(7):
        whole, part = Canvas.blank(16, 24), Canvas.blank(16, 24)
        draw_transition(transition, out, incoming, whole, step)
        before, after = shown_in(transition, out.whole, step)
        draw_transition(transition, only_shown(out, before, 3), only_shown(incoming, after, 4), part, step)
        assert (whole.buffer == part.buffer).all()


def walking(name: str, fill: object, transition: Transition | None = None) -> Scene:
    """Blocks that walk to the right and down over a still one, every part of the picture touched."""
    across = Track(property="x", keys=(Key(frame=0, value=0), Key(frame=7, value=14, ease="linear")))
    down = Track(property="y", keys=(Key(frame=0, value=0), Key(frame=7, value=14, ease="linear")))
    layers: tuple[ShapeLayer, ...] = (
        square(2, 12, 10, 2),
        square(0, 0, 2, 2, motion=(across,)),
        square(0, 0, 2, 2, motion=(down,)),
    )
    return Scene.model_validate(
        {"id": name, "role": "hook", "frames": 10, "background": fill, "layers": layers, "transition": transition}
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ease", ["linear", "in-out-cubic", "spring"])
def test_frames_between_scenes_drawn_in_order_equal_frames_drawn_alone(kind: TransitionKind, ease: Ease) -> None:
    """Though of each scene only what shows is drawn, and what came into sight in between has to be caught up with."""
    into = Transition(kind=kind, frames=8, ease=ease)
    video = timeline(walking("a", BLACK), walking("b", WHITE, into), side=16)
    segment = plan_segments(video)[1]
    assert segment.kind == "transition"
    drawn = [canvas.to_rgb() for canvas in FrameDrawer(video, RESOURCES).segment(segment)]
    for step, rgb in enumerate(drawn):
        assert (rgb == draw_still(video, segment.first + step, RESOURCES)).all()
