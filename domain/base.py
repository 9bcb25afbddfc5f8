"""The frozen base of every domain value, and the small value types they share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Frozen(BaseModel):
    """A strict, immutable value: unknown keys are errors; change it with ``model_copy(update=…)``.

    What checks a value is built with the first value, which a program that starts need not wait for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A lower-case hexadecimal SHA-256 of an asset's bytes: its identity everywhere."""

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?$")]
"""``#RRGGBB`` or ``#RRGGBBAA`` in sRGB."""

Unit = Annotated[float, Field(ge=0, le=1)]
"""A fraction from 0 to 1."""


class Point(Frozen):
    """A place inside a box or picture, as fractions of its width and height."""

    x: Unit = 0.5
    y: Unit = 0.5


class Area(Frozen):
    """A rectangle inside a picture, as fractions of its width and height from the top left."""

    x: Unit
    y: Unit
    w: Annotated[float, Field(gt=0, le=1)]
    h: Annotated[float, Field(gt=0, le=1)]

    @property
    def middle(self) -> Point:
        """The point in the middle of it."""
        return Point(x=round(min(1.0, self.x + self.w / 2), 4), y=round(min(1.0, self.y + self.h / 2), 4))

    def with_other(self, other: "Area") -> "Area":
        """The smallest area that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        right, bottom = max(self.x + self.w, other.x + other.w), max(self.y + self.h, other.y + other.h)
        return Area(x=x, y=y, w=min(1.0, round(right - x, 4)), h=min(1.0, round(bottom - y, 4)))


class Box(Frozen):
    """A rectangle in output pixels, origin at the top left of the frame."""

    x: int
    y: int
    w: int = Field(gt=0)
    h: int = Field(gt=0)

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    def inset(self, by: int) -> "Box":
        """The box made smaller by ``by`` pixels on every side."""
        return Box(x=self.x + by, y=self.y + by, w=self.w - 2 * by, h=self.h - 2 * by)

    def intersects(self, other: "Box") -> bool:
        """Whether the two boxes share at least one pixel."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
