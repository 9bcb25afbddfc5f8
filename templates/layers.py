"""What a template may put into a scene: the layers of template.yaml, strict and without pixels. See ``looks``."""

from typing import Annotated, Literal

from pydantic import (
    Field,
    PositiveInt,
    StringConstraints,
    model_validator,
)

from domain.base import Frozen, Unit
from domain.brief import Aspect
from templates.looks import (
    Camera,
    ColourRef,
    Condition,
    Extent,
    KeySpec,
    Motion,
    Name,
    PaintSpec,
    Place,
    Property,
    Seconds,
    ShadowSpec,
    StrokeSpec,
)

Size = Annotated[float, Field(gt=0, le=4000)]
MOST_CHILDREN = 24
"""Layers in a group, list or stack."""


class LayerSpec(Frozen):
    """What every layer has. ``at`` names a place of the scene's layout; inside a group or a list
    ``inside`` places the layer instead. ``when`` keeps it only if those slots are filled (``!slot``:
    empty). ``tilt`` is clockwise degrees; ``space`` the room above it in a stack. ``keys`` are
    keyframes of its own: per property ``[seconds, value, easing]``, besides the presets."""

    id: Name | None = None
    at: Name | None = None
    inside: Place | None = None
    only: tuple[Aspect, ...] = ()
    when: tuple[Condition, ...] = ()
    opacity: Unit = 1
    tilt: Annotated[float, Field(ge=-180, le=180)] = 0
    enter: Motion | None = None
    exit: Motion | None = None
    emphasis: Motion | None = None
    loop: Motion | None = None
    keys: dict[Property, Annotated[tuple[KeySpec, ...], Field(min_length=1, max_length=200)]] = Field(default={})
    sound: Name | None = None
    space: Annotated[float, Field(ge=-4000, le=4000)] | None = None


class TextSpec(LayerSpec):
    """Text with slots. It stands in its place by ``align`` and ``valign``; a plate fits it closely."""

    type: Literal["text"] = "text"
    text: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    style: Name
    colour: ColourRef | None = None
    fill: PaintSpec | None = None
    stroke: StrokeSpec | None = None
    shadow: ShadowSpec | None = None
    align: Literal["left", "centre", "right"] | None = None
    valign: Literal["top", "middle", "bottom"] = "top"
    max_lines: Annotated[int, Field(ge=1, le=8)] = 3
    strike: bool = False
    plate: PaintSpec | None = None
    plate_radius: Extent = 0
    plate_padding: tuple[Extent, Extent] = (0, 0)
    by: Literal["whole", "line", "word", "char"] = "whole"
    stagger: Seconds = 0.08


PictureKind = Literal["pack", "life", "video", "before", "after"]


class PhotoSpec(LayerSpec):
    """A picture of the product: the first kind of ``pick`` that there is.

    ``auto`` crops a photo around the product and never through it, and shows a photo on white
    whole on ``mat``. ``fill`` is how much of the box the product of a photo on white takes, and
    ``hold`` where in the box the product stands, as fractions; a ``zoom`` over 1 leaves
    room to put it there. ``feather`` lets a photo on white fade
    into a stage of its mat's colour, so that a shadow cut by the box leaves no edge. ``clear`` names a
    place over the photo, such as a card with words, that the product should not stand behind; one cut out
    makes way for it. With ``fade``, the colour of the ground, the photo is made smaller where it has to be for
    that, and its edges fade. ``stand`` is where in its place a picture rests that is smaller; without it ``hold`` says.
    """

    type: Literal["photo"] = "photo"
    pick: tuple[PictureKind, ...] = Field(default=("life", "pack"), min_length=1)
    fit: Literal["auto", "contain"] = "auto"
    fill: Annotated[float, Field(gt=0.2, le=1)] = 0.86
    hold: tuple[Unit, Unit] = (0.5, 0.5)
    zoom: Annotated[float, Field(ge=1, le=2)] = 1
    camera: Camera | None = None
    radius: Extent = 0
    border: StrokeSpec | None = None
    shadow: ShadowSpec | None = None
    mat: ColourRef = "#FEFEFE"
    feather: Extent = 0
    clear: Name | None = None
    fade: ColourRef | None = None
    stand: Literal["top", "middle", "bottom"] = "middle"


