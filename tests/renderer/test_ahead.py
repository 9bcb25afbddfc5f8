from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from domain.errors import RenderError
from renderer.ahead import AHEAD, drawn_ahead
from renderer.canvas import Canvas
from renderer.regions import Region


def greys(count: int, drawn: list[int]) -> Iterator[tuple[int, Canvas]]:
    """One canvas drawn over and over, as a drawer does."""
    canvas = Canvas.blank(32, 32)
    for number in range(count):
        canvas.y.fill(number)
        drawn.append(number)
        yield number, canvas


def test_every_picture_comes_whole_and_in_order() -> None:
    with drawn_ahead(greys(20, [])) as pictures:
        assert [(number, int(picture.buffer[0, 0])) for number, picture in pictures] == [(i, i) for i in range(20)]


def test_nothing_is_drawn_over_while_it_is_used() -> None:
    drawn: list[int] = []
    with drawn_ahead(greys(50, drawn)) as pictures:
        for number, picture in pictures:
            assert len(drawn) <= number + AHEAD + 1
            assert int(picture.buffer[0, 0]) == number


def test_what_drawing_raises_comes_after_what_was_drawn() -> None:
    def failing() -> Iterator[tuple[int, Canvas]]:
        yield from greys(2, [])
        raise RenderError("no more paint")

    seen: list[int] = []
    with pytest.raises(RenderError, match="no more paint"), drawn_ahead(failing()) as pictures:
        seen.extend(number for number, _ in pictures)
    assert seen == [0, 1]


def test_leaving_early_ends_drawing() -> None:
    drawn: list[int] = []
    with drawn_ahead(greys(1000, drawn)) as pictures:
        next(pictures)
    assert len(drawn) <= AHEAD + 2


def patches(count: int) -> Iterator[tuple[int, Canvas]]:
    """Pictures of which a small part changes from one to the next, at a place of its own each, or nothing at all."""
    canvas = Canvas.blank(32, 32)
    for number in range(count):
        at = number * 6 % 28
        place = Region(at, at, at + 4, at + 4)
        if number % 3:
            canvas.y[place.whole] = canvas.u[place.half] = 20 + number
        changed = (place,) if number % 3 else ()
        yield number, replace(canvas, changed=changed if number else None)


def test_pictures_of_which_only_a_part_changed_come_whole() -> None:
    wanted = [canvas.buffer.copy() for _, canvas in patches(60)]
    with drawn_ahead(patches(60)) as pictures:
        for number, picture in pictures:
            assert np.array_equal(picture.buffer, wanted[number])


def test_a_new_scene_is_copied_whole() -> None:
    def scenes() -> Iterator[tuple[int, Canvas]]:
        yield from patches(20)
        yield from greys(20, [])

    wanted = [canvas.buffer.copy() for _, canvas in scenes()]
    with drawn_ahead(scenes()) as pictures:
        assert all(np.array_equal(picture.buffer, wanted[i]) for i, (_, picture) in enumerate(pictures))
