"""Forms of a rig as Skia paths and paints, made once."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import skia

from domain.rig import Form

_TOKEN = re.compile(r"[MLCQZ]|-?\d+(?:\.\d+)?")
_NUMBERS = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


@dataclass(frozen=True)
class Outline:
    """A path and the paints it is drawn with, fill first."""

    path: skia.Path
    paints: tuple[skia.Paint, ...]

    @cached_property
    def bounds(self) -> skia.Rect:
        """Around all its ink."""
        rim = max((paint.getStrokeWidth() for paint in self.paints), default=0) / 2 + 1
        return self.path.getBounds().makeOutset(rim, rim)

    def draw(self, canvas: skia.Canvas) -> None:
        for paint in self.paints:
            canvas.drawPath(self.path, paint)


def outline(form: Form, colour: Callable[[str], int]) -> Outline:
    """A form, ready to draw in what ``colour`` makes of its colours.

    Raises ValueError for path data that does not add up.
    """
    return Outline(parse_path(form.path), tuple(_paints(form, colour)))


def parse_path(data: str) -> skia.Path:
    """A path from absolute M, L, C, Q and Z commands; a command's numbers may repeat."""
    builder = skia.PathBuilder()
    steps = {
        "M": builder.moveTo,
        "L": builder.lineTo,
        "Q": builder.quadTo,
        "C": builder.cubicTo,
        "Z": builder.close,
    }
    for command, numbers in _commands(data):
        steps[command](*numbers)
    return builder.detach()


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    command = ""
    numbers: list[float] = []
    for token in _TOKEN.findall(data):
        if token in _NUMBERS:
            if numbers:
                raise ValueError(f"path '{data[:40]}': {command} has numbers left over")
            command = token
            if command == "Z":
                yield command, []
            continue
        numbers.append(float(token))
        if len(numbers) == _NUMBERS.get(command):
            yield command, numbers
            numbers = []
    if numbers:
        raise ValueError(f"path '{data[:40]}': {command} has numbers left over")


def _paints(form: Form, colour: Callable[[str], int]) -> Iterator[skia.Paint]:
    if form.fill:
        yield skia.Paint(AntiAlias=True, Color=colour(form.fill))
    if form.stroke and form.width:
        yield skia.Paint(
            AntiAlias=True,
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=form.width,
            StrokeCap=skia.Paint.kRound_Cap,
            StrokeJoin=skia.Paint.kRound_Join,
            Color=colour(form.stroke),
        )
