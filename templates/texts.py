"""Texts of a scene, one by one or stacked, set to fit their boxes."""

from collections.abc import Iterator
from dataclasses import replace

from domain.base import Box
from domain.clusters import clusters, tracked
from domain.layers import TextLayer
from templates.copyfit import Align, StackItem, fit_stack, fit_text, padding_of, side_of, words_of
from templates.finished import Built, fields_of, finish, hug
from templates.fit import Setting
from templates.layers import LogoSpec, ShapeSpec, StackSpec, TextSpec
from templates.logos import draw_logo
from templates.shapes import build_shape
from templates.stage import Stage


def build_text(stage: Stage, spec: TextSpec, box: Box, path: str) -> Iterator[Built]:
    text = words_of(stage, spec)
    if text:
        yield set_text(stage, spec, box, path, fit_text(stage, spec, text, box))


def set_text(stage: Stage, spec: TextSpec, box: Box, path: str, setting: Setting, align: Align | None = None) -> Built:
    """A text layer from a setting, its box closed around the text and its plate.

    Without ``align`` it goes to the side of its spec or role, mirrored when it is read from the right.
    """
    text = "\n".join(setting.lines)
    across, down = padding_of(stage, spec)
    style = stage.text_style(spec.style, setting.size, spec.colour)
    align = align or side_of(stage, spec.align or style.align, text)
    box = hug(box, setting.width + 2 * across + 2, setting.height + 2 * down, align, spec.valign)
    layer = TextLayer(
        **fields_of(stage, spec, box, path, "text"),
        text=text,
        style=style.model_copy(
            update={
                "align": align,
                "line_height": setting.line_height,
                "tracking": style.tracking if tracked(text) else 0,
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
    done = finish(stage, spec, layer)
    return replace(done, entered=done.entered + _last_unit(layer))


def _last_unit(layer: TextLayer) -> int:
    """Frames by which the last line, word or letter of a text comes later than the first."""
    units = {"whole": 1, "line": layer.max_lines, "word": len(layer.text.split()), "char": len(clusters(layer.text))}[
        layer.by
    ]
    return (max(units, layer.max_lines) - 1) * layer.stagger


def build_stack(stage: Stage, spec: StackSpec, box: Box, path: str) -> Iterator[Built]:
    for item in fit_stack(stage, spec, box):
        yield from _stacked(stage, item, f"{path}.{item.index}")


def _stacked(stage: Stage, item: StackItem, path: str) -> Iterator[Built]:
    if isinstance(item.spec, TextSpec) and item.setting:
        child = item.spec.model_copy(update={"valign": "top"})
        yield set_text(stage, child, item.box, path, item.setting, item.align)
    elif isinstance(item.spec, ShapeSpec):
        yield from build_shape(stage, item.spec, item.box, path)
    elif isinstance(item.spec, LogoSpec) and stage.logo:
        yield from draw_logo(stage, stage.logo, item.spec.model_copy(update={"align": item.align}), item.box, path)


def build_logo(stage: Stage, spec: LogoSpec, box: Box, path: str) -> Iterator[Built]:
    """The logo, or the brand's name where there is none."""
    if stage.logo and spec.picture:
        yield from draw_logo(stage, stage.logo, spec, box, path)
        return
    words = spec.model_dump(exclude={"type", "picture", "size"}) | {"text": "{brand}", "max_lines": 1}
    yield from build_text(stage, TextSpec.model_validate(words), box, path)
