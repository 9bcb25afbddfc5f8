"""Pictures of the product, each with what stands behind it."""

from collections.abc import Iterator
from typing import Any

from domain.asset import Asset
from domain.base import Box
from domain.layers import ImageLayer, ShapeLayer, VideoLayer
from domain.paint import LinearGradient, Solid, Stop
from templates.finished import Built, fields_of, finish
from templates.framing import Framing, frame_photo, margins, roundest, subject_of
from templates.layers import PhotoSpec
from templates.looks import ColourRef
from templates.stage import Stage

_ROUND = 24
"""The radius in design units that a photo's corners may have whatever is in them: it takes 7 off the diagonal."""


def build_photo(stage: Stage, spec: PhotoSpec, box: Box, path: str) -> Iterator[Built]:
    """A picture and, as a layer of its own that need not move with the camera, what stands behind it."""
    picture, card = _placed(stage, spec, box, path, path)
    if spec.border or spec.shadow:
        edge = stage.px(spec.border.width) if spec.border else 0
        yield Built(_backing(stage, spec, picture, card, "frame", edge, spec.border.colour if spec.border else None))
    if picture.mat:
        yield Built(_backing(stage, spec.model_copy(update={"shadow": None}), picture, card, "mat", 0, picture.mat))
    yield finish(stage, spec, picture.model_copy(update={"border": None, "shadow": None, "mat": None}))
    if spec.feather and picture.fit == "contain":
        yield from _feathers(stage, spec, picture.box, path)
    if spec.fade and picture.fit == "cover":
        yield from _fades(stage, spec, spec.fade, box, picture, path)


def _backing(
    stage: Stage,
    spec: PhotoSpec,
    picture: ImageLayer | VideoLayer,
    card: Box,
    part: str,
    edge: int,
    colour: ColourRef | None,
) -> ShapeLayer:
    """The border and shadow, or the mat, of a picture. A shadow alone has no colour below it: it would be seen as
    a line along the picture's edge."""
    return ShapeLayer(
        id=f"{picture.id}.{part}",
        box=card.inset(-edge),
        opacity=picture.opacity,
        motion=picture.motion,
        fill=Solid(colour=stage.palette.colour(colour)) if colour else None,
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


_FADING = ((0.0, 255), (0.25, 224), (0.6, 82), (1.0, 0))
"""How a photo's edge goes over into the ground: share of the strip, alpha."""
_FAINT = 0.6
"""Share of the strip from which it is faint enough to lie over the product."""
_TIGHT = 0.05
"""Share of the photo between the product and an edge below which there is no room to fade."""


def _fades(
    stage: Stage, spec: PhotoSpec, colour: ColourRef, place: Box, picture: ImageLayer | VideoLayer, path: str
) -> Iterator[Built]:
    """Strips over the edges of a photo that stops short of its place, in the ground's colour; where the product
    is too near an edge to be seen behind one, there is none."""
    ground, over, photo = stage.palette.colour(colour)[:7], stage.px(2), picture.box
    left, top, bottom = _fade_depths(picture, stage.pictures[path])
    long, high = photo.w + 2 * over, photo.h + 2 * over
    x, y = photo.x - over, photo.y - over
    strips = {
        0: (photo.x > place.x and left, Box(x=x, y=y, w=max(1, left), h=high)),
        90: (photo.y > place.y and top, Box(x=x, y=y, w=long, h=max(1, top))),
        270: (
            photo.bottom < place.bottom and bottom,
            Box(x=x, y=photo.bottom + over - bottom, w=long, h=max(1, bottom)),
        ),
    }
    stops = tuple(Stop(at=at, colour=f"{ground}{alpha:02X}") for at, alpha in _FADING)
    for angle, (inset, strip) in strips.items():
        if inset:
            fill = LinearGradient(angle=angle, stops=stops)
            yield Built(ShapeLayer(id=f"{stage.layer_id(path, spec, 'photo')}.fade-{angle}", box=strip, fill=fill))


def _fade_depths(picture: ImageLayer | VideoLayer, asset: Asset) -> tuple[int, int, int]:
    """How deep a photo may fade from the left, the top and the bottom, in pixels: as far as where the strip is faint
    enough to see the product through it. A clip's product is not known."""
    box, wide, deep = picture.box, picture.box.w * 0.3, picture.box.h * 0.26
    if isinstance(picture, VideoLayer):
        return round(wide), round(deep), round(deep)
    around, subject = margins(Framing(box, picture.fit, picture.focus, picture.camera), asset), subject_of(asset)
    rooms = (
        (around.left, subject.x, box.w, wide),
        (around.top, subject.y, box.h, deep),
        (around.bottom, 1 - subject.y - subject.h, box.h, deep),
    )
    left, top, bottom = (_fade_depth(*room) for room in rooms)
    return left, top, bottom


def _fade_depth(share: float, beyond: float, length: int, most: float) -> int:
    """``share`` of ``length`` is free beside the product, ``beyond`` of the photo. One that runs out of the photo
    there has no outline to cover: its photo may fade half as deep as ``most``."""
    if beyond <= 0:
        return round(most / 2)
    return round(min(most, share * length / _FAINT)) if share > _TIGHT else 0


def place_picture(
    stage: Stage, spec: PhotoSpec, box: Box, path: str, shelf: str, still: bool = False
) -> ImageLayer | VideoLayer:
    """A picture as a layer; ``shelf`` is the path it was cast under, ``still`` leaves the camera out."""
    return _placed(stage, spec, box, path, shelf, still)[0]


def _placed(
    stage: Stage, spec: PhotoSpec, box: Box, path: str, shelf: str, still: bool = False
) -> tuple[ImageLayer | VideoLayer, Box]:
    """A picture as a layer, and its box with its mat, in the colour of the photo's own ground if that is even."""
    asset = stage.pictures[shelf]
    over = [stage.boxes[spec.clear]] if spec.clear else []
    framing = frame_photo(spec, asset, _below_mark(stage, box), still, (stage.frame.marked, *over))
    look: dict[str, Any] = {
        **fields_of(stage, spec, framing.box, path, "photo"),
        "asset": asset.sha256,
        "fit": framing.fit,
        "focus": framing.focus,
        "radius": min(spec.radius * stage.frame.unit, max(_ROUND * stage.frame.unit, roundest(framing, asset))),
        "border": stage.stroke(spec.border),
        "shadow": stage.shadow(spec.shadow),
        "mat": asset.ground or stage.palette.colour(spec.mat) if framing.fit == "contain" else None,
    }
    if asset.kind == "video":
        return VideoLayer(**look, trim_ms=stage.trims.get(asset.sha256, 0)), framing.card
    return ImageLayer(**look, camera=framing.camera), framing.card


def _below_mark(stage: Stage, box: Box) -> Box:
    """A picture that begins somewhat below the frame's top begins below the mark where it would lie under it; in a
    short frame wherever it is: reaching up, a photo would be cropped to a strip."""
    frame, mark = stage.frame, stage.frame.marked
    if frame.short and 0 < box.y < frame.body.y < box.bottom:
        return box.model_copy(update={"y": frame.body.y, "h": box.bottom - frame.body.y})
    low = mark.bottom + stage.px(20)
    if box.y <= 0 or not box.intersects(mark) or box.bottom <= low:
        return box
    return box.model_copy(update={"y": low, "h": box.bottom - low})
