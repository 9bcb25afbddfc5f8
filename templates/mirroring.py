"""Mirroring: where a review read from the right is quoted, stars, name and picture change sides too."""

from collections.abc import Mapping
from typing import TypeVar

from domain.clusters import right_to_left
from templates.layers import RatingSpec, StackSpec, TextSpec
from templates.looks import Anchor, Length, Name, Place, ScenePlace
from templates.slots import Slots, slots_in
from templates.spec import SceneSpec

_FIXED = {"base", "foot", "captions"}
"""What stands in these goes with the template's ground, which stays as it is."""
_ANCHORS: dict[Anchor, Anchor] = {
    "top-left": "top-right", "left": "right", "bottom-left": "bottom-right",
    "top-right": "top-left", "right": "left", "bottom-right": "bottom-left",
}  # fmt: skip

AnyPlace = TypeVar("AnyPlace", bound=Place)


def quotes_from_the_right(spec: SceneSpec, slots: Slots) -> bool:
    """Whether a scene shows a review whose words are read from the right."""
    stacked = [child for layer in spec.layers if isinstance(layer, StackSpec) for child in layer.layers]
    shown = [layer.text for layer in (*spec.layers, *stacked) if isinstance(layer, TextSpec)]
    quotes = any("review.text" in slots_in(text) for text in shown)
    return (quotes or any(isinstance(layer, RatingSpec) for layer in spec.layers)) and right_to_left(
        slots.get("review.text", "")
    )


def mirrored_places(places: Mapping[Name, ScenePlace]) -> dict[Name, ScenePlace]:
    """The places with left and right changed over; what is below the captions stays."""
    return {name: place if place.of in _FIXED else _mirrored(place) for name, place in places.items()}


def _mirrored(place: AnyPlace) -> AnyPlace:
    changes: dict[str, object] = {
        "left": place.right,
        "right": place.left,
        "cx": _from_the_right(place.cx),
        "anchor": _ANCHORS.get(place.anchor, place.anchor),
    }
    if place.across == "frame" and place.w is not None:  # beside the words, not behind the buttons of a platform
        changes |= {"across": None, "left": None if place.right is None else 0, "right": None}
    if isinstance(place, ScenePlace) and place.short:
        changes["short"] = _mirrored(place.short)
    return place.model_copy(update=changes)


def _from_the_right(middle: Length | None) -> Length | None:
    """A middle's distance from the left in per cent, counted from the other side."""
    return f"{100 - float(middle.rstrip('%')):g}%" if isinstance(middle, str) else middle
