"""The last look at a timeline: every text inside the safe area, clear of the AI mark and of the captions."""

import math
from collections.abc import Iterator, Sequence

from domain.base import Box
from domain.errors import TemplateError
from domain.frame import mark_zone
from domain.layers import CaptionLayer, GroupLayer, Layer, TextLayer
from domain.timeline import Scene, Timeline

Where = tuple[int | str, ...]


def check_text_places(timeline: Timeline, template: str, ways: Sequence[Where] = ()) -> None:
    """Raise TemplateError naming scene and text when one rests where it may be covered.

    ``ways`` lead to the template's scene behind each of the timeline's.
    """
    mark = mark_zone(timeline.width, timeline.height, timeline.safe, timeline.mark_style.corner)
    for i, scene in enumerate(timeline.scenes):
        captions = [layer.box for layer in scene.layers if isinstance(layer, CaptionLayer)]
        spoken = [("captions", box, (), ("captions", "place")) for box in captions]
        way = ways[i] if ways else ()
        resting = [(text, box, captions, way_of(way, scene.id, name)) for name, text, box in _resting(scene)]
        for text, box, others, where in (*spoken, *resting):
            problem = _problem(box, timeline.safe, mark, others)
            if problem:
                raise TemplateError(
                    f"{template} scene '{scene.id}': text “{text}” {problem} in {timeline.width}×{timeline.height}",
                    hint="move its place in the layout of this aspect",
                    where=where,
                )


def resting_texts(scene: Scene) -> Iterator[tuple[str, Box]]:
    """Each text of a scene but the captions, with the box it rests in, turned with its group."""
    yield from ((text, box) for _, text, box in _resting(scene))


def _resting(scene: Scene) -> Iterator[tuple[str, str, Box]]:
    """As ``resting_texts``, each behind the id of its layer or of its group."""
    for layer in scene.layers:
        if isinstance(layer, TextLayer):
            yield layer.id, layer.text, _turned(layer.box, layer.box, tilt_of(layer))
        if isinstance(layer, GroupLayer):
            for child in layer.layers:
                if isinstance(child, TextLayer):
                    yield layer.id, child.text, _turned(child.box, layer.box, tilt_of(layer))


def way_of(way: Where, scene: str, layer: str) -> Where:
    """The way to what a layer was built from, ``way`` leading to its scene: an id ends in the layer's number, ``g``
    before one of the ground. That to the scene for a layer of its own."""
    _, _, numbers = layer.removeprefix(f"{scene}.").partition(".")
    first = numbers.partition(".")[0]
    if first.removeprefix("g").isdigit():
        return ("ground", int(first[1:])) if first.startswith("g") else (*way, "layers", int(first))
    return way


def tilt_of(layer: Layer) -> float:
    """The angle a layer rests at: that of its tracks of a single key."""
    return sum(track.keys[0].value for track in layer.motion if track.property == "rotation" and len(track.keys) == 1)


def _turned(box: Box, around: Box, degrees: float) -> Box:
    """The upright box around ``box`` turned about the middle of ``around``."""
    if not degrees:
        return box
    cx, cy = around.x + around.w / 2, around.y + around.h / 2
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    corners = [(x - cx, y - cy) for x in (box.x, box.right) for y in (box.y, box.bottom)]
    xs = [cx + x * cos - y * sin for x, y in corners]
    ys = [cy + x * sin + y * cos for x, y in corners]
    left, top = math.floor(min(xs)), math.floor(min(ys))
    return Box(x=left, y=top, w=math.ceil(max(xs)) - left, h=math.ceil(max(ys)) - top)


def _problem(box: Box, safe: Box, mark: Box, captions: Sequence[Box]) -> str:
    if box.x < safe.x or box.y < safe.y or box.right > safe.right or box.bottom > safe.bottom:
        return f"leaves the safe area: {_say(box)} is not inside {_say(safe)}"
    if box.intersects(mark):
        return f"is where the AI mark goes: {_say(box)} touches {_say(mark)}"
    if any(box.intersects(other) for other in captions):
        return f"is where the captions go: {_say(box)} touches {_say(captions[0])}"
    return ""


def _say(box: Box) -> str:
    return f"({box.x}, {box.y})–({box.right}, {box.bottom})"
