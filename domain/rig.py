"""The rig: an on-screen presenter as vector forms on bones, and what it is told to do.

Lengths are rig units on a canvas of the rig's own size, origin at the top left; angles are clockwise
degrees. A rig is plain data: whoever draws it needs nothing but this file.
"""

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveInt, StringConstraints, model_validator

from domain.base import Colour, Frozen

RIG_NAME = r"^[a-z][a-z0-9-]{0,39}$"
RigName = Annotated[str, StringConstraints(pattern=RIG_NAME)]
PathData = Annotated[str, StringConstraints(pattern=r"^M[MLCQZ0-9 .,-]*$", max_length=4000)]
"""SVG path data of absolute M, L, C, Q and Z commands."""

Framing = Literal["full", "half", "bust", "bubble"]
"""The whole figure, down to the hips, down to the waist, or head and shoulders in a round window."""


class Form(Frozen):
    """One outline, filled, stroked or both; strokes have round ends."""

    path: PathData
    fill: Colour | None = None
    stroke: Colour | None = None
    width: NonNegativeFloat = 0


class Bone(Frozen):
    """What turns about ``pivot`` and carries its children along."""

    parent: RigName | None = None
    pivot: tuple[float, float]


class RigPart(Frozen):
    """Forms that move with a bone. A part with ``variants`` shows the one its pose names."""

    name: RigName
    bone: RigName
    forms: tuple[Form, ...] = ()
    variants: dict[str, tuple[Form, ...]] = Field(default={})
    rest: str = ""


class Turn(Frozen):
    """How far a bone turns and shifts from rest."""

    degrees: Annotated[float, Field(ge=-180, le=180)] = 0
    dx: float = 0
    dy: float = 0


class Gesture(Frozen):
    """A pose held on emphasis: turned bones, and the variants that parts show meanwhile."""

    bones: dict[RigName, Turn]
    shows: dict[RigName, str] = Field(default={})


class RigWindow(Frozen):
    """The part of the rig's canvas that a framing shows."""

    x: float
    y: float
    w: Annotated[float, Field(gt=0)]
    h: Annotated[float, Field(gt=0)]


class Rig(Frozen):
    """A whole character. ``parts`` are drawn in order; ``mouth``, ``eyes``, ``brows`` name its moving parts."""

    name: RigName
    bones: dict[RigName, Bone]
    parts: tuple[RigPart, ...] = Field(min_length=1)
    gestures: dict[RigName, Gesture] = Field(default={})
    framings: dict[Framing, RigWindow]

    @model_validator(mode="after")
    def _check(self) -> "Rig":
        for name, bone in self.bones.items():
            seen, parent = {name}, bone.parent
            while parent is not None:
                if parent not in self.bones or parent in seen:
                    raise ValueError(f"rig '{self.name}': bone '{name}' hangs on '{parent}', which holds nothing")
                seen.add(parent)
                parent = self.bones[parent].parent
        for part in self.parts:
            if part.bone not in self.bones:
                raise ValueError(f"rig '{self.name}': part '{part.name}' is on bone '{part.bone}', which is not there")
            if part.variants and part.rest not in part.variants:
                raise ValueError(f"rig '{self.name}': part '{part.name}' has no variant '{part.rest}' to rest in")
        return self


# --- what it does --------------------------------------------------------------------------------


class MouthCue(Frozen):
    """The mouth takes a shape at a frame and keeps it until the next cue."""

    frame: NonNegativeInt
    shape: Annotated[str, StringConstraints(min_length=1, max_length=4)]


class GestureCue(Frozen):
    """A gesture reached, held and let go between two frames."""

    start: NonNegativeInt
    end: PositiveInt
    gesture: RigName


class GazeCue(Frozen):
    """Where the eyes look from a frame on: −1 the rig's right, 0 the viewer, 1 its left."""

    frame: NonNegativeInt
    x: Annotated[float, Field(ge=-1, le=1)]


class Performance(Frozen):
    """Everything a presenter does in one layer, in frames of the layer's scene, each list in rising order."""

    mouth: tuple[MouthCue, ...] = ()
    gestures: tuple[GestureCue, ...] = ()
    gaze: tuple[GazeCue, ...] = ()
    blinks: tuple[NonNegativeInt, ...] = ()
    nods: tuple[NonNegativeInt, ...] = ()

    def later(self, frames: int) -> "Performance":
        """The same, ``frames`` frames later."""
        return Performance(
            mouth=tuple(cue.model_copy(update={"frame": cue.frame + frames}) for cue in self.mouth),
            gestures=tuple(
                cue.model_copy(update={"start": cue.start + frames, "end": cue.end + frames}) for cue in self.gestures
            ),
            gaze=tuple(cue.model_copy(update={"frame": cue.frame + frames}) for cue in self.gaze),
            blinks=tuple(frame + frames for frame in self.blinks),
            nods=tuple(frame + frames for frame in self.nods),
        )
