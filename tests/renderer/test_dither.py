"""Dither: a soft shadow has no coloured rings, and is the same each time."""

import numpy as np
import pytest

from domain.base import Box
from domain.layers import ShapeLayer
from domain.paint import Shadow, Solid
from renderer.background import background
from renderer.blit import draw_tile
from renderer.layers.tiles import draw_shape
from renderer.motion import Pose
from renderer.paint import Surface, paint_shape
from renderer.tile import Tile, make_tile, soft_tile
from tests.renderer.drawing import square, tools

BOX = Box(x=0, y=0, w=1200, h=400)
SOFT = ShapeLayer(id="soft", box=BOX.inset(100), shadow=Shadow(dx=0, dy=0, blur=30, colour="#00000055"))


def painted(layer: ShapeLayer = SOFT) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    surface = Surface(BOX)
    paint_shape(surface.canvas, layer)
    return surface.pixels


def ripple(tile: Tile, ground: str) -> float:
    """How much chroma goes up and down across the upper side of a shadow, more than from end to end."""
    canvas = background(Solid(colour=ground), BOX.w, BOX.h)
    draw_tile(canvas, tile, Pose(), (0, 0))
    ripples = 0.0
    for plane in (canvas.u, canvas.v):
        levels = np.convolve(plane[:100, 100:500].mean(axis=1), np.ones(3) / 3, "valid")
        ripples += float(np.abs(np.diff(levels)).sum() - abs(levels[-1] - levels[0]))
    return ripples


@pytest.mark.parametrize("ground", ["#3D7A53", "#F4F1EA", "#14231F"])
def test_a_soft_shadow_has_no_coloured_rings(ground: str) -> None:
    hard, soft = (ripple(make(painted(), 0, 0), ground) for make in (make_tile, soft_tile))
    assert soft < hard * 0.75


def test_what_is_opaque_or_nothing_is_left_as_it_is() -> None:
    bar = painted(square(40, 40, 200, 100))
    assert all(map(np.array_equal, make_tile(bar, 0, 0).edged, soft_tile(bar, 0, 0).edged))


def test_a_shadow_is_of_one_colour_still_and_the_same_each_time() -> None:
    tile, again = soft_tile(painted(), 0, 0), soft_tile(painted(), 0, 0)
    assert tile.flat and all(map(np.array_equal, tile.edged, again.edged))


def test_layers_with_soft_edges_are_dithered() -> None:
    tile = draw_shape(SOFT, tools()).tile
    surface = Surface(Box(x=tile.x, y=tile.y, w=tile.region.w, h=tile.region.h))
    paint_shape(surface.canvas, SOFT)
    hard, soft = (make(surface.pixels, tile.x, tile.y).edged.u for make in (make_tile, soft_tile))
    assert np.array_equal(tile.edged.u, soft) and not np.array_equal(soft, hard)
