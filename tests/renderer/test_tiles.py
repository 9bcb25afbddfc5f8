import numpy as np
import pytest
import skia

from domain.base import Box, Point
from domain.layers import GroupLayer, ShapeLayer
from domain.motion import Key, Track
from domain.paint import LinearGradient, RadialGradient, Solid, Stop, Stroke
from renderer.blit import draw_tile
from renderer.canvas import Canvas
from renderer.colour import premultiplied_to_yuv
from renderer.layers.tiles import draw_group, draw_shape
from renderer.motion import Pose
from renderer.paint import Surface, fill_paint, skia_colour, skia_yuv
from renderer.regions import Region
from renderer.tile import make_tile
from tests.renderer.drawing import BLACK, drawn, picture, square, tools


def shown(layer: ShapeLayer | GroupLayer, frame: int = 0) -> str:
    canvas = Canvas.blank(8, 8)
    (draw_group(layer, tools()) if isinstance(layer, GroupLayer) else draw_shape(layer, tools())).draw(canvas, frame)
    return picture(canvas)


def test_a_square_stands_where_its_box_says() -> None:
    assert shown(square(2, 1, 4, 3)) == drawn(
        """
        ........
        ..####..
        ..####..
        ..####..
        ........
        ........
        ........
        ........
        """
    )


def test_a_layer_half_outside_is_cut_at_the_edge() -> None:
    assert shown(square(-2, -2, 4, 4)).splitlines()[:3] == ["##......", "##......", "........"]
    assert shown(square(7, 7, 6, 6)).splitlines()[-1] == ".......#"


def test_motion_shifts_whole_pixels_and_half_pixels() -> None:
    moved = square(0, 0, 2, 2, motion=(Track(property="x", keys=(Key(frame=0, value=4),)),))
    assert shown(moved).splitlines()[0] == "....##.."
    between = square(0, 0, 2, 2, motion=(Track(property="x", keys=(Key(frame=0, value=0.5),)),))
    assert shown(between).splitlines()[0] == "+#+....."


def test_scale_turns_about_the_centre_of_the_box() -> None:
    doubled = square(3, 3, 2, 2, motion=(Track(property="scale", keys=(Key(frame=0, value=2),)),))
    assert shown(doubled).splitlines()[3] == ".-+##+-."
    assert shown(doubled).splitlines()[0] == "........"


def test_a_quarter_turn_lays_a_bar_down() -> None:
    bar = square(3, 0, 2, 8, motion=(Track(property="rotation", keys=(Key(frame=0, value=90),)),))
    assert shown(bar).splitlines()[3:5] == ["########", "########"]


def test_opacity_mixes_and_wipe_cuts_from_the_right() -> None:
    assert shown(square(0, 0, 8, 8, opacity=0.6)).splitlines()[0] == "++++++++"
    half = square(0, 0, 8, 8, motion=(Track(property="wipe", keys=(Key(frame=0, value=0.5),)),))
    assert shown(half).splitlines()[0].startswith("####...")


def test_shapes_have_their_form() -> None:
    ring = square(1, 1, 6, 6, shape="ring", fill=None, stroke=Stroke(width=1, colour="#FFFFFF"))
    assert shown(ring).splitlines()[3][3:5] == ".."
    triangle = square(0, 0, 8, 8, shape="polygon", points=(Point(x=0, y=0), Point(x=1, y=0), Point(x=0, y=1)))
    assert shown(triangle).splitlines()[0][:6] == "######"
    assert shown(triangle).splitlines()[7][4:] == "...."


def test_a_gradient_runs_along_its_angle() -> None:
    fade = LinearGradient(angle=0, stops=(Stop(at=0, colour="#000000"), Stop(at=1, colour="#FFFFFF")))
    row = shown(square(0, 0, 8, 8, fill=fade)).splitlines()[0]
    assert row == "..--++##"


def test_an_oval_gradient_is_as_flat_as_its_box() -> None:
    fade = RadialGradient(radius=0.5, oval=True, stops=(Stop(at=0, colour="#FFFFFF"), Stop(at=1, colour="#FFFFFF00")))
    surface = Surface(Box(x=0, y=0, w=80, h=20))
    surface.canvas.drawPaint(fill_paint(fade, surface.bounds))
    alpha = surface.pixels[..., 3].astype(int)
    assert alpha[10, 40] > 235
    assert max(alpha[0, 40], alpha[-1, 40], alpha[10, 0], alpha[10, -1]) < 16
    assert abs(alpha[5, 40] - alpha[10, 20]) < 16  # half way out, down and across


