"""What a stack of layers spares itself: drawing anew what has not changed, and what nobody sees."""

from collections.abc import Hashable

import pytest

from renderer.canvas import Canvas
from renderer.layers.base import Covering
from renderer.regions import Region
from renderer.scene import Stack


class Counted:
    """A layer over the whole picture that counts how often it is drawn, and changes every so many frames."""

    def __init__(self, every: int | None = None) -> None:
        self.every, self.draws = every, 0

    def state(self, frame: int) -> Hashable:
        return frame // self.every if self.every else "still"

    def draw(self, canvas: Canvas, frame: int) -> None:
        self.draws += 1

    def touched(self, frame: int) -> list[Region]:
        return [Region(0, 0, 8, 8)]

    def changed(self, before: int, frame: int) -> list[Region]:
        return self.touched(frame)


@pytest.mark.parametrize("every", [1, 2, 5])
def test_what_lies_below_a_layer_that_keeps_moving_is_drawn_once(every: int) -> None:
    below, moving, above = Counted(), Counted(every), Counted()
    stack, canvas = Stack([below, moving, above], Canvas.blank(8, 8)), Canvas.blank(8, 8)
    for frame in range(60):
        stack.draw(frame, canvas)
    assert below.draws <= 3
    assert 60 // every <= moving.draws <= 60 // every + 3
    assert 60 // every <= above.draws <= 60 // every + 3


class Wall(Counted):
    """One that leaves nothing to be seen of what lies below its own part of the picture."""

    def __init__(self, part: Region) -> None:
        super().__init__(every=1)
        self.part = part

    def covered(self, frame: int) -> Region | None:
        return self.part

    def draw(self, canvas: Canvas, frame: int) -> None:
        super().draw(canvas, frame)
        canvas.y[self.part.whole] = 100 + frame


@pytest.mark.parametrize(("part", "seen"), [(Region(0, 0, 8, 8), False), (Region(0, 0, 8, 6), True)])
def test_what_lies_wholly_behind_a_layer_is_not_drawn(part: Region, seen: bool) -> None:
    behind, wall = Counted(every=1), Wall(part)
    assert isinstance(wall, Covering)
    stack, canvas = Stack([behind, wall], Canvas.blank(8, 8)), Canvas.blank(8, 8)
    for frame in range(10):
        stack.draw(frame, canvas)
    assert (behind.draws, wall.draws) == (10 if seen else 0, 10)
    assert (canvas.y[part.whole] == 109).all()
    assert seen == bool((canvas.y == 16).any())
