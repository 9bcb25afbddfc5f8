"""What the schema cannot see: every name a template uses must be one that it or Vitrine defines."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, get_args

from domain.brief import Aspect
from domain.script import Role
from templates.layers import (
    AnyLayer,
    BadgeSpec,
    CutoutSpec,
    GroupSpec,
    LayerSpec,
    ListSpec,
    LogoSpec,
    PatternSpec,
    PhotoSpec,
    PriceTagSpec,
    ProgressLayerSpec,
    RatingSpec,
    ShapeSpec,
    StackSpec,
    TableSpec,
    TextSpec,
    VideoSpec,
)
from templates.layouts import Layout, load_layouts, places_of
from templates.looks import LinearSpec, Place, RadialSpec, ScenePlace
from templates.motion import Kind, Presets, load_presets
from templates.slots import known_slot, slots_in
from templates.spec import CaptionLook, Mix, Pick, SceneSpec, Shade, TemplateSpec

REGIONS = ("frame", "safe", "body", "captions", "head", "foot", "base")
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
Where = tuple[int | str, ...]
_SLOTS = "the guide lists those there are, or add a label"
_KINDS: tuple[Kind, ...] = ("enter", "exit", "emphasis", "loop")


class Complaint(NamedTuple):
    """Something wrong, and the way to it through the keys of the file."""

    where: Where
    what: str
    vague: bool = False


def complaints(spec: TemplateSpec) -> tuple[Complaint, ...]:
    """Every reference of a template that leads nowhere."""
    presets = load_presets()
    layouts = load_layouts()
    found = [*_palette(spec), *_roles(spec), *_captions(spec)]
    for i, layer in enumerate(spec.ground):
        found += _at({aspect: {} for aspect in ASPECTS}, layer, ("ground", i))
        found += _layer(spec, layer, ("ground", i), presets)
        if isinstance(layer, PhotoSpec | GroupSpec | ListSpec):
            found.append(Complaint(("ground", i), "the ground has no pictures, groups or lists: put it into scenes"))
    for role, scenes in spec.scenes.items():
        for i, scene in enumerate(scenes):
            found += _scene(spec, scene, ("scenes", role, i), presets, layouts)
    return tuple(found)


def _unknown(where: Where, kind: str, name: str, names: Iterable[str]) -> Iterator[Complaint]:
    names = sorted(names)
    if name not in names:
        yield Complaint(where, f"{kind} '{name}' is not defined: choose one of {', '.join(names)}")


def _colour(spec: TemplateSpec, where: Where, ref: str | None) -> Iterator[Complaint]:
    if ref and not ref.startswith("#"):
        yield from _unknown(where, "colour", ref.split("/")[0], spec.palette)


def _paint(spec: TemplateSpec, where: Where, paint: object) -> Iterator[Complaint]:
    if isinstance(paint, str):
        yield from _colour(spec, where, paint)
    elif isinstance(paint, LinearSpec | RadialSpec):
        for _, ref in paint.stops:
            yield from _colour(spec, where, ref)


def _palette(spec: TemplateSpec) -> Iterator[Complaint]:
    earlier: list[str] = []
    for name, entry in spec.palette.items():
        where: Where = ("palette", name)
        if isinstance(entry, Shade):
            yield from _unknown(where, "earlier colour", entry.shade, earlier)
            yield from _unknown(where, "earlier colour", entry.against, earlier)
        if isinstance(entry, Mix):
            yield from _unknown(where, "earlier colour", entry.mix, earlier)
            yield from _unknown(where, "earlier colour", entry.into, earlier)
        if isinstance(entry, Pick):
            yield from _unknown(where, "earlier colour", entry.against, earlier)
            for ref in entry.pick:
                if not ref.startswith("#"):
                    yield from _unknown(where, "earlier colour", ref.split("/")[0], earlier)
        earlier.append(name)
    for scheme, changes in spec.schemes.items():
        for name in changes:
            yield from _unknown(("schemes", scheme, name), "colour", name, spec.palette)
    for field, name in spec.brand.items():
        yield from _unknown(("brand", field), "colour", name, spec.palette)
    for i, (text, ground, _) in enumerate(spec.readable):
        yield from _colour(spec, ("readable", i), text)
        yield from _colour(spec, ("readable", i), ground)
    for name, role in spec.type.items():
        yield from _colour(spec, ("type", name, "colour"), role.colour)


def _roles(spec: TemplateSpec) -> Iterator[Complaint]:
    for role in get_args(Role):
        scenes = spec.scenes.get(role, ())
        if not scenes:
            yield Complaint(("scenes",), f"role '{role}' has no scene: add one")
        elif all(scene.needs or scene.most is not None for scene in scenes):
            yield Complaint(("scenes", role), "every scene needs a slot or is limited; one must do without")
        for i, scene in enumerate(scenes):
            if scene.id in [other.id for other in scenes[:i]]:
                yield Complaint(("scenes", role, i, "id"), f"'{scene.id}' is there twice: call one of them otherwise")


def _captions(spec: TemplateSpec) -> Iterator[Complaint]:
    yield from _unknown(("captions", "style"), "type", spec.captions.style, spec.type)
    yield from _look(spec, ("captions", "look"), spec.captions.look)
    for missing in [aspect for aspect in ASPECTS if aspect not in spec.captions.place]:
        yield Complaint(("captions", "place"), f"no place for {missing}: add one")


def _look(spec: TemplateSpec, where: Where, look: CaptionLook) -> Iterator[Complaint]:
    for ref in (look.colour, look.accent, look.on_accent):
        yield from _colour(spec, where, ref)
    yield from _paint(spec, where, look.plate)


def _scene(
    spec: TemplateSpec, scene: SceneSpec, where: Where, presets: Presets, layouts: Mapping[str, Layout]
) -> Iterator[Complaint]:
    yield from _background(spec, scene, (*where, "background"))
    yield from _look(spec, (*where, "captions"), scene.captions)
    for need in scene.needs:
        yield from _condition(spec, (*where, "needs"), need)
    if scene.transition.sound:
        yield from _unknown((*where, "transition", "sound"), "effect", scene.transition.sound, spec.effects)
    if scene.layout:
        yield from _unknown((*where, "layout"), "layout", scene.layout, layouts)
    every = {aspect: places_of(scene, layouts, aspect) for aspect in ASPECTS}
    laid_out = scene.layout in (None, *layouts)
    for aspect, places in every.items() if laid_out else ():
        yield from _places(scene, places, where, aspect)
    for i, layer in enumerate(scene.layers):
        here: Where = (*where, "layers", i)
        if layer.id and layer.id in [other.id for other in scene.layers[:i]]:
            yield Complaint(
                (*here, "id"), f"layer '{layer.id}' is there twice in scene '{scene.id}': call one of them otherwise"
            )
        yield from _at(every, layer, here) if laid_out else ()
        yield from _layer(spec, layer, here, presets)


def _background(spec: TemplateSpec, scene: SceneSpec, where: Where) -> Iterator[Complaint]:
    if not isinstance(scene.background, dict):
        yield from _paint(spec, where, scene.background)
        return
    for aspect in ASPECTS:
        if aspect not in scene.background:
            yield Complaint(where, f"no paint for {aspect}: add one")
        yield from _paint(spec, where, scene.background.get(aspect))


def _places(scene: SceneSpec, places: dict[str, ScenePlace], where: Where, aspect: Aspect) -> Iterator[Complaint]:
    earlier = list(REGIONS)
    for name, place in places.items():
        way = ("layouts", aspect, name) if name in scene.layouts.get(aspect, {}) else ("places", name)
        for of in (*_leans_on(place), *(_leans_on(place.short) if place.short else ())):
            yield from _unknown((*where, *way), "earlier place", of, earlier)
        earlier.append(name)


def _leans_on(place: Place) -> Iterator[str]:
    """The boxes that a place is measured against."""
    yield from (of for of in (place.of, place.across, place.down) if of is not None)


def _at(every: Mapping[Aspect, dict[str, ScenePlace]], layer: AnyLayer, where: Where) -> Iterator[Complaint]:
    if layer.inside or not layer.at:
        yield Complaint(where, "a layer of a scene has 'at', one of a group or a list 'inside'")
        return
    for aspect in layer.only or ASPECTS:
        yield from _unknown((*where, "at"), f"in {aspect} the place", layer.at, (*every[aspect], *REGIONS))
        if isinstance(layer, PhotoSpec) and layer.clear:
            yield from _unknown((*where, "clear"), f"in {aspect} the place", layer.clear, (*every[aspect], *REGIONS))


def _condition(spec: TemplateSpec, where: Where, condition: str) -> Iterator[Complaint]:
    if not known_slot(condition.lstrip("!"), spec.labels):
        yield Complaint(where, f"there is no slot '{condition.lstrip('!')}': {_SLOTS}")


def _layer(spec: TemplateSpec, layer: LayerSpec, where: Where, presets: Presets) -> Iterator[Complaint]:
    for condition in layer.when:
        yield from _condition(spec, (*where, "when"), condition)
    for kind in _KINDS:
        use = getattr(layer, kind)
        if use:
            yield from _unknown((*where, kind), f"{kind} preset", use.use, presets[kind])
    if layer.sound:
        yield from _unknown((*where, "sound"), "effect", layer.sound, spec.effects)
    if isinstance(layer, TextSpec | LogoSpec):
        yield from _unknown((*where, "style"), "type", layer.style, spec.type)
        yield from _colour(spec, (*where, "colour"), layer.colour)
    check = _CHECKS.get(type(layer))
    if check:
        yield from check(spec, layer, where, presets)


def _text(spec: TemplateSpec, layer: TextSpec, where: Where, presets: Presets) -> Iterator[Complaint]:
    yield from _worded(spec, layer.text, (*where, "text"))
    yield from _paint(spec, (*where, "plate"), layer.plate)
    yield from _paint(spec, (*where, "fill"), layer.fill)
    yield from _edges(spec, layer, where)


def _edges(spec: TemplateSpec, layer: TextSpec | ShapeSpec | PhotoSpec, where: Where) -> Iterator[Complaint]:
    stroke = layer.border if isinstance(layer, PhotoSpec) else layer.stroke
    yield from _colour(spec, where, stroke.colour if stroke else None)
    yield from _colour(spec, (*where, "shadow"), layer.shadow.colour if layer.shadow else None)


def _shape(spec: TemplateSpec, layer: ShapeSpec, where: Where, presets: Presets) -> Iterator[Complaint]:
    yield from _paint(spec, (*where, "fill"), layer.fill)
    yield from _edges(spec, layer, where)


def _photo(spec: TemplateSpec, layer: PhotoSpec, where: Where, presets: Presets) -> Iterator[Complaint]:
    yield from _colour(spec, (*where, "mat"), layer.mat)
    yield from _edges(spec, layer, where)


def _cutout(spec: TemplateSpec, layer: CutoutSpec, where: Where, presets: Presets) -> Iterator[Complaint]:
    yield from _colour(spec, (*where, "contact"), layer.contact)
    yield from _photo(spec, layer, where, presets)


def _badge(spec: TemplateSpec, layer: BadgeSpec, where: Where, presets: Presets) -> Iterator[Complaint]:
    yield from _worded(spec, layer.text, (*where, "text"))
    yield from _unknown((*where, "style"), "type", layer.style, spec.type)
    yield from _paint(spec, (*where, "fill"), layer.fill)
    yield from _colour(spec, (*where, "colour"), layer.colour)
    yield from _colour(spec, (*where, "stroke"), layer.stroke.colour if layer.stroke else None)
    yield from _colour(spec, (*where, "shadow"), layer.shadow.colour if layer.shadow else None)


def _price_tag(spec: TemplateSpec, layer: PriceTagSpec, where: Where, presets: Presets) -> Iterator[Complaint]:
    for name in ("style", "was", "note"):
        yield from _unknown((*where, name), "type", getattr(layer, name), spec.type)
    for name in ("over", "under"):
        yield from _worded(spec, getattr(layer, name), (*where, name))
    for name in ("colour", "was_colour", "note_colour", "hole"):
        yield from _colour(spec, (*where, name), getattr(layer, name))
    yield from _paint(spec, (*where, "fill"), layer.fill)
    yield from _colour(spec, (*where, "shadow"), layer.shadow.colour if layer.shadow else None)


def _two_colours(
    spec: TemplateSpec, layer: RatingSpec | ProgressLayerSpec, where: Where, presets: Presets
) -> Iterator[Complaint]:
    yield from _colour(spec, (*where, "fill"), layer.fill)
    second = "empty" if isinstance(layer, RatingSpec) else "track"
    yield from _colour(spec, (*where, second), getattr(layer, second))


def _table(spec: TemplateSpec, layer: TableSpec, where: Where, presets: Presets) -> Iterator[Complaint]:
    for name in ("style", "value"):
        yield from _unknown((*where, name), "type", getattr(layer, name), spec.type)
    for name in ("fill", "stripe", "ours", "on_ours", "other"):
        yield from _paint(spec, (*where, name), getattr(layer, name))


def _worded(spec: TemplateSpec, text: str, where: Where) -> Iterator[Complaint]:
    for slot in slots_in(text):
        if not known_slot(slot, spec.labels):
            yield Complaint(where, f"there is no slot '{{{slot}}}': {_SLOTS}")


def _pattern(spec: TemplateSpec, layer: PatternSpec, where: Where, presets: Presets) -> Iterator[Complaint]:
    yield from _colour(spec, (*where, "colour"), layer.colour)


def _inner(
    spec: TemplateSpec, layer: GroupSpec | ListSpec | StackSpec, where: Where, presets: Presets
) -> Iterator[Complaint]:
    for i, child in enumerate(layer.layers):
        here: Where = (*where, "layers", i)
        yield from _layer(spec, child, here, presets)
        if isinstance(layer, StackSpec):
            continue
        if not child.inside:
            yield Complaint(here, "a layer of a group or a list has 'inside'")
        if child.tilt or child.keys or any(getattr(child, kind) for kind in _KINDS):
            yield Complaint(here, "a layer of a group or a list does not move: move the whole")


_Check = Callable[..., Iterator[Complaint]]
_CHECKS: dict[type[LayerSpec], _Check] = {
    TextSpec: _text,
    ShapeSpec: _shape,
    PhotoSpec: _photo,
    VideoSpec: _photo,
    CutoutSpec: _cutout,
    BadgeSpec: _badge,
    PriceTagSpec: _price_tag,
    RatingSpec: _two_colours,
    ProgressLayerSpec: _two_colours,
    TableSpec: _table,
    PatternSpec: _pattern,
    GroupSpec: _inner,
    ListSpec: _inner,
    StackSpec: _inner,
}
