"""Paint: what shapes and backgrounds are filled with, outlines and shadows."""

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat

from domain.base import Colour, Frozen, Point, Unit


class Solid(Frozen):
    type: Literal["solid"] = "solid"
    colour: Colour


class Stop(Frozen):
    """One colour of a gradient at a place from 0 to 1 along it."""

    at: Unit
    colour: Colour


class LinearGradient(Frozen):
    """``angle`` in degrees: 0 runs left to right, 90 top to bottom."""

    type: Literal["linear"] = "linear"
    angle: float = 90
    stops: tuple[Stop, ...] = Field(min_length=2)


class RadialGradient(Frozen):
    """``radius`` is a fraction of the longer side of the box; ``oval``, of each side: it is as flat as the box."""

    type: Literal["radial"] = "radial"
    centre: Point = Point()
    radius: Annotated[float, Field(gt=0, le=3)] = 0.75
    oval: bool = False
    stops: tuple[Stop, ...] = Field(min_length=2)


Paint = Annotated[Solid | LinearGradient | RadialGradient, Field(discriminator="type")]


class Stroke(Frozen):
    """An outline, ``width`` pixels in all; outside the letter form for text, centred on the edge for shapes."""

    width: NonNegativeFloat
    colour: Colour


class Shadow(Frozen):
    """A soft shadow: offset in pixels, Gaussian ``blur`` sigma in pixels."""

    dx: float = 0
    dy: float = 8
    blur: NonNegativeFloat = 16
    colour: Colour = "#00000055"
