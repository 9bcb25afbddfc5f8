"""Building: the layers of a template's scene become layers of the timeline."""

from collections.abc import Callable, Iterator, Sequence

from templates.badges import build_badge, build_price_tag, build_rating
from templates.cutouts import build_cutout, build_picture
from templates.finished import Built, shown
from templates.groups import build_group, build_list
from templates.layers import (
    AnyLayer,
    BadgeSpec,
    CutoutSpec,
    GroupSpec,
    LayerSpec,
    ListSpec,
    LogoSpec,
    PatternSpec,
    PhotoSpec,
    PresenterSpec,
    PriceTagSpec,
    ProgressLayerSpec,
    RatingSpec,
    ShapeSpec,
    StackSpec,
    TableSpec,
    TextSpec,
    VideoSpec,
)
from templates.ordering import still_first
from templates.presenting import build_presenter
from templates.progress import build_progress
from templates.shapes import build_pattern, build_shape
from templates.stage import Stage
from templates.tables import build_table
from templates.texts import build_logo, build_stack, build_text


def build_layers(stage: Stage, specs: Sequence[AnyLayer], ground: Sequence[AnyLayer] = ()) -> tuple[Built, ...]:
    """All layers of a scene that have something to show, bottom to top, over the template's ground."""
    out: list[Built] = []
    own = [(str(i), spec) for i, spec in enumerate(specs)]
    below = [(path, spec) for path, spec in own if isinstance(spec, PatternSpec) and spec.below]
    grounds = [(f"g{i}", spec) for i, spec in enumerate(ground)]
    for path, spec in (*below, *grounds, *(item for item in own if item not in below)):
        if shown(stage, spec):
            spec = _there_at_once(spec) if stage.times.start == 0 else spec
            out += _BUILD[type(spec)](stage, spec, stage.boxes[spec.at or "frame"], path)
    return still_first(out, stage.times.frames)


def _there_at_once(spec: AnyLayer) -> AnyLayer:
    """A layer of the opening scene: the very first frame already shows the product on its ground, only
    words, badges and lists enter."""
    at_once = isinstance(spec, PhotoSpec | ShapeSpec | PatternSpec | LogoSpec)
    return spec.model_copy(update={"enter": None}) if at_once else spec


_BUILD: dict[type[LayerSpec], Callable[..., Iterator[Built]]] = {
    TextSpec: build_text,
    PhotoSpec: build_picture,
    VideoSpec: build_picture,
    CutoutSpec: build_cutout,
    PresenterSpec: build_presenter,
    BadgeSpec: build_badge,
    PriceTagSpec: build_price_tag,
    RatingSpec: build_rating,
    ProgressLayerSpec: build_progress,
    TableSpec: build_table,
    LogoSpec: build_logo,
    ShapeSpec: build_shape,
    PatternSpec: build_pattern,
    GroupSpec: build_group,
    ListSpec: build_list,
    StackSpec: build_stack,
}