class VideoSpec(PhotoSpec):
    """A clip of the product that fills its place, up to two fifths of its width cropped, or is shown whole; a photo
    where there is no clip. In other layers at least four fifths of a clip are shown."""

    type: Literal["video"] = "video"  # type: ignore[assignment]  # the tag tells the two apart
    pick: tuple[PictureKind, ...] = Field(default=("video", "life", "pack"), min_length=1)


class CutoutSpec(PhotoSpec):
    """The product cut out of a photo on white, standing in its place on a soft contact shadow.

    ``stand`` is where in the place it rests, ``contact`` the colour of its shadow; what lies
    behind one as dark as it gets a broad light, or a lighter tone (see ``lighting``). A photo that could
    not be cut out well is shown framed, with this layer's radius (40 at most),
    mat, border and shadow; smaller than its place it rests there too if ``stand`` is given, and stands in
    the middle if not.
    """

    type: Literal["cutout"] = "cutout"  # type: ignore[assignment]  # the tag tells the two apart
    pick: tuple[PictureKind, ...] = Field(default=("pack", "life", "video"), min_length=1)
    stand: Literal["top", "middle", "bottom"] = "bottom"
    contact: ColourRef | None = "#000000/45"
    radius: Extent = 28


class PresenterSpec(LayerSpec):
    """Where the presenter stands and how much of them is seen; a scene must do well without one.

    ``side`` is the side of the product they stand on, and gesture from. ``bubble`` stands on a disc of
    ``plate``; a portrait is always framed, with ``radius`` and ``border``.
    """

    type: Literal["presenter"] = "presenter"
    framing: Literal["full", "half", "bust", "bubble"] = "bust"
    side: Literal["left", "right"] = "left"
    plate: PaintSpec | None = None
    border: StrokeSpec | None = None
    radius: Extent = 36


class LogoSpec(LayerSpec):
    """The brand's logo, or its name in ``style`` when there is none; in a stack nothing then. ``size`` is the most it
    takes."""

    type: Literal["logo"] = "logo"
    style: Name
    colour: ColourRef | None = None
    align: Literal["left", "centre", "right"] = "left"
    valign: Literal["top", "middle", "bottom"] = "middle"
    picture: bool = True
    size: tuple[Size, Size] | None = None


class ShapeSpec(LayerSpec):
    """A shape filling its place. ``points`` are fractions of the box; ``spikes`` counts a burst's."""

    type: Literal["shape"] = "shape"
    shape: Literal["rect", "ellipse", "ring", "polygon", "burst"] = "rect"
    fill: PaintSpec | None = None
    stroke: StrokeSpec | None = None
    shadow: ShadowSpec | None = None
    radius: Extent = 0
    points: tuple[tuple[Unit, Unit], ...] = Field(default=(), max_length=200)
    spikes: Annotated[int, Field(ge=5, le=40)] = 16
    depth: Annotated[float, Field(gt=0, lt=1)] = 0.12
    size: tuple[Size, Size] | None = None

    @model_validator(mode="after")
    def _check(self) -> "ShapeSpec":
        if self.shape == "polygon" and len(self.points) < 3:
            raise ValueError("a polygon needs at least three points")
        if self.fill is None and self.stroke is None:
            raise ValueError("a shape needs a fill or a stroke")
        return self


class PatternSpec(LayerSpec):
    """Many like shapes drawn once and moved as one: slanted stripes, rays from the middle, dots, or
    level bars. ``count`` is how many (across, for dots); ``share`` how much of each step is inked. One that
    is ``below`` is drawn below the template's ground, which covers what of it turns out of its place."""

    type: Literal["pattern"] = "pattern"
    pattern: Literal["stripes", "rays", "dots", "bars"]
    colour: ColourRef
    count: Annotated[int, Field(ge=2, le=60)] = 12
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    slant: Annotated[float, Field(ge=-2, le=2)] = 0.6
    below: bool = False


Child = Annotated[TextSpec | ShapeSpec | PhotoSpec | VideoSpec, Field(discriminator="type")]


class BadgeSpec(LayerSpec):
    """A few words on a disc, burst, pill or ribbon that is as large as its place."""

    type: Literal["badge"] = "badge"
    text: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    style: Name
    shape: Literal["disc", "burst", "pill", "ribbon", "square"] = "disc"
    fill: PaintSpec
    colour: ColourRef | None = None
    stroke: StrokeSpec | None = None
    shadow: ShadowSpec | None = None
    max_lines: Annotated[int, Field(ge=1, le=3)] = 2