def test_a_group_is_one_picture_that_moves_together() -> None:
    hole = square(3, 3, 2, 2, fill=BLACK)
    group = GroupLayer(id="g", box=Box(x=2, y=2, w=4, h=4), layers=(square(2, 2, 4, 4), hole))
    assert shown(group) == drawn(
        """
        ........
        ........
        ..####..
        ..#..#..
        ..#..#..
        ..####..
        ........
        ........
        """
    )


def test_translucent_children_show_what_is_under_them() -> None:
    veil = ShapeLayer(id="v", box=Box(x=0, y=0, w=8, h=8), fill=Solid(colour="#FFFFFF80"))
    assert shown(veil).splitlines()[0] in ("++++++++", "--------")


@pytest.mark.parametrize("scale", [0.03, 0.4, 0.93, 1.004, 1.05, 1.11])
@pytest.mark.parametrize("colours", [("#E8B04A",), ("#E8B04A", "#103050")])
def test_what_is_scaled_looks_like_what_is_warped(scale: float, colours: tuple[str, ...]) -> None:
    """Tiles of one colour and of more, at the scales of slow cameras and of pops: within an eighth of a pixel."""
    pixels = np.zeros((120, 200, 4), np.uint8)
    for i, colour in enumerate(colours):
        solid = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        pixels[20 + 30 * i : 70 + 20 * i, 20 + 40 * i : 150] = (*solid, 255)
    tile, centre = make_tile(pixels, 20, 40), (121.0, 99.5)
    scaled, warped = Canvas.blank(240, 200), Canvas.blank(240, 200)
    draw_tile(scaled, tile, Pose(x=3.3, y=-1.7, scale=scale), centre)
    draw_tile(warped, tile, Pose(x=3.3, y=-1.7, scale=scale, rotation=1e-9), centre)
    assert (tile.flat is not None) == (len(colours) == 1)
    apart = np.abs(scaled.buffer.astype(int) - warped.buffer)
    assert apart.max() <= 48
    assert apart.mean() < 0.4


def tilted(at: int) -> ShapeLayer:
    turn = Track(property="rotation", keys=(Key(frame=at, value=12), Key(frame=at + 1, value=-25)))
    fill = LinearGradient(stops=(Stop(at=0, colour="#FF0000"), Stop(at=1, colour="#00FF00")), angle=30)
    return ShapeLayer(id="card", box=Box(x=10, y=14, w=40, h=30), fill=fill, motion=(turn,))


def test_a_part_of_what_stands_tilted_comes_out_as_in_the_whole() -> None:
    whole, parts = Canvas.blank(64, 64), Canvas.blank(64, 64)
    draw_shape(tilted(5), tools()).draw(whole, 0)
    card = draw_shape(tilted(5), tools())
    for region in (Region(0, 0, 30, 64), Region(30, 0, 64, 24), Region(30, 24, 64, 64)):
        card.draw(parts.clipped(region), 0)
    assert np.array_equal(parts.buffer, whole.buffer)


def test_what_is_turned_on_is_drawn_anew() -> None:
    again, afresh = Canvas.blank(64, 64), Canvas.blank(64, 64)
    card = draw_shape(tilted(5), tools())
    card.draw(Canvas.blank(64, 64), 5)
    card.draw(again, 6)
    draw_shape(tilted(5), tools()).draw(afresh, 6)
    assert np.array_equal(again.buffer, afresh.buffer)


def test_layers_that_look_alike_share_a_tile_as_long_as_one_is_there() -> None:
    shared = tools()
    first = draw_shape(square(2, 2, 4, 4), shared)
    moved = square(2, 2, 4, 4, start=3, motion=(Track(property="x", keys=(Key(frame=0, value=4),)),))
    assert draw_shape(moved, shared).tile is first.tile
    assert draw_shape(square(2, 2, 6, 4), shared).tile is not first.tile
    del first
    assert not shared.in_use.tiles


def test_drawing_in_yuv_gives_what_drawing_in_colour_and_converting_does() -> None:
    fade = LinearGradient(stops=(Stop(at=0, colour="#FFFFFF"), Stop(at=1, colour="#10204080")))
    found = []
    for colour in (skia_colour, skia_yuv):
        surface = Surface(Box(x=0, y=0, w=120, h=80))
        for place, paint in ((20, Solid(colour="#E23B2E")), (45, Solid(colour="#1F7A4D99")), (70, fade)):
            box = Box(x=place, y=10, w=50, h=60)
            surface.canvas.drawOval(skia.Rect.MakeXYWH(box.x, box.y, box.w, box.h), fill_paint(paint, box, colour))
        found.append(surface.pixels)
    converted, straight = premultiplied_to_yuv(found[0]), found[1]
    assert np.abs(converted.astype(int) - straight).max() <= 3
    assert straight[..., 0].max() > 60 and straight[..., 3].max() == 255
