"""The timeline: one immutable video, in integer frames and output pixels.

A timeline is a file a person can read, change and render again. Scenes follow one another; a
scene's ``transition`` overlaps it with the scene before. Layers are drawn bottom to top. Frames
inside a scene count from that scene's first frame.
"""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, PositiveInt, model_validator

from domain.asset import Asset
from domain.base import Box, Frozen, Sha256
from domain.brief import Language
from domain.layers import (
    GroupLayer,
    Layer,
    LayerId,
    PresenterLayer,
    shown_assets,
)
from domain.mark import MarkStyle
from domain.motion import Ease
from domain.paint import Paint
from domain.rig import Rig, RigName
from domain.script import Role

TIMELINE_VERSION = 1

TransitionKind = Literal[
    "crossfade", "slide-left", "slide-up", "wipe-right", "wipe-up", "wipe-diagonal", "blinds", "zoom", "circle"
]


class Transition(Frozen):
    """How a scene comes in over the one before, during ``frames`` frames shared by both."""

    kind: TransitionKind
    frames: Annotated[int, Field(ge=2, le=45)]
    ease: Ease = "in-out-cubic"


class Scene(Frozen):
    """One scene. ``frames`` counts all its frames, those shared with its neighbours included."""

    id: LayerId
    role: Role
    frames: PositiveInt
    background: Paint
    layers: tuple[Layer, ...]
    transition: Transition | None = None


class VoiceCue(Frozen):
    """A spoken scene placed on the timeline, ``start`` in frames of the whole video."""

    asset: Sha256
    start: NonNegativeInt


class EffectCue(Frozen):
    """A sound effect placed on the timeline."""

    asset: Sha256
    start: NonNegativeInt
    gain_db: Annotated[float, Field(ge=-40, le=6)] = -12


class MusicBed(Frozen):
    """Music under the whole video, ``duck_db`` lower while somebody speaks."""

    asset: Sha256
    gain_db: Annotated[float, Field(ge=-40, le=6)] = -14
    duck_db: Annotated[float, Field(ge=0, le=30)] = 9


class Sound(Frozen):
    """Everything heard, and the loudness it is delivered at (EBU R 128 integrated LUFS, dBTP)."""

    voice: tuple[VoiceCue, ...] = ()
    effects: tuple[EffectCue, ...] = ()
    music: MusicBed | None = None
    loudness_lufs: Annotated[float, Field(ge=-31, le=-9)] = -14
    true_peak_dbtp: Annotated[float, Field(ge=-9, le=0)] = -1


class Timeline(Frozen):
    """A whole video. ``overlays`` stand over every scene for the whole length; ``safe`` is the part
    of the frame that no platform's interface covers; ``cover`` is the frame the cover shows;
    ``mark_style`` is how the AI mark looks."""

    version: Literal[1] = 1
    title: str
    language: Language
    template: str
    seed: int
    width: Annotated[int, Field(gt=0, le=4096, multiple_of=2)]
    height: Annotated[int, Field(gt=0, le=4096, multiple_of=2)]
    fps: Fraction = Fraction(30)
    safe: Box
    scenes: tuple[Scene, ...] = Field(min_length=1)
    overlays: tuple[Layer, ...] = ()
    sound: Sound = Sound()
    assets: dict[Sha256, Asset] = Field(default={})
    rigs: dict[RigName, Rig] = Field(default={})
    cover: NonNegativeInt = 0
    mark_style: MarkStyle = MarkStyle()

    @model_validator(mode="after")
    def _check(self) -> "Timeline":
        self._check_transitions()
        unknown = sorted(self.used_assets() - set(self.assets))
        if unknown:
            raise ValueError(f"asset {unknown[0]} is used but not listed under assets")
        lost = sorted(self.used_rigs() - set(self.rigs))
        if lost:
            raise ValueError(f"presenter '{lost[0]}' is used but not listed under rigs")
        if self.cover >= self.frames:
            raise ValueError(f"cover frame {self.cover} is after the last frame {self.frames - 1}")
        return self

    def _check_transitions(self) -> None:
        if self.scenes[0].transition:
            raise ValueError(f"the first scene '{self.scenes[0].id}' cannot have a transition")
        for i, scene in enumerate(self.scenes):
            out = self.scenes[i + 1].transition if i + 1 < len(self.scenes) else None
            shared = sum(t.frames for t in (scene.transition, out) if t)
            if shared >= scene.frames:
                raise ValueError(f"scene '{scene.id}' has {scene.frames} frames, its transitions take {shared}")

    @property
    def starts(self) -> tuple[int, ...]:
        """The first frame of each scene."""
        starts, at = [], 0
        for scene in self.scenes:
            at -= scene.transition.frames if scene.transition else 0
            starts.append(at)
            at += scene.frames
        return tuple(starts)

    @property
    def frames(self) -> int:
        """The length of the video in frames."""
        return self.starts[-1] + self.scenes[-1].frames

    @property
    def seconds(self) -> Fraction:
        return self.frames / self.fps

    def used_assets(self) -> set[str]:
        """The hashes of every asset that is drawn or heard."""
        layers: list[Layer] = [layer for scene in self.scenes for layer in scene.layers] + list(self.overlays)
        layers += [child for layer in layers if isinstance(layer, GroupLayer) for child in layer.layers]
        used = {asset for layer in layers for asset in shown_assets(layer)}
        used |= {cue.asset for cue in self.sound.voice} | {cue.asset for cue in self.sound.effects}
        return used | ({self.sound.music.asset} if self.sound.music else set())

    def used_rigs(self) -> set[str]:
        """The names of every presenter that is drawn."""
        layers: list[Layer] = [layer for scene in self.scenes for layer in scene.layers] + list(self.overlays)
        return {layer.rig for layer in layers if isinstance(layer, PresenterLayer)}
