from collections.abc import Iterator

import pytest

from domain.errors import RenderError
from renderer.ahead import AHEAD, drawn_ahead
from renderer.canvas import Canvas


def greys(count: int, drawn: list[int]) -> Iterator[tuple[int, Canvas]]:
    """One canvas drawn over and over, as a drawer does."""
    canvas = Canvas.blank(8, 8)
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
