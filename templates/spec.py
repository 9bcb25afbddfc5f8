"""The template: a folder of data that says how a script becomes pictures."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from domain.base import Colour, Frozen
from domain.brief import Aspect, CaptionMark, Language, Tone
from domain.fonts import FontRole
from domain.motion import Ease
from domain.script import Role
from domain.timeline import TransitionKind
from templates.layers import AnyLayer
from templates.layouts import caption_places
from templates.looks import ColourRef, Condition, Extent, Name, PaintSpec, Place, ScenePlace, StrokeSpec

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Lettering = Annotated[float, Field(ge=20, le=4000)]
"""Design units: smaller type is not read on a phone."""
Sizes = Lettering | dict[Aspect, Lettering]
MOST_LAYERS = 60
"""Layers of a scene, and of the ground; the catalogue has up to nine."""
TemplateName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]


class Shade(Frozen):
    """A colour made lighter or darker until it stands out from ``against`` by contrast ``ratio``."""

    shade: Name
    against: Name
    ratio: Annotated[float, Field(ge=1, le=21)] = 4.5


class Pick(Frozen):
    """The first of ``pick`` that stands out from ``against`` by ``ratio``, else the one that does so most."""

    pick: tuple[ColourRef, ...] = Field(min_length=1)
    against: Name
    ratio: Annotated[float, Field(ge=1, le=21)] = 4.5


class Mix(Frozen):
    """The colour ``into`` with ``share`` of the colour ``mix`` in it."""

    mix: Name
    into: Name
    share: Annotated[float, Field(ge=0, le=1)]


def _kind_of_entry(value: Any) -> str:
    if not isinstance(value, dict):
        kinds: dict[type, str] = {Shade: "a shade", Pick: "a pick", Mix: "a mix"}
        return kinds.get(type(value), "one colour")
    return "a mix" if "mix" in value else "a pick" if "pick" in value else "a shade"


PaletteEntry = Annotated[
    Annotated[Colour, Tag("one colour")]
    | Annotated[Shade, Tag("a shade")]
    | Annotated[Pick, Tag("a pick")]
    | Annotated[Mix, Tag("a mix")],
    Discriminator(_kind_of_entry),
]


class TypeChange(Frozen):
    """What one language changes of a type role."""

    font: FontRole | None = None
    weight: Annotated[int, Field(ge=100, le=900)] | None = None
    scale: Annotated[float, Field(gt=0, le=10)] = 1
    line_height: Annotated[float, Field(ge=0.8, le=2.5)] | None = None
    tracking: float | None = None
    embolden: Annotated[float, Field(ge=0, le=0.1)] | None = None


class TypeRole(Frozen):
    """How one kind of text is set. ``size`` and ``min_size`` may differ by aspect; ``case`` is for Latin."""

    font: FontRole
    weight: Annotated[int, Field(ge=100, le=900)] = 400
    size: Sizes
    min_size: Sizes
    colour: ColourRef
    line_height: Annotated[float, Field(ge=0.8, le=2.5)] = 1.2
    tracking: float = 0
    embolden: Annotated[float, Field(ge=0, le=0.1)] = 0
    align: Literal["left", "centre", "right"] = "left"
    case: Literal["as-is", "upper"] = "as-is"
    zh: TypeChange = TypeChange()
    en: TypeChange = TypeChange()


class TransitionSpec(Frozen):
    """How a scene comes in over the one before."""

    kind: Literal["cut", TransitionKind]
    seconds: Annotated[float, Field(ge=0.1, le=1.2)] = 0.4
    ease: Ease = "in-out-cubic"
    sound: Name | None = None


class CaptionLook(Frozen):
    """Colours of the captions; a scene may change them to suit its ground."""

    colour: ColourRef | None = None
    accent: ColourRef | None = None
    on_accent: ColourRef | None = None
    plate: PaintSpec | None = None


class CaptionSpec(Frozen):
    """Where and how the spoken words are shown. ``lines`` is the most lines on a page."""

    style: Name
    place: dict[Aspect, Place] = Field(default_factory=caption_places)
    mark: CaptionMark = "colour"
    look: CaptionLook
    plate_radius: Extent = 0
    stroke: StrokeSpec | None = None
    lines: Annotated[int, Field(ge=1, le=2)] = 2


class MusicSpec(Frozen):
    """The music a template wants: a mood the composer knows, and how loud."""

    mood: Name
    gain_db: Annotated[float, Field(ge=-40, le=6)] = -14
    duck_db: Annotated[float, Field(ge=0, le=30)] = 9


class TimingSpec(Frozen):
    """Seconds before the voice, after it, and after the last word of the video. ``cuts`` puts the
    changes of scene on the beat of the music, as far as the words allow."""

    lead: Annotated[float, Field(ge=0, le=3)] = 0.25
    tail: Annotated[float, Field(ge=0, le=3)] = 0.35
    end: Annotated[float, Field(ge=0, le=5)] = 1.0
    cuts: Literal["beat", "free"] = "beat"


class Limit(Frozen):
    """How much a slot takes: characters per language; items for a list."""

    zh: Annotated[int, Field(ge=1, le=300)] | None = None
    en: Annotated[int, Field(ge=1, le=300)] | None = None
    most: Annotated[int, Field(ge=1, le=12)] | None = None


class DurationSpec(Frozen):
    """Seconds a scene lasts: never under ``least``; over ``most`` only while its voice needs it."""

    least: Annotated[float, Field(ge=0.5, le=20)] = 0.5
    most: Annotated[float, Field(ge=0.5, le=60)] = 60


class SuitSpec(Frozen):
    """What a template is good for: points it earns when it is chosen automatically."""

    tones: dict[Tone, float] = Field(default={})
    roles: dict[Role, float] = Field(default={})
    slots: dict[Condition, float] = Field(default={})
    categories: dict[str, float] = Field(default={})


def _kind_of_background(value: Any) -> str:
    paint = not isinstance(value, dict) or not {"linear", "radial", "stops"}.isdisjoint(value)
    return "one paint" if paint else "a paint by aspect"


Background = Annotated[
    Annotated[PaintSpec, Tag("one paint")] | Annotated[dict[Aspect, PaintSpec], Tag("a paint by aspect")],
    Discriminator(_kind_of_background),
]


class SceneSpec(Frozen):
    """One way to show a scene of its role. ``look`` names its kind of picture, so that scenes in a
    row differ; ``needs`` lists the slots without which it cannot be used, ``most`` how often it may come
    in one video, 0 for one that stands in where no other scene would show a clip; ``background`` may be
    one paint or one per aspect. Where things stand is said by ``layout`` (a shared layout by name),
    ``places`` (the same in every aspect) and ``layouts`` (per aspect), each adding to the one before.
    Without ``ground`` the template's own ground is left out."""

    id: Name
    look: Name
    needs: tuple[Condition, ...] = ()
    most: Annotated[int, Field(ge=0, le=12)] | None = None
    seconds: DurationSpec = DurationSpec()
    background: Background
    transition: TransitionSpec = TransitionSpec(kind="cut")
    captions: CaptionLook = CaptionLook()
    ground: bool = True
    layout: Name | None = None
    places: dict[Name, ScenePlace] = Field(default={})
    layouts: dict[Aspect, dict[Name, ScenePlace]] = Field(default={})
    layers: tuple[AnyLayer, ...] = Field(min_length=1, max_length=MOST_LAYERS)


