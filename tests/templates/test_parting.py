"""Parting: no words of a scene are left when half of a crossfade is over; other transitions take them along."""

from itertools import pairwise

import pytest

from domain.base import Box
from domain.layers import GroupLayer, Layer, ShapeLayer, TextLayer, TextStyle
from domain.paint import Solid
from domain.timeline import Scene, Transition, TransitionKind
from renderer.motion import pose_at
from templates.parting import parted
from tests.templates import material as m

BOX = Box(x=0, y=0, w=400, h=100)
WORDS = TextLayer(id="words", box=BOX, text="words", style=TextStyle(size=60))
PLATE = ShapeLayer(id="plate", box=BOX, fill=Solid(colour="#FFFFFF"))
CARD = GroupLayer(id="card", box=BOX, layers=(PLATE, WORDS.model_copy(update={"id": "price"})))


def scene(name: str, kind: TransitionKind | None = None) -> Scene:
    transition = Transition(kind=kind, frames=20) if kind else None
    return Scene(
        id=name, role="benefit", frames=100, background=Solid(colour="#000000"), layers=(PLATE, WORDS, CARD),
        transition=transition,
    )  # fmt: skip


def seen(layer: Layer, frame: int) -> float:
    return pose_at(layer.motion, layer.opacity, frame).opacity


@pytest.mark.parametrize("kind", ["crossfade", "slide-left"])
def test_words_leave_before_what_fades_in(kind: TransitionKind) -> None:
    first, last = parted((scene("one"), scene("two", kind)))
    fades = kind == "crossfade"
    for layer in first.layers[1:]:
        assert seen(layer, 80) == 1 and (seen(layer, 90) == 0) == fades
    assert first.layers[0] == PLATE and last == scene("two", kind)


@pytest.mark.parametrize("template", m.TEMPLATES)
def test_no_two_texts_are_seen_through_each_other(template: str) -> None:
    for before, after in pairwise(m.composed(template).scenes):
        if after.transition and after.transition.kind == "crossfade":
            middle = before.frames - after.transition.frames // 2
            assert not [x for x in before.layers if isinstance(x, TextLayer) and seen(x, middle) > 0]
