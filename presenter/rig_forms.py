"""Forms as a person writes them in presenter/rigs, turned into the path data of a rig."""

import math
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field, model_validator

from domain.base import Frozen
from domain.rig import Form

_ROUND = 0.5522847498
"""Length of the handles with which four cubics make a circle of radius 1."""

Pair = tuple[float, float]


class FormSpec(Frozen):
    """One form: path data ``d``, an ellipse ``e`` (middle, radii) or a smooth ``line`` through points."""

    d: str | None = None
    e: tuple[float, float, float, float] | None = None
    line: tuple[Pair, ...] | None = Field(default=None, min_length=2)
    fill: str | None = None
    stroke: str | None = None
    w: Annotated[float, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _check(self) -> "FormSpec":
        if sum(kind is not None for kind in (self.d, self.e, self.line)) != 1:
            raise ValueError("a form needs exactly one of d, e and line")
        return self


class Placing(Frozen):
    """Turned by ``turn`` degrees about the origin, then moved ``at`` a place."""

    at: Pair = (0, 0)
    turn: float = 0
    flipped: bool = False

    def apply(self, x: float, y: float) -> Pair:
        y = -y if self.flipped else y
        cos, sin = math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))
        return self.at[0] + cos * x - sin * y, self.at[1] + sin * x + cos * y


HERE = Placing()


def make_form(spec: FormSpec, palette: Mapping[str, str], placing: Placing = HERE) -> Form:
    """A form with real colours, in the rig's own units. Raises KeyError for a colour the palette lacks."""
    fill = palette[spec.fill] if spec.fill else None
    stroke = palette[spec.stroke] if spec.stroke else None
    return Form(path=_path(spec, placing), fill=fill, stroke=stroke, width=spec.w)


def _path(spec: FormSpec, placing: Placing) -> str:
    if spec.e is not None:
        return write_path(ellipse(*spec.e), placing)
    if spec.line is not None:
        return write_path(_smooth(spec.line), placing)
    return _moved(spec.d or "", placing)


Command = tuple[str, tuple[Pair, ...]]


def write_path(commands: Sequence[Command], placing: Placing = HERE) -> str:
    """Path data of commands given as a letter and its points."""
    words = []
    for letter, points in commands:
        places = " ".join(f"{_short(x)} {_short(y)}" for x, y in (placing.apply(*point) for point in points))
        words.append(letter + places)
    return " ".join(words)


def _short(value: float) -> str:
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0") if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")
    )


def ellipse(x: float, y: float, rx: float, ry: float) -> list[Command]:
    """An ellipse around (x, y) as four curves."""
    kx, ky = rx * _ROUND, ry * _ROUND
    return [
        ("M", ((x + rx, y),)),
        ("C", ((x + rx, y + ky), (x + kx, y + ry), (x, y + ry))),
        ("C", ((x - kx, y + ry), (x - rx, y + ky), (x - rx, y))),
        ("C", ((x - rx, y - ky), (x - kx, y - ry), (x, y - ry))),
        ("C", ((x + kx, y - ry), (x + rx, y - ky), (x + rx, y))),
        ("Z", ()),
    ]


def _smooth(points: Sequence[Pair]) -> list[Command]:
    """A curve through all points whose direction at each follows its neighbours (Catmull–Rom)."""
    commands: list[Command] = [("M", (points[0],))]
    for i in range(len(points) - 1):
        before, a, b, after = points[max(i - 1, 0)], points[i], points[i + 1], points[min(i + 2, len(points) - 1)]
        one = (a[0] + (b[0] - before[0]) / 6, a[1] + (b[1] - before[1]) / 6)
        two = (b[0] - (after[0] - a[0]) / 6, b[1] - (after[1] - a[1]) / 6)
        commands.append(("C", (one, two, b)))
    return commands


def _moved(data: str, placing: Placing) -> str:
    if placing == HERE:
        return data
    commands: list[Command] = []
    letter, numbers = "", list[float]()
    for word in _words(data):
        if word.isalpha():
            _close(commands, letter, numbers)
            letter, numbers = word, []
        else:
            numbers.append(float(word))
    _close(commands, letter, numbers)
    return write_path(commands, placing)


def _close(commands: list[Command], letter: str, numbers: Sequence[float]) -> None:
    if letter:
        commands.append((letter, tuple(zip(numbers[::2], numbers[1::2], strict=True))))


def _words(data: str) -> list[str]:
    for letter in "MLCQZ":
        data = data.replace(letter, f" {letter} ")
    return data.replace(",", " ").split()
