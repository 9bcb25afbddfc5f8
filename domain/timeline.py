"""The timeline: one immutable video, in integer frames and output pixels.

A timeline is a file a person can read, change and render again. Scenes follow one another; a
scene's ``transition`` overlaps it with the scene before. Layers are drawn bottom to top. Frames
inside a scene count from that scene's first frame.
"""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveInt, StringConstraints, model_validator

from domain.asset import Asset
from domain.base import Box, Colour, Frozen, Point, Sha256, Unit
from domain.brief import Language
from domain.fonts import FontRole
from domain.mark import MarkStyle
from domain.portrait import FacePoints, MouthOpening, Take
from domain.rig import Framing, Performance, Rig, RigName
from domain.script import Role

TIMELINE_VERSION = 1

Ease = Literal[
    "linear", "hold",
    "in-sine", "out-sine", "in-out-sine",
    "in-cubic", "out-cubic", "in-out-cubic",
    "in-quint", "out-quint", "in-out-quint",
    "out-expo", "in-out-expo",
    "out-back", "in-back",
    "spring", "spring-soft", "spring-stiff",
]  # fmt: skip
TransitionKind = Literal[
    "crossfade", "slide-left", "slide-up", "wipe-right", "wipe-up", "wipe-diagonal", "blinds", "zoom", "circle"
]
LayerId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,80}$")]


# --- paint ---------------------------------------------------------------------------------------


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
    """``radius`` is a fraction of the longer side of the box."""

    type: Literal["radial"] = "radial"
    centre: Point = Point()
    radius: Annotated[float, Field(gt=0, le=3)] = 0.75
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


# --- motion --------------------------------------------------------------------------------------


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


# --- layers --------------------------------------------------------------------------------------


class LayerBase(Frozen):
    """What every layer has: its box, the frames of the scene it shows in, and its motion.

    ``start`` and ``end`` are scene frames, ``end`` exclusive and None for the scene's end.
    """

    id: LayerId
    box: Box
    start: NonNegativeInt = 0
    end: PositiveInt | None = None
    opacity: Unit = 1
    motion: tuple[Track, ...] = ()


class ShapeLayer(LayerBase):
    """A vector shape filling its box. ``points`` (fractions of the box) is for polygons."""

    type: Literal["shape"] = "shape"
    shape: Literal["rect", "ellipse", "polygon", "ring"] = "rect"
    fill: Paint | None = None
    stroke: Stroke | None = None
    shadow: Shadow | None = None
    radius: NonNegativeFloat = 0
    points: tuple[Point, ...] = ()


class TextStyle(Frozen):
    """How text looks. ``size`` is the largest and ``min_size`` the smallest em size in pixels: text
    that does not fit its box is set smaller, down to ``min_size``, and is an error below that.
    ``tracking`` is letter spacing in em. ``embolden`` thickens the letters by that share of the size."""

    font: FontRole = "display"
    weight: Annotated[int, Field(ge=100, le=900)] = 700
    size: PositiveInt
    min_size: PositiveInt = 36
    colour: Colour = "#FFFFFF"
    fill: Paint | None = None
    stroke: Stroke | None = None
    shadow: Shadow | None = None
    line_height: Annotated[float, Field(ge=0.8, le=2.5)] = 1.2
    tracking: float = 0
    embolden: Annotated[float, Field(ge=0, le=0.1)] = 0
    align: Literal["left", "centre", "right"] = "left"
    valign: Literal["top", "middle", "bottom"] = "top"
    strike: bool = False


class TextLayer(LayerBase):
    """Text set into its box. With ``by`` the motion runs once per line, word or character, each
    ``stagger`` frames after the one before; ``role`` tells the AI mark from other text."""

    type: Literal["text"] = "text"
    text: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    style: TextStyle
    max_lines: PositiveInt = 3
    plate: Paint | None = None
    plate_radius: NonNegativeFloat = 0
    plate_padding: tuple[NonNegativeInt, NonNegativeInt] = (0, 0)
    by: Literal["whole", "line", "word", "char"] = "whole"
    stagger: NonNegativeInt = 0
    role: Literal["text", "mark"] = "text"


class View(Frozen):
    """What a camera sees of a picture: ``zoom`` ≥ 1 over the fitted size, centred at (x, y) of it."""

    zoom: Annotated[float, Field(ge=1, le=4)] = 1
    x: Unit = 0.5
    y: Unit = 0.5


class Camera(Frozen):
    """A move over a picture, from the layer's first frame to its last."""

    start: View = View()
    end: View = View()
    ease: Ease = "in-out-sine"


