"""Tiny timelines for the tests of segments, encoding and sound."""

from domain.asset import Asset
from domain.base import Box
from domain.layers import Layer, ShapeLayer, TextLayer, TextStyle
from domain.paint import Solid
from domain.timeline import Scene, Sound, Timeline, Transition

FULL = Box(x=0, y=0, w=64, h=64)


def mark(**changes: object) -> TextLayer:
    """A text overlay that stands still over the whole video."""
    layer = TextLayer(id="mark", box=Box(x=2, y=2, w=40, h=8), text="AI", style=TextStyle(size=8, min_size=4))
    return layer.model_copy(update=changes)


def scene(name: str, frames: int, *layers: Layer, join: int = 0, colour: str = "#204060") -> Scene:
    """A scene with a plain background; ``join`` frames of it are a crossfade from the scene before."""
    return Scene(
        id=name,
        role="hook",
        frames=frames,
        background=Solid(colour=colour),
        layers=layers,
        transition=Transition(kind="crossfade", frames=join) if join else None,
    )


def dot(name: str = "dot", **changes: object) -> ShapeLayer:
    return ShapeLayer(id=name, box=Box(x=8, y=8, w=16, h=16), fill=Solid(colour="#FFFFFF")).model_copy(update=changes)


def timeline(
    *scenes: Scene, overlays: tuple[Layer, ...] = (), sound: Sound | None = None, assets: tuple[Asset, ...] = ()
) -> Timeline:
    return Timeline(
        title="small",
        language="zh",
        template="none",
        seed=1,
        width=64,
        height=64,
        safe=FULL,
        scenes=scenes,
        overlays=overlays,
        sound=sound or Sound(),
        assets={asset.sha256: asset for asset in assets},
    )
