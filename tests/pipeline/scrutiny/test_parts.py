"""What of a layer is seen where, and in which colour."""

import numpy as np
import pytest

from domain.base import Box, Point
from domain.layers import GroupLayer, Layer, ShapeLayer, TextLayer, TextStyle
from domain.motion import Key, Track
from domain.paint import LinearGradient, Paint, RadialGradient, Solid, Stop
from pipeline.scrutiny.parts import Form, drawn, grid

BOX = Box(x=0, y=0, w=8, h=4)
BLACK_TO_WHITE = (Stop(at=0, colour="#000000"), Stop(at=1, colour="#FFFFFF"))


def shape(**fields: object) -> ShapeLayer:
    return ShapeLayer.model_validate({"id": "s", "box": BOX, "fill": Solid(colour="#FF0000")} | fields)


def moved(prop: str, *values: float) -> tuple[Track, ...]:
    keys = tuple(Key(frame=10 * i, value=value, ease="linear") for i, value in enumerate(values))
    return (Track.model_validate({"property": prop, "keys": keys}),)


def hidden(layer: Layer, frame: int = 0) -> str:
    """Rows of an 8×4 frame, ``#`` where the layer hides what lies below."""
    rows = drawn(layer).hides(grid(BOX, 8, 4), frame).reshape(4, 8)
    return "\n".join("".join("#" if alpha >= 0.5 else "." for alpha in row) for row in rows)


LOOKS: dict[str, tuple[Layer, int, str]] = {
    "a rectangle": (shape(box=Box(x=2, y=1, w=3, h=2)), 0, "........\n..###...\n..###...\n........"),
    "an ellipse": (shape(shape="ellipse"), 0, ".######.\n########\n########\n.######."),
    "a triangle": (
        shape(shape="polygon", points=(Point(x=0, y=0), Point(x=1, y=1), Point(x=0, y=1))),
        0,
        "#.......\n###.....\n#####...\n#######.",
    ),
    "one that is hardly there": (shape(fill=Solid(colour="#FF000040")), 0, "\n".join(["........"] * 4)),
    "one half faded": (shape(opacity=0.4), 0, "\n".join(["........"] * 4)),
    "one that came in": (shape(motion=moved("x", -8, 0)), 10, "\n".join(["########"] * 4)),
    "one half way in": (shape(motion=moved("x", -8, 0)), 5, "\n".join(["####...."] * 4)),
    "one half wiped": (shape(motion=moved("wipe", 0, 1)), 5, "\n".join(["####...."] * 4)),
    "one that is gone": (shape(end=4), 4, "\n".join(["........"] * 4)),
    "a turned one": (
        shape(box=Box(x=2, y=1, w=4, h=2), motion=moved("rotation", 90)),
        0,
        "\n".join(["...##..."] * 4),
    ),
    "a ring": (shape(shape="ring"), 0, "\n".join(["........"] * 4)),
    "a group": (
        GroupLayer(id="g", box=BOX, layers=(shape(box=Box(x=0, y=0, w=2, h=4)), shape(box=Box(x=6, y=0, w=2, h=4)))),
        0,
        "\n".join(["##....##"] * 4),
    ),
    "letters": (TextLayer(id="t", box=BOX, text="x", style=TextStyle(size=4)), 0, "\n".join(["........"] * 4)),
    "letters on a plate": (
        TextLayer(id="t", box=BOX, text="x", style=TextStyle(size=4), plate=Solid(colour="#000000")),
        0,
        "\n".join(["########"] * 4),
    ),
}


@pytest.mark.parametrize("look", LOOKS)
def test_what_a_layer_hides(look: str) -> None:
    layer, frame, expected = LOOKS[look]
    assert hidden(layer, frame) == expected


@pytest.mark.parametrize(
    ("paint", "expected"),
    [
        (Solid(colour="#336699"), [0.2, 0.2, 0.2, 0.2]),
        (LinearGradient(angle=0, stops=BLACK_TO_WHITE), [0.125, 0.375, 0.625, 0.875]),
        (LinearGradient(angle=180, stops=BLACK_TO_WHITE), [0.875, 0.625, 0.375, 0.125]),
        (RadialGradient(radius=0.5, stops=BLACK_TO_WHITE), [0.75, 0.25, 0.25, 0.75]),
    ],
)
def test_a_paint_has_its_colour_at_every_place(paint: Paint, expected: list[float]) -> None:
    red = Form(BOX, paint).colours(grid(BOX, 4, 1))[:, 0]
    assert np.allclose(red, expected)
