"""The stage: everything one scene is built from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.asset import Asset
from domain.base import Box, Colour, Point
from domain.brief import Language
from domain.errors import TemplateError
from domain.fonts import FontRole
from domain.frame import NEAREST
from domain.layers import TextStyle
from domain.paint import Shadow, Stroke
from domain.presenter import Cast
from domain.unit_signs import in_capitals
from templates.apostrophes import curled
from templates.fit import Face, Room, Typesetter
from templates.layers import LayerSpec
from templates.layout import Frame
from templates.looks import ColourRef, ShadowSpec, StrokeSpec
from templates.motion import Presets, Span
from templates.palette import Palette
from templates.slots import Slots
from templates.spec import Sizes, TemplateSpec, TypeChange, TypeRole
from templates.timing import SceneTimes


@dataclass(frozen=True)
class Stage:
    """What the layers of one scene need: the template and its frame, the scene's own slots, boxes,
    times and pictures (by the path of the layer that shows them), ``trims`` the milliseconds at which its clips begin
    (by their hash). ``cutouts`` are the products cut out
    of their photos (by the photo's hash), ``place`` the scene's number and how many there are, ``rows``
    the comparison supplied, ``grounds`` the colours of the scene's background, ``logo_inks`` those of a logo
    without a ground of its own, ``headline_font`` the brand's letters for headlines, ``presenter`` who speaks
    on screen; ``mirrored`` whether left and right have changed over.
    """

    template: TemplateSpec
    frame: Frame
    language: Language
    palette: Palette
    presets: Presets
    typesetter: Typesetter
    scene: str
    slots: Slots
    boxes: Mapping[str, Box]
    times: SceneTimes
    pictures: Mapping[str, Asset]
    logo: Asset | None
    fps: int
    trims: Mapping[str, int] = field(default_factory=dict)
    cutouts: Mapping[str, Asset] = field(default_factory=dict)
    place: tuple[int, int] = (0, 1)
    rows: tuple[tuple[str, str, str], ...] = ()
    grounds: tuple[Colour, ...] = ()
    logo_inks: tuple[Colour, ...] = ()
    headline_font: FontRole | None = None
    presenter: Cast | None = None
    mirrored: bool = False

    def px(self, units: float) -> int:
        """Design units in whole pixels."""
        return round(units * self.frame.unit)

    def span(self, box: Box) -> Span:
        """What the motion of a layer in ``box`` is measured against."""
        return Span(self.fps, self.times.frames, self.frame.unit, box.w, box.h)

    def with_slots(self, slots: Slots) -> "Stage":
        """The stage with these slots in place of its own; one given as nothing is empty."""
        return replace(self, slots={name: value for name, value in {**self.slots, **slots}.items() if value})

    def role(self, name: str) -> TypeRole:
        """A type role as this language sets it."""
        role = self.template.type[name]
        change: TypeChange = role.zh if self.language == "zh" else role.en
        role = role.model_copy(update=change.model_dump(exclude={"scale"}, exclude_none=True))
        branded = self.headline_font if name == "headline" else None
        return role.model_copy(update={"font": branded}) if branded else role

    def sizes(self, name: str) -> tuple[int, int]:
        """Largest and smallest size of a type role in pixels, in this aspect and language."""
        role = self.template.type[name]
        scale = (role.zh if self.language == "zh" else role.en).scale * self.frame.unit
        largest, smallest = self._size(name, role.size), self._size(name, role.min_size)
        return round(largest * scale), min(round(largest * scale), round(smallest * scale))

    def _size(self, name: str, sizes: Sizes) -> float:
        if not isinstance(sizes, dict):
            return sizes
        for aspect in (self.frame.aspect, *NEAREST[self.frame.aspect]):
            if aspect in sizes:
                return sizes[aspect]
        raise TemplateError(
            f"{self.template.name}: type '{name}' has no size for {self.frame.aspect}", hint="add it under 'size'"
        )

    def face(self, name: str) -> Face:
        role = self.role(name)
        return Face(role.font, role.weight, role.tracking, role.embolden, role.line_height)

    def room(self, name: str, box: Box, max_lines: int) -> Room:
        """The room that text of a role has in a box."""
        size, min_size = self.sizes(name)
        return Room(box.w, box.h, max_lines, size, min_size)

    def text_style(self, name: str, size: int, colour: ColourRef | None = None) -> TextStyle:
        """The style of a role at a size already found to fit."""
        role = self.role(name)
        return TextStyle(
            font=role.font,
            weight=role.weight,
            size=size,
            min_size=max(1, round(size * 0.94)),
            colour=self.palette.colour(colour or role.colour),
            line_height=role.line_height,
            tracking=role.tracking,
            embolden=role.embolden,
            align=role.align,
        )

    def written(self, text: str, name: str) -> str:
        """The text as it is set: apostrophes curled, in the case of its role, which units keep."""
        text = curled(text)
        return in_capitals(text) if self.role(name).case == "upper" else text

    def layer_id(self, path: str, spec: LayerSpec, kind: str) -> str:
        """A name for a layer: its own, or its place's, or its kind and position."""
        return f"{self.scene}.{spec.id or spec.at or kind}.{path}"

    def stroke(self, spec: StrokeSpec | None) -> Stroke | None:
        """A stroke in pixels and real colours."""
        return Stroke(width=spec.width * self.frame.unit, colour=self.palette.colour(spec.colour)) if spec else None

    def shadow(self, spec: ShadowSpec | None) -> Shadow | None:
        """A shadow in pixels and real colours."""
        if spec is None:
            return None
        unit = self.frame.unit
        return Shadow(
            dx=spec.dx * unit, dy=spec.dy * unit, blur=spec.blur * unit, colour=self.palette.colour(spec.colour)
        )

    @staticmethod
    def points(points: tuple[tuple[float, float], ...]) -> tuple[Point, ...]:
        return tuple(Point(x=x, y=y) for x, y in points)
