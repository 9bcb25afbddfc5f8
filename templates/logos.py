"""The brand's logo, on a plate where it would not be seen on the scene's ground."""

from collections.abc import Iterator, Sequence

from domain.asset import Asset
from domain.base import Box, Colour
from domain.layers import ImageLayer, ShapeLayer
from domain.paint import Solid
from templates.finished import Built, fields_of, finish, hug
from templates.layers import LogoSpec
from templates.palette import contrast
from templates.stage import Stage

_SEEN, _CLEAR = 1.8, 4.5
"""The contrast from which a colour is seen on a ground, and from which it is seen well."""
_MOST_FAINT = 0.3
"""The share of a logo's ink that may be fainter than that."""
_PADDING = (0.24, 0.14)
"""What a plate reaches beyond its logo, across and down, as a share of its own height."""


def draw_logo(stage: Stage, logo: Asset, spec: LogoSpec, box: Box, path: str) -> Iterator[Built]:
    """The logo as large as its place and its ``size`` let it be."""
    if spec.size:
        box = hug(box, stage.px(spec.size[0]), stage.px(spec.size[1]), spec.align, spec.valign)
    plate = plate_colour(stage.logo_inks, stage.grounds, tuple(stage.palette.colours.values()))
    across, down = (round(box.h * share) if plate else 0 for share in _PADDING)
    inner = Box(x=0, y=0, w=max(1, box.w - 2 * across), h=max(1, box.h - 2 * down))
    w = min(inner.w, round(inner.h * logo.width / max(1, logo.height)))
    h = min(inner.h, round(w * logo.height / max(1, logo.width)))
    whole = hug(box, w + 2 * across, h + 2 * down, spec.align, spec.valign)
    fields = fields_of(stage, spec, whole, path, "logo")
    if plate:
        shape = ShapeLayer(**fields, fill=Solid(colour=plate), radius=whole.h * 0.25)
        yield finish(stage, spec, shape.model_copy(update={"id": f"{shape.id}.plate"}))
    at = Box(x=whole.x + across, y=whole.y + down, w=max(1, w), h=max(1, h))
    yield finish(stage, spec, ImageLayer(**fields | {"box": at}, asset=logo.sha256, fit="contain"))


def plate_colour(inks: Sequence[Colour], grounds: Sequence[Colour], palette: Sequence[Colour]) -> Colour | None:
    """The colour of a plate on which a logo of these ``inks`` is seen better than on ``grounds``; None where it is seen
    on all of them, or nowhere better."""
    worst = max((faint(inks, ground) for ground in grounds), default=0.0)
    if worst <= _MOST_FAINT:
        return None
    choices = [colour for colour in (*palette, "#111111", "#FFFFFF") if faint(inks, colour) < worst]
    weakest = {colour: min(contrast(ink, colour[:7]) for ink in inks) for colour in choices}
    return next(
        (colour for colour in choices if weakest[colour] >= _CLEAR), max(choices, key=weakest.__getitem__, default=None)
    )


def faint(inks: Sequence[Colour], ground: Colour) -> float:
    """The share of the inks that are hardly seen on a ground."""
    return sum(contrast(ink, ground[:7]) < _SEEN for ink in inks) / len(inks) if inks else 0.0
