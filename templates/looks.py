"""How a layer of template.yaml is described: lengths, places, colours and paints, motion and camera.

Lengths are design units, 1/1080 of the frame's short side, or per cent of what they stand in.
Times are seconds. Colours are names of the template's palette (``ink``, ``ink/40`` at 40 % opacity)
or ``#RRGGBB``.
"""

from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from domain.base import Frozen, Unit
from domain.motion import Ease

Property = Literal["x", "y", "scale", "rotation", "opacity", "wipe"]

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Percent = Annotated[str, StringConstraints(pattern=r"^-?\d{1,3}(\.\d+)?%$")]
Length = Annotated[float, Field(ge=-4000, le=4000)] | Percent
Extent = Annotated[float, Field(ge=0, le=4000)]
Seconds = Annotated[float, Field(ge=0, le=60)]
ColourRef = Annotated[str, StringConstraints(pattern=r"^(#[0-9A-Fa-f]{6}|[a-z][a-z0-9-]{0,39})(/(\d|[1-9]\d|100))?$")]
Condition = Annotated[str, StringConstraints(pattern=r"^!?[a-z_.]+(\[\d\])?$")]


def _eased(value: Any) -> Any:
    return (*value, "linear") if isinstance(value, list | tuple) and len(value) == 2 else value


KeySpec = Annotated[tuple[Annotated[float, Field(ge=-60, le=60)], Length, Ease], BeforeValidator(_eased)]
"""A moment, a value there, and the easing of the way to it."""


Anchor = Literal["top-left", "top", "top-right", "left", "middle", "right", "bottom-left", "bottom", "bottom-right"]


class Place(Frozen):
    """A box by its distances from the sides of another: ``frame``, ``safe``, ``body``, or a named place.

    Each axis takes at most two of its four values; none fills the axis, a size alone is centred or
    stands at ``anchor``. ``cx`` and ``cy`` are the distance of the box's middle from the left and the
    top. ``across`` and ``down`` measure one axis against another box than ``of``. ``ratio`` (width to
    height) makes the box as large as that shape may be in it, at ``anchor``.
    """

    of: Name = "body"
    across: Name | None = None
    down: Name | None = None
    anchor: Anchor = "middle"
    ratio: Annotated[float, Field(gt=0.05, le=20)] | None = None
    left: Length | None = None
    right: Length | None = None
    w: Length | None = None
    cx: Length | None = None
    top: Length | None = None
    bottom: Length | None = None
    h: Length | None = None
    cy: Length | None = None

    @model_validator(mode="after")
    def _check(self) -> "Place":
        for axis, ends, size, middle in (
            ("left, right, w and cx", (self.left, self.right), self.w, self.cx),
            ("top, bottom, h and cy", (self.top, self.bottom), self.h, self.cy),
        ):
            if sum(value is not None for value in (*ends, size, middle)) > 2:
                raise ValueError(f"give at most two of {axis}")
            if middle is not None and size is None:
                raise ValueError(
                    f"a middle needs a size: give both or neither of {axis.split(' and ')[1]} and the size"
                )
        return self


class ScenePlace(Place):
    """A place of a scene or a shared layout. ``short`` is the place instead in a short frame, where platforms
    leave little height for the body."""

    short: Place | None = None


# --- paint ---------------------------------------------------------------------------------------

StopSpec = tuple[Unit, ColourRef]


class LinearSpec(Frozen):
    """``linear`` is the angle in degrees: 0 runs left to right, 90 top to bottom."""

    linear: Annotated[float, Field(ge=-360, le=360)]
    stops: tuple[StopSpec, ...] = Field(min_length=2, max_length=24)


class RadialSpec(Frozen):
    """``radial`` is the middle as fractions of the box, ``radius`` a fraction of its longer side."""

    radial: tuple[Unit, Unit]
    radius: Annotated[float, Field(gt=0, le=3)] = 0.75
    stops: tuple[StopSpec, ...] = Field(min_length=2, max_length=24)


def _kind_of_paint(value: Any) -> str:
    if isinstance(value, RadialSpec) or (isinstance(value, dict) and "radial" in value):
        return "radial gradient"
    return "linear gradient" if isinstance(value, dict | LinearSpec) else "one colour"


# The names of the tags are no keys of a template, so that complaints pass over them.
PaintSpec = Annotated[
    Annotated[ColourRef, Tag("one colour")]
    | Annotated[LinearSpec, Tag("linear gradient")]
    | Annotated[RadialSpec, Tag("radial gradient")],
    Discriminator(_kind_of_paint),
]


class StrokeSpec(Frozen):
    width: Annotated[float, Field(gt=0, le=200)]
    colour: ColourRef


class ShadowSpec(Frozen):
    dx: Annotated[float, Field(ge=-400, le=400)] = 0
    dy: Annotated[float, Field(ge=-400, le=400)] = 12
    blur: Annotated[float, Field(ge=0, le=400)] = 28
    colour: ColourRef


# --- motion --------------------------------------------------------------------------------------


class MotionUse(Frozen):
    """A motion preset put to use: when it begins, how long it takes (None: its own), how far it goes."""

    use: Name
    delay: Seconds = 0
    seconds: Annotated[float, Field(gt=0, le=60)] | None = None
    amount: Annotated[float, Field(ge=-20, le=20)] = 1


def _from_name(value: Any) -> Any:
    return {"use": value} if isinstance(value, str) else value


Motion = Annotated[MotionUse, BeforeValidator(_from_name)]


class CameraUse(Frozen):
    """A camera move over a photo; ``amount`` is the extra zoom it needs, 0.08 by default."""

    use: Literal["still", "push", "pull", "left", "right", "up", "down"]
    amount: Annotated[float, Field(ge=0, le=0.5)] = 0.08
    ease: Ease = "in-out-sine"


Camera = Annotated[CameraUse, BeforeValidator(_from_name)]
