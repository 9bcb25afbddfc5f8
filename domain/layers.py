"""Layers: what a scene is drawn of, bottom to top, in output pixels and the scene's frames."""

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveInt, StringConstraints, model_validator

from domain.base import Box, Colour, Frozen, Point, Sha256, Unit
from domain.fonts import FontRole
from domain.motion import Ease, Track
from domain.paint import Paint, Shadow, Stroke
from domain.portrait import FacePoints, MouthOpening, Take
from domain.rig import Framing, Performance, RigName

LayerId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,80}$")]


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
