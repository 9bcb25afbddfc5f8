from domain.base import Box, Point
from domain.layers import GroupLayer, ShapeLayer
from domain.motion import Key, Track
from domain.paint import LinearGradient, Solid, Stop, Stroke
from renderer.canvas import Canvas
from renderer.layers.tiles import draw_group, draw_shape
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
