"""Building: the layers of a template's scene become layers of the timeline."""

from collections.abc import Callable, Iterator, Sequence

from templates.finished import Built, shown
from templates.groups import build_group, build_list
from templates.layers import (
    AnyLayer,
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
from templates.ordering import still_first
from templates.photos import build_logo, build_photo
from templates.shapes import build_pattern, build_shape
from templates.stage import Stage
from templates.texts import build_stack, build_text


def build_layers(stage: Stage, specs: Sequence[AnyLayer]) -> tuple[Built, ...]:
    """All layers of a scene that have something to show, bottom to top."""
    out: list[Built] = []
    for i, spec in enumerate(specs):
        if shown(stage, spec):
            spec = _there_at_once(spec) if stage.times.start == 0 else spec
            out += _BUILD[type(spec)](stage, spec, stage.boxes[spec.at or "frame"], str(i))
    return still_first(out, stage.times.frames)


def _there_at_once(spec: AnyLayer) -> AnyLayer:
    """A layer of the opening scene: the very first frame already shows the product on its ground, only
    words, badges and lists enter."""
    at_once = isinstance(spec, PhotoSpec | ShapeSpec | PatternSpec | LogoSpec)
    return spec.model_copy(update={"enter": None}) if at_once else spec


_BUILD: dict[type[LayerSpec], Callable[..., Iterator[Built]]] = {
    TextSpec: build_text,
    PhotoSpec: build_photo,
    LogoSpec: build_logo,
    ShapeSpec: build_shape,
    PatternSpec: build_pattern,
    GroupSpec: build_group,
    ListSpec: build_list,
    StackSpec: build_stack,
}
