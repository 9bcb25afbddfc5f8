"""How far the video has come, as segments, dots or a bar inside a scene."""

from collections.abc import Iterator

from domain.base import Box
from domain.layers import GroupLayer, ShapeLayer
from domain.motion import Key, Track
from domain.paint import Solid
from templates.finished import Built, fields_of, finish
from templates.layers import ProgressLayerSpec
from templates.stage import Stage

_FILLS = 12
"""Frames in which the scene's own segment fills."""


def build_progress(stage: Stage, spec: ProgressLayerSpec, box: Box, path: str) -> Iterator[Built]:
    index, count = stage.place
    cells = _cells(stage, spec, box, count)
    name = f"{stage.scene}.progress.{path}"
    done, todo = (Solid(colour=stage.palette.colour(ref)) for ref in (spec.fill, spec.track))
    shapes = tuple(
        ShapeLayer(id=f"{name}.{i}", box=cell, radius=cell.h / 2, fill=done if i < index else todo)
        for i, cell in enumerate(cells)
    )
    yield finish(stage, spec, GroupLayer(**fields_of(stage, spec, box, path, "progress"), layers=shapes))
    keys = (Key(frame=0, value=0), Key(frame=_FILLS, value=1, ease="out-cubic"))
    motion = (Track(property="wipe", keys=keys),)
    yield Built(ShapeLayer(id=f"{name}.now", box=cells[index], radius=cells[index].h / 2, fill=done, motion=motion))


def _cells(stage: Stage, spec: ProgressLayerSpec, box: Box, count: int) -> list[Box]:
    gap = 0 if spec.look == "bar" else stage.px(spec.gap)
    w = box.h if spec.look == "dots" else max(1, (box.w - gap * (count - 1)) // count)
    return [Box(x=box.x + i * (w + gap), y=box.y, w=w, h=box.h) for i in range(count)]
