"""Badges, price tags and stars: small things made of shapes and words, moved as one."""

from collections.abc import Iterator
from dataclasses import replace

from domain.base import Box
from domain.errors import TemplateError
from domain.layers import GroupLayer, ShapeLayer, TextLayer
from domain.paint import Solid
from templates.copyfit import StackItem, fit_stack, fit_text, side_of, words_of
from templates.finished import Built, fields_of, finish, hug
from templates.fit import fit
from templates.layers import BadgeSpec, PriceTagSpec, RatingSpec, StackSpec, TextSpec
from templates.outlines import RIBBON, burst, left_of, star, tag, ticket
from templates.slots import fill
from templates.stage import Stage
from templates.texts import set_text

_INNER = {
    "disc": (0.76, 0.62),
    "burst": (0.66, 0.54),
    "pill": (0.84, 0.7),
    "ribbon": (0.76, 0.74),
    "square": (0.8, 0.8),
}
"""The share of a badge, across and down, that words may take."""
_STARS = 5
_NOTCH = 0.085
"""A ticket's notches: their radius as a share of its height."""
_BETWEEN, _BASE_LINE = 0.4, 0.88
"""Of a price tag's row: the space between its texts in sizes, and how far below its top a text stands."""


def build_badge(stage: Stage, spec: BadgeSpec, box: Box, path: str) -> Iterator[Built]:
    words = stage.written(fill(spec.text, stage.slots), spec.style)
    if not words:
        return
    ground = ShapeLayer(
        id=f"{stage.scene}.badge.{path}.ground",
        box=box,
        shape={"disc": "ellipse", "burst": "polygon", "ribbon": "polygon"}.get(spec.shape, "rect"),
        points=stage.points({"burst": burst(18, 0.13), "ribbon": RIBBON}.get(spec.shape, ())),
        radius={"pill": box.h / 2, "square": box.h * 0.12}.get(spec.shape, 0),
        fill=stage.palette.paint(spec.fill),
        stroke=stage.stroke(spec.stroke),
        shadow=stage.shadow(spec.shadow),
    )
    across, down = _INNER[spec.shape]
    inner = hug(box, round(box.w * across), round(box.h * down), "centre", "middle")
    text = TextSpec(
        text=spec.text, style=spec.style, colour=spec.colour, align="centre", valign="middle", max_lines=spec.max_lines
    )
    layers = (ground, *_texts(stage, text, words, inner, path))
    yield finish(stage, spec, GroupLayer(**fields_of(stage, spec, box, path, "badge"), layers=layers))


def _texts(stage: Stage, text: TextSpec, words: str, box: Box, path: str) -> Iterator[TextLayer]:
    layer = set_text(stage, text, box, f"{path}.text", fit_text(stage, text, words, box)).layer
    if isinstance(layer, TextLayer):
        yield layer


def build_price_tag(stage: Stage, spec: PriceTagSpec, box: Box, path: str) -> Iterator[Built]:
    if "now_price" not in stage.slots:
        return
    pad = {"none": (0.0, 0.0), "card": (0.08, 0.09), "tag": (0.25, 0.1), "ticket": (0.11, 0.09)}[spec.shape]
    inner = box.model_copy(
        update={
            "x": box.x + round(box.w * pad[0]),
            "y": box.y + round(box.h * pad[1]),
            "w": max(1, round(box.w * (1 - pad[0] - (0.07 if spec.shape == "tag" else pad[0])))),
            "h": max(1, round(box.h * (1 - 2 * pad[1]))),
        }
    )
    texts = []
    for item in _in_a_row(stage, spec, inner) or _fitted(stage, spec, inner):
        if isinstance(item.spec, TextSpec) and item.setting:
            child = item.spec.model_copy(update={"align": spec.align, "valign": "top"})
            layer = set_text(stage, child, item.box, f"{path}.{item.index}", item.setting).layer
            texts.append(layer.model_copy(update={"motion": ()}))
    layers = (*_tag_ground(stage, spec, box, path), *texts)
    yield finish(stage, spec, GroupLayer(**fields_of(stage, spec, box, path, "price-tag"), layers=layers))


def _fitted(stage: Stage, spec: PriceTagSpec, box: Box) -> tuple[StackItem, ...]:
    """The lines of a price tag; where room is short first the line below, then the one above is left out.

    Raises TemplateError when the prices alone do not fit.
    """
    for fewer in ({}, {"under": ""}, {"under": "", "over": ""}):
        try:
            return fit_stack(stage, _prices(spec.model_copy(update=fewer)), box, gives=spec.style)
        except TemplateError as error:
            problem = error
    raise problem


