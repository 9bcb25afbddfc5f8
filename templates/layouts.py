"""Shared layouts: named arrangements of places, laid out anew for every aspect, and type sets."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

from pydantic import TypeAdapter

from domain.brief import Aspect
from domain.frame import NEAREST
from templates.looks import Name, Place, ScenePlace
from templates.yaml_text import load_packaged

Layout = Mapping[Aspect, Mapping[Name, ScenePlace]]


@cache
def load_layouts() -> Mapping[Name, Layout]:
    """The layouts that come with Vitrine, each for every aspect."""
    shape = TypeAdapter(dict[Name, dict[Aspect, dict[Name, ScenePlace]]])
    return shape.validate_python(load_packaged("layouts.yaml"))


class Placed(Protocol):
    """A scene that says where things stand."""

    @property
    def layout(self) -> str | None: ...

    @property
    def places(self) -> dict[str, ScenePlace]: ...

    @property
    def layouts(self) -> dict[Aspect, dict[str, ScenePlace]]: ...


def places_of(
    scene: Placed,
    layouts: Mapping[Name, Layout],
    aspect: Aspect,
    *,
    slim: bool = False,
    alone: bool = False,
    many: bool = False,
) -> dict[str, ScenePlace]:
    """The places of a scene in one aspect: its shared layout's, its own for all aspects, its own for this one.

    An aspect for which the scene has nothing of its own takes what it has for the nearest one. A ``slim``
    product takes the layout of that name with ``-slim``, in the aspects for which there is one, a scene that
    is not numbered the one with ``-alone``, and one that lists ``many`` entries the one with ``-many``.
    """
    shared: Mapping[Name, ScenePlace] = {}
    for ending in ("", *["-many"] * many, *["-alone"] * alone, *["-slim"] * slim, *["-alone-slim"] * (alone and slim)):
        shared = layouts.get(f"{scene.layout}{ending}", {}).get(aspect, shared)
    near = next((near for near in (aspect, *NEAREST[aspect]) if near in scene.layouts), None)
    return {**shared, **scene.places, **(scene.layouts[near] if near else {})}


def caption_places() -> dict[Aspect, Place]:
    """Where captions stand unless a template says otherwise."""
    return {
        "9:16": Place(of="safe", bottom=0, h=156),
        "4:5": Place(of="safe", bottom=0, h=128),
        "1:1": Place(of="safe", bottom=0, h=118),
        "16:9": Place(of="safe", left="16%", right="16%", bottom=0, h=128),
    }


@cache
def load_typesets() -> Mapping[str, Mapping[str, Any]]:
    """The type sets that come with Vitrine: type roles by name, as a template would write them."""
    found: Mapping[str, Mapping[str, Any]] = load_packaged("typesets.yaml")
    return found


def merged(base: Any, change: Any) -> Any:
    """``change`` over ``base``: mappings key by key, anything else in place of what was there."""
    if isinstance(base, Mapping) and isinstance(change, Mapping):
        return {key: merged(base.get(key), change[key]) if key in change else base[key] for key in {**base, **change}}
    return base if change is None else change
