"""Timelines from files that a person may have edited."""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from domain.errors import TimelineError
from domain.frame import FPS
from domain.layers import GroupLayer, Layer
from domain.timeline import Timeline
from pipeline.documents import TIMELINE, read_document
from pipeline.explain import FieldHints, explain

MAX_SECONDS = 600
MIN_FRAME = 64
"""Pixels a frame is wide and high at least: in a smaller one no AI mark could be read."""
MAX_RATIO = 4
"""How many times the shorter side of a frame the longer may be."""
MAX_SIDE = 16_384
"""Pixels a layer may be wide or high: what lies far outside the frame still takes memory."""

_HINTS: FieldHints = MappingProxyType(
    {
        "scenes": "keep at least one scene",
        "version": "use a timeline that this version of Vitrine wrote",
        "width": f"write an even number from {MIN_FRAME} to 4096",
        "height": f"write an even number from {MIN_FRAME} to 4096",
        "fps": f"write {FPS}",
    }
)


def load_timeline(path: Path) -> Timeline:
    """The timeline in a JSON or YAML file. Raises TimelineError naming each wrong field and the remedy."""
    document = read_document(path, TIMELINE)
    try:
        timeline = Timeline.model_validate(document.value)
    except ValidationError as error:
        raise explain(error, document, Timeline, _HINTS) from error
    _check_limits(timeline, path)
    return timeline


def _check_limits(timeline: Timeline, path: Path) -> None:
    """Refuse what no delivered video may be, and what would only use up the machine."""
    if timeline.fps != FPS:
        raise TimelineError(f"timeline '{path}': fps is {timeline.fps}; videos have {FPS}", hint=f"write {FPS}")
    _check_frame(timeline, path)
    if timeline.seconds > MAX_SECONDS:
        length = f"{float(timeline.seconds):,.0f} seconds"
        raise TimelineError(
            f"timeline '{path}' is {length} long, {MAX_SECONDS} are allowed", hint="shorten its scenes' frames"
        )
    for layer in _layers(timeline):
        if max(layer.box.w, layer.box.h) > MAX_SIDE:
            size = f"{layer.box.w}×{layer.box.h}"
            raise TimelineError(
                f"timeline '{path}': the box of layer '{layer.id}' is {size} pixels",
                hint=f"keep each side under {MAX_SIDE}",
            )


def _check_frame(timeline: Timeline, path: Path) -> None:
    """Refuse a frame that has no room for the AI mark, or whose sheet of scenes would be a line."""
    size, sides = f"{timeline.width}×{timeline.height}", sorted((timeline.width, timeline.height))
    if sides[0] < MIN_FRAME:
        raise TimelineError(
            f"timeline '{path}': a frame of {size} pixels is too small to be labelled",
            hint=f"make width and height {MIN_FRAME} or more",
        )
    if sides[1] > sides[0] * MAX_RATIO:
        raise TimelineError(
            f"timeline '{path}': a frame of {size} pixels is too narrow to be shown",
            hint=f"make its longer side {MAX_RATIO} times the shorter or less",
        )


def _layers(timeline: Timeline) -> Iterator[Layer]:
    for layer in (*(layer for scene in timeline.scenes for layer in scene.layers), *timeline.overlays):
        yield layer
        if isinstance(layer, GroupLayer):
            yield from layer.layers