def _in_a_row(stage: Stage, spec: PriceTagSpec, box: Box) -> tuple[StackItem, ...]:
    """The lines with what is saved beside the old price, on its base line; none where there is no such row."""
    try:
        *above, was = fit_stack(stage, _prices(spec.model_copy(update={"under": ""})), box, gives=spec.style)
    except TemplateError:
        return ()
    saved = TextSpec(text=spec.under or " ", style=spec.note, colour=spec.note_colour, max_lines=1)
    words = words_of(stage, saved).strip()
    if not (words and was.setting and isinstance(was.spec, TextSpec) and was.spec.strike):
        return ()
    gap = round(was.setting.size * _BETWEEN)
    beside = Box(x=box.x, y=box.y, w=max(1, box.w - was.setting.width - gap), h=was.setting.size)
    setting = fit(words, stage.face(spec.note), stage.room(spec.note, beside, 1), stage.typesetter)
    if setting is None:
        return ()
    total = was.setting.width + gap + setting.width
    left = box.x + {"left": 0, "centre": (box.w - total) // 2, "right": box.w - total}[spec.align]
    low = round((was.setting.size - setting.size) * _BASE_LINE)
    old = was.box.model_copy(update={"x": left, "w": was.setting.width + 2})
    at = Box(x=left + was.setting.width + gap, y=was.box.y + low, w=setting.width + 2, h=setting.height)
    return (*above, replace(was, box=old), StackItem(was.index + 1, saved, at, was.align, words, setting))


def _prices(spec: PriceTagSpec) -> StackSpec:
    """The lines of a price tag, as many as there is something to say in."""
    note = {"style": spec.note, "max_lines": 1}
    now = TextSpec(text="{now_price}", style=spec.style, colour=spec.colour, max_lines=1, space=8)
    was = TextSpec(text="{was_price}", style=spec.was, colour=spec.was_colour, strike=True, max_lines=1, space=8)
    over = [TextSpec(text=spec.over, colour=spec.note_colour, **note)] if spec.over else []
    under = [TextSpec(text=spec.under, colour=spec.note_colour, space=8, **note)] if spec.under else []
    return StackSpec(valign="middle", align=spec.align, gap=6, layers=(*over, now, was, *under))


def _tag_ground(stage: Stage, spec: PriceTagSpec, box: Box, path: str) -> Iterator[ShapeLayer]:
    if spec.shape == "none":
        return
    name, radius = f"{stage.scene}.price-tag.{path}", spec.radius * stage.frame.unit
    nose = min(0.2, 0.32 * box.h / box.w)
    outline = {"tag": tag(nose), "ticket": ticket(box, radius, box.h * _NOTCH)}.get(spec.shape, ())
    yield ShapeLayer(
        id=f"{name}.ground",
        box=box,
        shape="polygon" if outline else "rect",
        points=stage.points(outline),
        radius=0 if outline else radius,
        fill=stage.palette.paint(spec.fill),
        shadow=stage.shadow(spec.shadow),
    )
    if spec.shape == "tag":
        size = round(box.h * 0.1)
        at = Box(x=box.x + round(box.w * nose * 0.62), y=box.y + (box.h - size) // 2, w=size, h=size)
        fill = Solid(colour=stage.palette.colour(spec.hole))
        yield ShapeLayer(id=f"{name}.hole", box=at, shape="ellipse", fill=fill)


def build_rating(stage: Stage, spec: RatingSpec, box: Box, path: str) -> Iterator[Built]:
    rating = stage.slots.get("review.rating")
    if rating is None:
        return
    size = min(box.h, round(box.w / (_STARS + (_STARS - 1) * spec.gap)))
    step = round(size * (1 + spec.gap))
    row = hug(box, step * (_STARS - 1) + size, size, side_of(stage, spec.align), "middle")
    layers = tuple(_stars(stage, spec, row, size, step, float(rating), path))
    yield finish(stage, spec, GroupLayer(**fields_of(stage, spec, row, path, "rating"), layers=layers))


def _stars(
    stage: Stage, spec: RatingSpec, row: Box, size: int, step: int, rating: float, path: str
) -> Iterator[ShapeLayer]:
    for i in range(_STARS):
        box = Box(x=row.x + (_STARS - 1 - i if stage.mirrored else i) * step, y=row.y, w=size, h=size)
        full = round(min(max(rating - i, 0.0), 1.0), 1)
        for part, share, colour in (("empty", 1.0, spec.empty), ("full", full, spec.fill)):
            points = left_of(star(), share)
            points = tuple((1 - x, y) for x, y in points) if stage.mirrored else points
            if len(points) > 2:
                yield ShapeLayer(
                    id=f"{stage.scene}.rating.{path}.{i}-{part}",
                    box=box,
                    shape="polygon",
                    points=stage.points(points),
                    fill=Solid(colour=stage.palette.colour(colour)),
                )
