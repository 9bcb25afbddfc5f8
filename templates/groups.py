"""Groups and lists: layers drawn together and moved as one, once or for every item."""

from collections.abc import Iterator, Sequence

from domain.base import Box
from domain.layers import GroupLayer, ImageLayer, ShapeLayer, TextLayer
from templates.copyfit import fit_text, words_of
from templates.finished import Built, fields_of, finish, shown
from templates.layers import Child, GroupSpec, ListSpec, PhotoSpec, ShapeSpec, TableSpec, TextSpec
from templates.layout import resolve
from templates.photos import place_picture
from templates.shapes import make_shape
from templates.slots import Slots, number_slots
from templates.spec import SceneSpec
from templates.stage import Stage
from templates.texts import set_text

Still = ShapeLayer | TextLayer | ImageLayer
_FEW = 4
"""How many entries a list holds in the room of its layout; for more it takes the layout with ``-many``."""
_CLOSER = 0.18
"""The gap of such a list at most, as a share of a row."""
_ROOMY = 110
"""Design units of a row's height below which what stands in it is drawn smaller with it."""


def lists_many(scene: SceneSpec, slots: Slots, rows: int) -> bool:
    """Whether a scene lists more than a few entries, or a table of more than a few ``rows``."""
    lists = (layer.of for layer in scene.layers if isinstance(layer, ListSpec) and layer.most > _FEW)
    tables = any(isinstance(layer, TableSpec) and layer.most > _FEW for layer in scene.layers)
    return any(f"{of}[{_FEW}]" in slots for of in lists) or (tables and rows > _FEW)


def build_group(stage: Stage, spec: GroupSpec, box: Box, path: str) -> Iterator[Built]:
    layers = tuple(_children(stage, spec.layers, box, path, path, {}))
    if layers:
        yield finish(stage, spec, GroupLayer(**fields_of(stage, spec, box, path, "group"), layers=layers))


def _children(
    stage: Stage, specs: Sequence[Child], box: Box, path: str, shelf: str, most: dict[int, int], unit: float = 0
) -> Iterator[Still]:
    """The still layers of a group in ``box``; ``most`` caps the size of some of its texts.

    ``unit`` is what a design unit is inside it, the frame's where it is 0.
    """
    boxes = {**stage.frame.regions(), "body": box}
    for k, child in enumerate(specs):
        at, name = resolve(child.inside, boxes, unit or stage.frame.unit) if child.inside else box, f"{path}.{k}"
        if not shown(stage, child):
            continue
        if isinstance(child, ShapeSpec):
            yield make_shape(stage, child, at, name)
        elif isinstance(child, PhotoSpec):
            inner = place_picture(stage, child, at, name, f"{shelf}.{k}", still=True)
            if isinstance(inner, ImageLayer):
                yield inner
        elif words_of(stage, child):
            setting = fit_text(stage, child, words_of(stage, child), at, most.get(k))
            layer = set_text(stage, child, at, name, setting).layer
            if isinstance(layer, TextLayer):
                yield layer


def build_list(stage: Stage, spec: ListSpec, box: Box, path: str) -> Iterator[Built]:
    names = [name for name in (f"{spec.of}[{i}]" for i in range(spec.most)) if name in stage.slots]
    stages = [
        stage.with_slots(
            {"item": stage.slots[name], **number_slots(i + 1 if len(names) > 1 else 0)}
            | ({"name": stage.slots[f"name.{name}"]} if f"name.{name}" in stage.slots else {})
        )
        for i, name in enumerate(names)
    ]
    cells = _cells(stage, spec, box, len(names))
    most = _even_sizes(stages, spec, cells)
    step = stage.times.spoken / stage.fps * spec.spread / max(1, len(names))
    for i, (inner, cell) in enumerate(zip(stages, cells, strict=True)):
        layers = tuple(_children(inner, spec.layers, cell, f"{path}.{i}", path, most, _unit(stage, cell, len(names))))
        fields = fields_of(inner, spec, cell, f"{path}.{i}", "item", delay=i * step)
        yield finish(inner, spec, GroupLayer(**fields, layers=layers), delay=i * step)


def _cells(stage: Stage, spec: ListSpec, box: Box, count: int) -> list[Box]:
    """The boxes of a list's items, in rows of as many as this aspect has columns."""
    if not count:
        return []
    columns = min(spec.columns.get(stage.frame.aspect, 1), count)
    rows, gap = -(-count // columns), stage.px(spec.gap)
    gap = min(gap, round(box.h / rows * _CLOSER)) if count > _FEW else gap
    w, h = (box.w - gap * (columns - 1)) // columns, (box.h - gap * (rows - 1)) // rows
    if stage.frame.aspect in spec.row:
        h = min(h, stage.px(spec.row[stage.frame.aspect]))
    used = rows * h + (rows - 1) * gap
    top = box.y + {"top": 0, "middle": (box.h - used) // 2, "bottom": box.h - used}[spec.valign]
    return [
        Box(x=box.x + (i % columns) * (w + gap), y=top + (i // columns) * (h + gap), w=w, h=max(1, h))
        for i in range(count)
    ]


def _unit(stage: Stage, cell: Box, count: int) -> float:
    """Pixels of a design unit inside the rows of a list: fewer where a long one makes them low."""
    return stage.frame.unit * (min(1, cell.h / stage.px(_ROOMY)) if count > _FEW else 1)


def _even_sizes(stages: Sequence[Stage], spec: ListSpec, cells: Sequence[Box]) -> dict[int, int]:
    """For each text of the cells the size at which all items fit, so that they look alike."""
    most: dict[int, int] = {}
    for k, child in enumerate(spec.layers):
        if not isinstance(child, TextSpec) or child.inside is None:
            continue
        for stage, cell in zip(stages, cells, strict=True):
            text = words_of(stage, child)
            if text and shown(stage, child):
                at = resolve(child.inside, {**stage.frame.regions(), "body": cell}, _unit(stage, cell, len(cells)))
                size = fit_text(stage, child, text, at).size
                most[k] = min(size, most.get(k, size))
    return most