class ProgressSpec(Frozen):
    """A bar that fills over the whole video."""

    place: dict[Aspect, Place]
    colour: ColourRef
    track: ColourRef | None = None


class TemplateSpec(Frozen):
    """A whole template, as written in its template.yaml. ``ground`` are layers below every scene's own, at
    places that every scene has: ``frame``, ``safe``, ``body``, ``captions`` or ``foot``."""

    name: TemplateName
    title: dict[Language, Words]
    summary: dict[Language, Words]
    example: str
    suits: SuitSpec = SuitSpec()
    needs: tuple[Condition, ...] = ()
    slots: dict[Literal["headline", "subline", "narration", "items", "item", "product", "cta"], Limit] = Field(
        default={}
    )
    typeset: Name | None = None
    palette: dict[Name, PaletteEntry]
    schemes: dict[Name, dict[Name, Colour]] = Field(default={})
    brand: dict[Literal["primary", "accent", "background"], Name] = Field(default={})
    readable: tuple[tuple[ColourRef, ColourRef, Annotated[float, Field(ge=1, le=21)]], ...] = ()
    type: dict[Name, TypeRole]
    labels: dict[Name, dict[Language, Words]] = Field(default={})
    timing: TimingSpec = TimingSpec()
    music: MusicSpec
    effects: dict[Name, Annotated[float, Field(ge=-40, le=6)]] = Field(default={})
    captions: CaptionSpec
    progress: ProgressSpec | None = None
    ground: tuple[AnyLayer, ...] = Field(default=(), max_length=MOST_LAYERS)
    cover: tuple[Role, ...] = ("hook",)
    scenes: dict[Role, Annotated[tuple[SceneSpec, ...], Field(max_length=12)]]

    def sound_names(self) -> tuple[str, ...]:
        """The sound effects the template plays, each once, sorted."""
        used = {scene.transition.sound for role in self.scenes.values() for scene in role}
        used |= {layer.sound for role in self.scenes.values() for scene in role for layer in scene.layers}
        return tuple(sorted(name for name in used if name))
