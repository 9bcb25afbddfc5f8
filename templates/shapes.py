"""Shapes of a scene, one by one or in patterns."""

from collections.abc import Iterator

from domain.base import Box
from domain.layers import GroupLayer, ShapeLayer
from domain.paint import Solid
from templates.finished import Built, fields_of, finish
from templates.layers import PatternSpec, ShapeSpec
from templates.outlines import burst
from templates.patterns import pattern_boxes
from templates.stage import Stage


def build_shape(stage: Stage, spec: ShapeSpec, box: Box, path: str) -> Iterator[Built]:
    yield finish(stage, spec, make_shape(stage, spec, box, path))


def make_shape(stage: Stage, spec: ShapeSpec, box: Box, path: str) -> ShapeLayer:
    """A shape as a layer of the timeline."""
    polygon = spec.shape in ("polygon", "burst")
    points = stage.points(burst(spec.spikes, spec.depth) if spec.shape == "burst" else spec.points)
    return ShapeLayer(
        **fields_of(stage, spec, box, path, spec.shape),
        shape="polygon" if polygon else spec.shape,
        fill=stage.palette.paint(spec.fill) if spec.fill else None,
        stroke=stage.stroke(spec.stroke),
        shadow=stage.shadow(spec.shadow),
        radius=spec.radius * stage.frame.unit,
        points=points if polygon else (),
    )


def build_pattern(stage: Stage, spec: PatternSpec, box: Box, path: str) -> Iterator[Built]:
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
    yield finish(stage, spec, GroupLayer(**fields_of(stage, spec, box, path, spec.pattern), layers=shapes))
