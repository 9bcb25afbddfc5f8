"""A timeline in fewer pixels is the same video."""

from domain.base import Box
from domain.layers import ShapeLayer, TextLayer, TextStyle
from domain.motion import Key, Track
from domain.paint import Solid
from renderer.shrink import shrunk
from tests.renderer.small_timelines import scene, timeline


def test_boxes_type_and_moves_shrink_and_frames_do_not() -> None:
    move = Track(property="x", keys=(Key(frame=0, value=-40), Key(frame=9, value=0)))
    box = Box(x=20, y=40, w=60, h=80)
    shape = ShapeLayer(id="s", box=box, fill=Solid(colour="#FF0000"), radius=8, motion=(move,))
    text = TextLayer(id="t", text="a", box=box, style=TextStyle(size=40, min_size=30))
    large = timeline(scene("a", 12, shape, text))
    small = shrunk(large, min(large.width, large.height) // 2)
    first, second = small.scenes[0].layers
    assert (small.width, small.height) == (large.width // 2, large.height // 2) and small.frames == large.frames
    assert isinstance(first, ShapeLayer) and first.box == Box(x=10, y=20, w=30, h=40) and first.radius == 4
    assert [key.value for key in first.motion[0].keys] == [-20, 0]
    assert isinstance(second, TextLayer) and second.style.size == 20 and second.style.min_size < 15
    assert shrunk(small, 10_000) is small
