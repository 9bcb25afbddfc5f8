"""Still layers go below moving ones, but only where nobody can tell."""

from domain.base import Box
from domain.layers import Camera, ImageLayer, ShapeLayer, View
from domain.motion import Key, Track
from domain.paint import Shadow, Solid
from templates.finished import Built
from templates.ordering import moves, still_first

FRAMES = 100


def shape(name: str, x: int, moving: bool = False, shadow: Shadow | None = None) -> Built:
    keys = (Key(frame=0, value=0), Key(frame=FRAMES if moving else 20, value=5))
    track = Track(property="y", keys=keys)
    box = Box(x=x, y=0, w=100, h=100)
    return Built(ShapeLayer(id=name, box=box, fill=Solid(colour="#000000"), motion=(track,), shadow=shadow))


def names(*layers: Built) -> list[str]:
    return [built.layer.id for built in still_first(layers, FRAMES)]


def test_a_still_layer_sinks_below_a_moving_one_it_does_not_meet() -> None:
    assert names(shape("moving", 0, moving=True), shape("still", 400)) == ["still", "moving"]


def test_layers_that_meet_keep_their_order() -> None:
    assert names(shape("moving", 0, moving=True), shape("still", 60)) == ["moving", "still"]


def test_a_shadow_counts_as_meeting() -> None:
    assert names(shape("moving", 0, moving=True), shape("still", 200, shadow=Shadow(blur=40)))[0] == "moving"


def test_moving_and_still_layers_keep_their_order_among_themselves() -> None:
    order = names(shape("a", 0, moving=True), shape("b", 300), shape("c", 600, moving=True), shape("d", 900))
    assert order == ["b", "d", "a", "c"]


def test_what_moves() -> None:
    still = ImageLayer(id="p", box=Box(x=0, y=0, w=10, h=10), asset="a" * 64)
    push = Camera(start=View(), end=View(zoom=1.1))
    assert moves(still.model_copy(update={"camera": push}), FRAMES)
    assert not moves(still.model_copy(update={"camera": Camera()}), FRAMES)
    assert not moves(still, FRAMES)
    assert moves(shape("a", 0, moving=True).layer, FRAMES) and not moves(shape("a", 0).layer, FRAMES)