class ImageLayer(LayerBase):
    """A photo. ``cover`` fills the box around ``focus``; ``contain`` shows it whole on ``mat``."""

    type: Literal["image"] = "image"
    asset: Sha256
    fit: Literal["cover", "contain"] = "cover"
    focus: Point = Point()
    camera: Camera | None = None
    radius: NonNegativeFloat = 0
    border: Stroke | None = None
    shadow: Shadow | None = None
    mat: Colour | None = None


class VideoLayer(LayerBase):
    """A clip, played from ``trim_ms`` at normal speed; the last picture holds when it is too short."""

    type: Literal["video"] = "video"
    asset: Sha256
    trim_ms: NonNegativeInt = 0
    fit: Literal["cover", "contain"] = "cover"
    focus: Point = Point()
    radius: NonNegativeFloat = 0
    border: Stroke | None = None
    shadow: Shadow | None = None
    mat: Colour | None = None


class CaptionWord(Frozen):
    """A word in a caption, spoken from ``start`` to ``end`` (frames of the scene).

    ``text`` carries its own spacing and punctuation: the words of a line joined are the line.
    """

    text: str
    start: int
    end: int


class CaptionPage(Frozen):
    """What stands on the screen at one time: one or two lines of words."""

    start: NonNegativeInt
    end: PositiveInt
    lines: tuple[tuple[CaptionWord, ...], ...] = Field(min_length=1, max_length=2)


class CaptionLayer(LayerBase):
    """The spoken words, page by page, the word being spoken marked.

    ``mark`` colour: ``colour`` paints the word in ``accent``, ``box`` puts an accent plate behind
    it, ``pop`` paints and enlarges it.
    """

    type: Literal["caption"] = "caption"
    pages: tuple[CaptionPage, ...]
    style: TextStyle
    mark: Literal["colour", "box", "pop"] = "colour"
    accent: Colour = "#FFD60A"
    on_accent: Colour = "#111111"
    plate: Paint | None = None
    plate_radius: NonNegativeFloat = 0


class GroupLayer(LayerBase):
    """Layers drawn together once and moved as one picture; the children's own motion is not allowed."""

    type: Literal["group"] = "group"
    layers: tuple[Annotated["ShapeLayer | TextLayer | ImageLayer", Field(discriminator="type")], ...] = Field(
        min_length=1
    )

    @model_validator(mode="after")
    def _still(self) -> "GroupLayer":
        for layer in self.layers:
            if layer.motion or (isinstance(layer, ImageLayer) and layer.camera):
                raise ValueError(f"layer '{layer.id}' moves inside group '{self.id}': move the group instead")
        return self


class PresenterLayer(LayerBase):
    """An illustrated presenter: ``rig`` names one of the timeline's rigs, ``act`` is what it does.

    The framing stands on the middle of the box's lower edge, as large as fits; ``bubble`` fills a disc of
    ``plate``. ``mirrored`` swaps left and right.
    """

    type: Literal["presenter"] = "presenter"
    rig: RigName
    framing: Framing = "half"
    mirrored: bool = False
    plate: Paint | None = None
    border: Stroke | None = None
    act: Performance = Performance()


class PortraitLayer(LayerBase):
    """A talking photo: the head and shoulders of a portrait fill the box, moved by ``act`` as a mesh.

    ``points`` say where the face is in the whole picture, ``mouths`` how each viseme opens the mouth.
    A ``radius`` of half the box's side makes it round. With a ``take`` its clip is shown instead of the moved photo.
    """

    type: Literal["portrait"] = "portrait"
    asset: Sha256
    points: FacePoints
    mouths: dict[str, MouthOpening]
    radius: NonNegativeFloat = 0
    border: Stroke | None = None
    act: Performance = Performance()
    take: Take | None = None


Layer = Annotated[
    ShapeLayer | TextLayer | ImageLayer | VideoLayer | CaptionLayer | GroupLayer | PresenterLayer | PortraitLayer,
    Field(discriminator="type"),
]


def shown_assets(layer: Layer) -> tuple[Sha256, ...]:
    """The photo and the clips that a layer shows, by hash; those of a group are its children's."""
    if isinstance(layer, PortraitLayer) and layer.take:
        return layer.asset, layer.take.asset
    return (layer.asset,) if isinstance(layer, ImageLayer | VideoLayer | PortraitLayer) else ()


# --- scenes, sound, the whole --------------------------------------------------------------------


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
