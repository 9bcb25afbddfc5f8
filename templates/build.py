"""Building: the layers of a template's scene become layers of the timeline."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from domain.base import Box
from domain.timeline import (
    GroupLayer,
    ImageLayer,
    Layer,
    LinearGradient,
    ShapeLayer,
    Solid,
    Stop,
    TextLayer,
    VideoLayer,
)
from templates.copyfit import StackItem, fit_stack, fit_text, padding_of, words_of
from templates.fit import Setting
from templates.layers import (
    AnyLayer,
    Child,
    ColourRef,
    GroupSpec,
    LayerSpec,
    ListSpec,
    LogoSpec,
    PatternSpec,
    PhotoSpec,
    ShapeSpec,
    StackSpec,
    TextSpec,
)
from templates.layout import resolve
from templates.motion import enter_end, motion_tracks
from templates.ordering import Built, still_first
from templates.patterns import burst_points, pattern_boxes
from templates.pictures import frame_photo
from templates.slots import holds
from templates.stage import Stage

Still = ShapeLayer | TextLayer | ImageLayer


def build_layers(stage: Stage, specs: Sequence[AnyLayer]) -> tuple[Built, ...]:
    """All layers of a scene that have something to show, bottom to top."""
    out: list[Built] = []
    for i, spec in enumerate(specs):
        if shown(stage, spec):
            spec = _there_at_once(spec) if stage.times.start == 0 else spec
            out += _BUILD[type(spec)](stage, spec, stage.boxes[spec.at or "frame"], str(i))
    return still_first(out, stage.times.frames)


def _there_at_once(spec: AnyLayer) -> AnyLayer:
    """A layer of the opening scene: only its words enter, the very first frame already shows the product."""
    return spec if isinstance(spec, TextSpec | StackSpec) else spec.model_copy(update={"enter": None})


def shown(stage: Stage, spec: LayerSpec) -> bool:
    """Whether a layer belongs into this aspect, with the slots there are."""
    return holds(spec.when, stage.slots) and (not spec.only or stage.frame.aspect in spec.only)


def _common(stage: Stage, spec: LayerSpec, box: Box, path: str, kind: str, delay: float = 0) -> dict[str, Any]:
    return {
        "id": stage.layer_id(path, spec, kind),
        "box": box,
        "opacity": spec.opacity,
        "motion": motion_tracks(spec, stage.presets, stage.span(box), delay),
    }


def _built(stage: Stage, spec: LayerSpec, layer: Layer, delay: float = 0) -> Built:
    begin = round(((spec.enter.delay if spec.enter else 0) + delay) * stage.fps)
    return Built(layer, enter_end(spec, stage.presets, stage.fps, delay), spec.sound, begin)


def _text(stage: Stage, spec: TextSpec, box: Box, path: str) -> Iterator[Built]:
    text = words_of(stage, spec)
    if text:
        yield _set_text(stage, spec, box, path, fit_text(stage, spec, text, box))


def _set_text(stage: Stage, spec: TextSpec, box: Box, path: str, setting: Setting) -> Built:
    """A text layer from a setting, its box closed around the text and its plate."""
    across, down = padding_of(stage, spec)
    style = stage.text_style(spec.style, setting.size, spec.colour)
    align = spec.align or style.align
    box = _hugged(box, setting.width + 2 * across + 2, setting.height + 2 * down, align, spec.valign)
    layer = TextLayer(
        **_common(stage, spec, box, path, "text"),
        text="\n".join(setting.lines),
        style=style.model_copy(
            update={
                "align": align,
                "valign": spec.valign,
                "strike": spec.strike,
                "fill": stage.palette.paint(spec.fill) if spec.fill else None,
                "stroke": stage.stroke(spec.stroke),
                "shadow": stage.shadow(spec.shadow),
            }
        ),
        max_lines=len(setting.lines),
        plate=stage.palette.paint(spec.plate) if spec.plate else None,
        plate_radius=spec.plate_radius * stage.frame.unit,
        plate_padding=(across, down),
        by=spec.by,
        stagger=round(spec.stagger * stage.fps) if spec.by != "whole" else 0,
    )
    built = _built(stage, spec, layer)
    return Built(layer, built.entered + _last_unit(layer), built.sound, built.sounds_at)


def _last_unit(layer: TextLayer) -> int:
    """Frames by which the last line, word or letter of a text comes later than the first."""
    units = {"whole": 1, "line": layer.max_lines, "word": len(layer.text.split()), "char": len(layer.text)}[layer.by]
    return (max(units, layer.max_lines) - 1) * layer.stagger


def _hugged(box: Box, w: int, h: int, align: str, valign: str) -> Box:
    w, h = min(w, box.w), min(h, box.h)
    x = {"left": 0, "centre": (box.w - w) // 2, "right": box.w - w}[align]
    y = {"top": 0, "middle": (box.h - h) // 2, "bottom": box.h - h}[valign]
    return Box(x=box.x + x, y=box.y + y, w=w, h=h)


def _stack(stage: Stage, spec: StackSpec, box: Box, path: str) -> Iterator[Built]:
    for item in fit_stack(stage, spec, box):
        yield _stacked(stage, item, spec, f"{path}.{item.index}")


def _stacked(stage: Stage, item: StackItem, stack: StackSpec, path: str) -> Built:
    if isinstance(item.spec, TextSpec) and item.setting:
        child = item.spec.model_copy(update={"align": item.spec.align or stack.align, "valign": "top"})
        return _set_text(stage, child, item.box, path, item.setting)
    return next(iter(_shape(stage, item.spec, item.box, path)))  # type: ignore[arg-type]


def _shape(stage: Stage, spec: ShapeSpec, box: Box, path: str) -> Iterator[Built]:
    yield _built(stage, spec, _shape_layer(stage, spec, box, path))


def _shape_layer(stage: Stage, spec: ShapeSpec, box: Box, path: str) -> ShapeLayer:
    polygon = spec.shape in ("polygon", "burst")
    points = burst_points(spec.spikes, spec.depth) if spec.shape == "burst" else stage.points(spec.points)
    return ShapeLayer(
        **_common(stage, spec, box, path, spec.shape),
        shape="polygon" if polygon else spec.shape,
        fill=stage.palette.paint(spec.fill) if spec.fill else None,
        stroke=stage.stroke(spec.stroke),
        shadow=stage.shadow(spec.shadow),
        radius=spec.radius * stage.frame.unit,
        points=points if polygon else (),
    )


def _pattern(stage: Stage, spec: PatternSpec, box: Box, path: str) -> Iterator[Built]:
    fill = Solid(colour=stage.palette.colour(spec.colour))
    shapes = tuple(
        ShapeLayer(
            id=f"{stage.scene}.{spec.pattern}.{path}.{i}",
            box=at,
            shape="polygon" if points else "ellipse",
            points=points,
            fill=fill,
        )
        for i, (at, points) in enumerate(pattern_boxes(spec, box))
    )
    yield _built(stage, spec, GroupLayer(**_common(stage, spec, box, path, spec.pattern), layers=shapes))


def _photo(stage: Stage, spec: PhotoSpec, box: Box, path: str) -> Iterator[Built]:
    """A picture and, as a layer of its own that need not move with the camera, what stands behind it."""
    picture = _picture(stage, spec, box, path, path)
    if spec.border or spec.shadow:
        edge = stage.px(spec.border.width) if spec.border else 0
        yield Built(_backing(stage, spec, picture, "frame", edge, spec.border.colour if spec.border else spec.mat))
    if picture.mat:
        yield Built(_backing(stage, spec.model_copy(update={"shadow": None}), picture, "mat", 0, spec.mat))
    yield _built(stage, spec, picture.model_copy(update={"border": None, "shadow": None, "mat": None}))
    if spec.feather and picture.fit == "contain":
        yield from _feathers(stage, spec, picture.box, path)


def _backing(
    stage: Stage, spec: PhotoSpec, picture: ImageLayer | VideoLayer, part: str, edge: int, colour: ColourRef
) -> ShapeLayer:
    """The border and shadow, or the mat, of a picture."""
    return ShapeLayer(
        id=f"{picture.id}.{part}",
        box=picture.box.inset(-edge),
        opacity=picture.opacity,
        motion=picture.motion,
        fill=Solid(colour=stage.palette.colour(colour)),
        radius=picture.radius + edge if picture.radius else 0,
        shadow=stage.shadow(spec.shadow),
    )


def _feathers(stage: Stage, spec: PhotoSpec, box: Box, path: str) -> Iterator[Built]:
    """Strips of mat that cover the edges of a photo and fade inwards; they reach a little beyond it."""
    deep, over, mat = stage.px(spec.feather), stage.px(6), stage.palette.colour(spec.mat)
    long, high = box.w + 2 * over, box.h + 2 * over
    strips = {
        0: Box(x=box.x - over, y=box.y - over, w=deep + over, h=high),
        180: Box(x=box.right - deep, y=box.y - over, w=deep + over, h=high),
        90: Box(x=box.x - over, y=box.y - over, w=long, h=deep + over),
        270: Box(x=box.x - over, y=box.bottom - deep, w=long, h=deep + over),
    }
    for angle, strip in strips.items():
        stops = (Stop(at=0, colour=mat), Stop(at=0.15, colour=mat), Stop(at=1, colour=mat[:7] + "00"))
        fill = LinearGradient(angle=angle, stops=stops)
        yield Built(ShapeLayer(id=stage.layer_id(f"{path}.feather-{angle}", spec, "photo"), box=strip, fill=fill))


def _picture(
    stage: Stage, spec: PhotoSpec, box: Box, path: str, shelf: str, still: bool = False
) -> ImageLayer | VideoLayer:
    asset = stage.pictures[shelf]
    framing = frame_photo(spec, asset, box, still)
    look: dict[str, Any] = {
        **_common(stage, spec, framing.box, path, "photo"),
        "asset": asset.sha256,
        "fit": framing.fit,
        "focus": framing.focus,
        "radius": spec.radius * stage.frame.unit,
        "border": stage.stroke(spec.border),
        "shadow": stage.shadow(spec.shadow),
        "mat": stage.palette.colour(spec.mat) if framing.fit == "contain" else None,
    }
    return VideoLayer(**look) if asset.kind == "video" else ImageLayer(**look, camera=framing.camera)


def _logo(stage: Stage, spec: LogoSpec, box: Box, path: str) -> Iterator[Built]:
    logo = stage.logo
    if logo is None or not spec.picture:
        words = TextSpec.model_validate(
            spec.model_dump(exclude={"type", "picture"}) | {"text": "{brand}", "max_lines": 1}
        )
        yield from _text(stage, words, box, path)
        return
    w = min(box.w, round(box.h * logo.width / max(1, logo.height)))
    at = _hugged(box, w, round(w * logo.height / max(1, logo.width)), spec.align, spec.valign)
    layer = ImageLayer(**_common(stage, spec, at, path, "logo"), asset=logo.sha256, fit="contain")
    yield _built(stage, spec, layer)


def _group(stage: Stage, spec: GroupSpec, box: Box, path: str) -> Iterator[Built]:
    layers = tuple(_children(stage, spec.layers, box, path, path, {}))
    if layers:
        yield _built(stage, spec, GroupLayer(**_common(stage, spec, box, path, "group"), layers=layers))


def _children(
    stage: Stage, specs: Sequence[Child], box: Box, path: str, shelf: str, most: dict[int, int]
) -> Iterator[Still]:
    """The still layers of a group in ``box``; ``most`` caps the size of some of its texts."""
    boxes = {**stage.frame.regions(), "body": box}
    for k, child in enumerate(specs):
        at, name = resolve(child.inside, boxes, stage.frame.unit) if child.inside else box, f"{path}.{k}"
        if not shown(stage, child):
            continue
        if isinstance(child, ShapeSpec):
            yield _shape_layer(stage, child, at, name)
        elif isinstance(child, PhotoSpec):
            picture = _picture(stage, child, at, name, f"{shelf}.{k}", still=True)
            if isinstance(picture, ImageLayer):
                yield picture
        elif words_of(stage, child):
            setting = fit_text(stage, child, words_of(stage, child), at, most.get(k))
            layer = _set_text(stage, child, at, name, setting).layer
            if isinstance(layer, TextLayer):
                yield layer


def _list(stage: Stage, spec: ListSpec, box: Box, path: str) -> Iterator[Built]:
    names = [name for name in (f"items[{i}]" for i in range(spec.most)) if name in stage.slots]
    stages = [stage.with_slots({"item": stage.slots[name], "number": f"{i + 1:02d}"}) for i, name in enumerate(names)]
    cells = _cells(stage, spec, box, len(names))
    most = _even_sizes(stages, spec, cells)
    step = stage.times.spoken / stage.fps * spec.spread / max(1, len(names))
    for i, (inner, cell) in enumerate(zip(stages, cells, strict=True)):
        layers = tuple(_children(inner, spec.layers, cell, f"{path}.{i}", path, most))
        common = _common(inner, spec, cell, f"{path}.{i}", "item", delay=i * step)
        yield _built(inner, spec, GroupLayer(**common, layers=layers), delay=i * step)


def _cells(stage: Stage, spec: ListSpec, box: Box, count: int) -> list[Box]:
    """The boxes of a list's items, in rows of as many as this aspect has columns."""
    if not count:
        return []
    columns = min(spec.columns.get(stage.frame.aspect, 1), count)
    rows, gap = -(-count // columns), stage.px(spec.gap)
    w, h = (box.w - gap * (columns - 1)) // columns, (box.h - gap * (rows - 1)) // rows
    if stage.frame.aspect in spec.row:
        h = min(h, stage.px(spec.row[stage.frame.aspect]))
    used = rows * h + (rows - 1) * gap
    top = box.y + {"top": 0, "middle": (box.h - used) // 2, "bottom": box.h - used}[spec.valign]
    return [
        Box(x=box.x + (i % columns) * (w + gap), y=top + (i // columns) * (h + gap), w=w, h=max(1, h))
        for i in range(count)
    ]


def _even_sizes(stages: Sequence[Stage], spec: ListSpec, cells: Sequence[Box]) -> dict[int, int]:
    """For each text of the cells the size at which all items fit, so that they look alike."""
    most: dict[int, int] = {}
    for k, child in enumerate(spec.layers):
        if not isinstance(child, TextSpec) or child.inside is None:
            continue
        for stage, cell in zip(stages, cells, strict=True):
            text = words_of(stage, child)
            if text and shown(stage, child):
                at = resolve(child.inside, {**stage.frame.regions(), "body": cell}, stage.frame.unit)
                size = fit_text(stage, child, text, at).size
                most[k] = min(size, most.get(k, size))
    return most


_BUILD: dict[type[LayerSpec], Callable[..., Iterator[Built]]] = {
    TextSpec: _text,
    PhotoSpec: _photo,
    LogoSpec: _logo,
    ShapeSpec: _shape,
    PatternSpec: _pattern,
    GroupSpec: _group,
    ListSpec: _list,
    StackSpec: _stack,
}
