"""The product cut out of its photo, standing in the scene on a soft contact shadow; else its photo, framed."""

from collections.abc import Iterator

from domain.base import Box
from domain.layers import GroupLayer, ImageLayer, ShapeLayer
from domain.paint import Shadow
from templates.casting import reaches_edge
from templates.finished import Built, fields_of, finish, hug
from templates.framing import free_part
from templates.layers import CutoutSpec, PhotoSpec
from templates.photos import build_photo
from templates.stage import Stage

_DEPTH = 0.11
"""Height of the contact shadow in widths of the product: a low light from in front of it."""
_SINK = 0.62
"""The share of the shadow that lies above the product's foot."""


def build_cutout(stage: Stage, spec: CutoutSpec, box: Box, path: str) -> Iterator[Built]:
    photo = stage.pictures[path]
    cut = stage.cutouts.get(photo.sha256)
    if cut is None:
        yield from build_photo(stage, spec, box, path)
        return
    ratio = cut.width / max(1, cut.height)
    room = _room(spec, box, ratio)
    if spec.clear and room.intersects(over := stage.boxes[spec.clear]):
        room = _room(spec, free_part(box, [over], ratio), ratio)
    if spec.contact:
        yield from _contact(stage, spec, room, path)
    layer = ImageLayer(**fields_of(stage, spec, room, path, "cutout"), asset=cut.sha256, fit="contain")
    yield finish(stage, spec, layer)


def build_picture(stage: Stage, spec: PhotoSpec, box: Box, path: str) -> Iterator[Built]:
    """A photo; one on white that goes to the frame's edges is cut out instead, and stands on what lies below it,
    where neither the AI mark nor what is over it covers it."""
    cut = stage.cutouts.get(stage.pictures[path].sha256)
    if cut is None or spec.fit == "contain" or not reaches_edge(box, stage.frame):
        yield from build_photo(stage, spec, box, path)
        return
    covers = [stage.frame.marked, *([stage.boxes[spec.clear]] if spec.clear else [])]
    free = free_part(box, covers, cut.width / max(1, cut.height))
    look = spec.model_dump(exclude={"type", "camera"}) | {"stand": "middle", "loop": "breathe" if spec.camera else None}
    yield from build_cutout(stage, CutoutSpec.model_validate(look), free, path)


def _room(spec: CutoutSpec, box: Box, ratio: float) -> Box:
    """Where the product stands: as large as ``fill`` allows, whole, undistorted."""
    w = min(box.w * spec.fill, box.h * spec.fill * ratio)
    return hug(box, max(1, round(w)), max(1, round(w / ratio)), "centre", spec.stand)


def _contact(stage: Stage, spec: CutoutSpec, room: Box, path: str) -> Iterator[Built]:
    """A flat ellipse darkest where the product touches the ground."""
    colour = stage.palette.colour(spec.contact or "#000000")
    alpha = int(colour[7:] or "FF", 16)
    motion = fields_of(stage, spec, room, path, "cutout")["motion"] if spec.enter else ()
    name = f"{stage.layer_id(path, spec, 'cutout')}.contact"
    shades = []
    for i, (wide, share, soft) in enumerate(((0.98, 0.6, 0.42), (0.8, 1.0, 0.2))):
        w, h = max(4, round(room.w * wide)), max(4, round(room.w * _DEPTH * wide))
        at = Box(x=room.x + (room.w - w) // 2, y=room.bottom - round(h * _SINK), w=w, h=h)
        shade = Shadow(dx=0, dy=0, blur=h * soft, colour=f"{colour[:7]}{round(alpha * share):02X}")
        shades.append(ShapeLayer(id=f"{name}-{i}", box=at, shape="ellipse", shadow=shade))
    yield Built(GroupLayer(id=name, box=shades[0].box, layers=tuple(shades), opacity=spec.opacity, motion=motion))
