"""Motion: the eases by name, and how a layer's properties change over a scene's frames."""

from typing import Literal

from pydantic import Field, model_validator

from domain.base import Frozen

Ease = Literal[
    "linear", "hold",
    "in-sine", "out-sine", "in-out-sine",
    "in-cubic", "out-cubic", "in-out-cubic",
    "in-quint", "out-quint", "in-out-quint",
    "out-expo", "in-out-expo",
    "out-back", "in-back",
    "spring", "spring-soft", "spring-stiff",
]  # fmt: skip


class Key(Frozen):
    """A value at a frame of the scene; ``ease`` shapes the way *to* this key from the one before."""

    frame: int
    value: float
    ease: Ease = "out-cubic"


class Track(Frozen):
    """How one property of a layer changes.

    ``x`` and ``y`` are offsets in pixels, ``scale`` a factor and ``rotation`` clockwise degrees
    about the centre of the box, ``opacity`` 0–1, ``wipe`` the share of the layer shown from its left.
    Before the first key its value holds, after the last the last's.
    """

    property: Literal["x", "y", "scale", "rotation", "opacity", "wipe"]
    keys: tuple[Key, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> "Track":
        frames = [key.frame for key in self.keys]
        if frames != sorted(set(frames)):
            raise ValueError(f"the keys of track '{self.property}' must have rising frames")
        return self
