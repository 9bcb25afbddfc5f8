"""The product cut out of its photo, standing in the scene on a soft contact shadow; else its photo, framed."""

from collections.abc import Iterator

from domain.base import Box
from domain.layers import ImageLayer, ShapeLayer
from domain.motion import Track
from domain.paint import RadialGradient, Stop
from templates.casting import reaches_edge
from templates.finished import Built, fields_of, finish, hug
from templates.framing import free_part
from templates.layers import CutoutSpec, PhotoSpec
from templates.photos import build_photo
from templates.stage import Stage

_WIDE, _FLAT = 1.16, 0.2
"""The contact shadow in widths of the product's foot, and its height in its own: a low light from in front of it."""
_SINK = 0.62
"""The share of the shadow that lies above the product's foot."""
_ROUNDEST = 40
"""Units that the corners of a photo are rounded by at most: a card, not a window."""
_FILL = 0.84
"""Of its card: what a product takes up at most that could not be cut out."""
_FADE = tuple(step / 8 for step in range(9))


def build_cutout(stage: Stage, spec: CutoutSpec, box: Box, path: str) -> Iterator[Built]:
    photo = stage.pictures[path]
    cut = stage.cutouts.get(photo.sha256)
    if cut is None:
        card = {"radius": min(spec.radius, _ROUNDEST), "fill": min(spec.fill, _FILL)}
        yield from build_photo(stage, spec.model_copy(update=card), box, path)
        return
    ratio = cut.width / max(1, cut.height)
    room = _room(spec, box, ratio)
    if spec.clear and room.intersects(over := stage.boxes[spec.clear]):
        room = _room(spec, free_part(box, [over], ratio), ratio)
    if spec.contact:
        yield from _contact(stage, spec, room, cut.foot or (0.0, 1.0), path)
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
    look = spec.model_dump(exclude={"type", "camera"}) | {"stand": "middle", "loop": "push" if spec.camera else None}
    yield from build_cutout(stage, CutoutSpec.model_validate(look), free, path)


def _room(spec: CutoutSpec, box: Box, ratio: float) -> Box:
    """Where the product stands: as large as ``fill`` allows, whole, undistorted."""
    w = min(box.w * spec.fill, box.h * spec.fill * ratio)
    return hug(box, max(1, round(w)), max(1, round(w / ratio)), "centre", spec.stand)


def _contact(stage: Stage, spec: CutoutSpec, room: Box, foot: tuple[float, float], path: str) -> Iterator[Built]:
    """A flat ellipse below the product's foot, darkest where it touches the ground and gone at its rim."""
    colour = stage.palette.colour(spec.contact or "#000000")
    dark = int(colour[7:] or "FF", 16)
    stops = tuple(Stop(at=at, colour=f"{colour[:7]}{round(dark * (1 - at * at) ** 2):02X}") for at in _FADE)
    left, right = (room.x + room.w * share for share in foot)
    w = max(4, round((right - left) * _WIDE))
    h = max(4, round(w * _FLAT))
    yield Built(
        ShapeLayer(
            id=f"{stage.layer_id(path, spec, 'cutout')}.contact",
            box=Box(x=round((left + right - w) / 2), y=room.bottom - round(h * _SINK), w=w, h=h),
            opacity=spec.opacity,
            motion=_entrance(stage, spec, room, path),
            shape="ellipse",
            fill=RadialGradient(radius=0.5, oval=True, stops=stops),
        )
    )


def _entrance(stage: Stage, spec: CutoutSpec, room: Box, path: str) -> tuple[Track, ...]:
    """The motion of what lies below the product: it enters with it, and then rests."""
    return fields_of(stage, spec, room, path, "cutout")["motion"] if spec.enter else ()