class PriceTagSpec(LayerSpec):
    """What it costs now, what it cost and what is saved, on a tag, ticket, card or nothing at all; ``hole`` is the
    colour of what is seen through a tag's hole."""

    type: Literal["price-tag"] = "price-tag"
    shape: Literal["none", "card", "tag", "ticket"] = "tag"
    style: Name = "price"
    was: Name = "was"
    note: Name = "label"
    fill: PaintSpec = "#FFFFFF"
    colour: ColourRef | None = None
    was_colour: ColourRef | None = None
    note_colour: ColourRef | None = None
    over: Annotated[str, StringConstraints(max_length=60)] = ""
    under: Annotated[str, StringConstraints(max_length=60)] = ""
    align: Literal["left", "centre", "right"] = "centre"
    radius: Extent = 28
    hole: ColourRef = "#FFFFFF"
    shadow: ShadowSpec | None = None


class RatingSpec(LayerSpec):
    """The stars of the review this scene quotes, filled to the tenth; nothing without a review."""

    type: Literal["rating"] = "rating"
    fill: ColourRef
    empty: ColourRef
    align: Literal["left", "centre", "right"] = "left"
    gap: Annotated[float, Field(ge=0, le=1)] = 0.16


class ProgressLayerSpec(LayerSpec):
    """How far the video has come: one segment a scene, those told so far filled, or a single bar."""

    type: Literal["progress"] = "progress"
    look: Literal["segments", "dots", "bar"] = "segments"
    fill: ColourRef
    track: ColourRef
    gap: Extent = 10


class TableSpec(LayerSpec):
    """The comparison the seller supplied: a row a point, ours beside the other's. Rows come one by one.

    ``head`` shows the product's name and what it is compared with above the columns.
    """

    type: Literal["table"] = "table"
    style: Name
    value: Name
    fill: PaintSpec | None = None
    stripe: PaintSpec | None = None
    ours: PaintSpec
    on_ours: ColourRef
    other: ColourRef
    head: bool = True
    row: Annotated[float, Field(ge=40, le=400)] = 150
    radius: Extent = 20
    most: Annotated[int, Field(ge=1, le=6)] = 6


class GroupSpec(LayerSpec):
    """Layers drawn together once and moved as one; each has ``inside`` and no motion of its own."""

    type: Literal["group"] = "group"
    layers: tuple[Child, ...] = Field(min_length=1, max_length=MOST_CHILDREN)


class ListSpec(LayerSpec):
    """One group per item of the scene, side by side in ``columns`` or one below the other.

    ``of`` takes the items from the scene, or from what the brief lists: the steps, what is included,
    the specs (``{item}`` is the value and ``{name}`` its name). ``{item}`` and ``{number}`` are the
    item's own slots. Rows are ``row`` high at most, those of a long list lower and closer; the items
    enter one after another over ``spread`` of the time spoken.
    """

    type: Literal["list"] = "list"
    of: Literal["items", "steps", "included", "specs"] = "items"
    most: Annotated[int, Field(ge=1, le=6)] = 6
    columns: dict[Aspect, PositiveInt] = Field(default={})
    row: dict[Aspect, Size] = Field(default={})
    gap: Extent = 20
    valign: Literal["top", "middle", "bottom"] = "top"
    spread: Annotated[float, Field(ge=0, le=1)] = 0.5
    layers: tuple[Child, ...] = Field(min_length=1, max_length=MOST_CHILDREN)


StackChild = Annotated[TextSpec | ShapeSpec | LogoSpec, Field(discriminator="type")]


class StackSpec(LayerSpec):
    """Texts, rules and the logo one below the other, as high as they come out, all set smaller together when
    they don't fit."""

    type: Literal["stack"] = "stack"
    valign: Literal["top", "middle", "bottom"] = "top"
    align: Literal["left", "centre", "right"] = "left"
    gap: Extent = 24
    layers: tuple[StackChild, ...] = Field(min_length=1, max_length=MOST_CHILDREN)


AnyLayer = Annotated[
    TextSpec
    | PhotoSpec
    | VideoSpec
    | CutoutSpec
    | PresenterSpec
    | LogoSpec
    | ShapeSpec
    | PatternSpec
    | BadgeSpec
    | PriceTagSpec
    | RatingSpec
    | ProgressLayerSpec
    | TableSpec
    | GroupSpec
    | ListSpec
    | StackSpec,
    Field(discriminator="type"),
]
