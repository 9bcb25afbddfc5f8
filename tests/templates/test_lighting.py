"""Lighting: what lies behind a product decides whether it is lost there; it is painted lighter, words stay readable."""

from collections.abc import Sequence

import pytest

from domain.base import Box, Colour
from domain.layers import ImageLayer, Layer, ShapeLayer, TextLayer, TextStyle
from domain.paint import LinearGradient, Paint, RadialGradient, Solid
from templates.grounds import colour_at, ground_at
from templates.lighting import Lighting
from templates.palette import contrast
from tests.templates import material as m

FRAME = Box(x=0, y=0, w=1080, h=1920)
PLACE = Box(x=290, y=900, w=500, h=300)
GREEN, DEEP, PALE = "#3D7A53", "#2C5142", "#E4DDDA"
PRODUCT = m.CUT.model_copy(update={"rim": (DEEP,) * 5})


def standing(box: Box = PLACE) -> ImageLayer:
    return ImageLayer(id="product", box=box, asset=PRODUCT.sha256, fit="contain")


def plate(colour: Colour, around: int = 40, opacity: float = 1) -> ShapeLayer:
    return ShapeLayer(id="plate", box=PLACE.inset(-around), fill=Solid(colour=colour), opacity=opacity)


def words(y: int, colour: Colour = "#FFFFFF") -> TextLayer:
    return TextLayer(
        id="words", box=Box(x=80, y=y, w=900, h=120), text="words", style=TextStyle(size=80, colour=colour)
    )


def lit(background: Paint, *layers: Layer) -> Lighting:
    return Lighting(background, layers, FRAME).lit({m.PACK.sha256: PRODUCT})


def beside(scene: Lighting, box: Box = PLACE) -> Colour:
    """What lies just beside the middle of the product's left side."""
    return ground_at((box.x + 1, box.y + box.h / 2), scene.background, FRAME, scene.layers[:-1]).colour


def test_a_wall_gets_a_broad_light_that_ends_in_its_own_colour() -> None:
    scene = lit(Solid(colour=GREEN), standing())
    assert isinstance(scene.background, RadialGradient) and scene.background.stops[-1].colour == GREEN
    assert contrast(beside(scene), DEEP) > 1.8
    assert scene.background.radius * FRAME.h > 1.5 * PLACE.w
    shades = [contrast(stop.colour, "#000000") for stop in scene.background.stops]
    assert shades == sorted(shades, reverse=True)


@pytest.mark.parametrize("background", [PALE, "#53199D", "#DAFF49"])
def test_a_product_seen_on_its_ground_by_light_or_by_hue_gets_none(background: Colour) -> None:
    assert lit(Solid(colour=background), standing()).background == Solid(colour=background)


def test_what_lies_behind_the_product_decides_not_the_scenes_background() -> None:
    on_pale = lit(Solid(colour=GREEN), plate(PALE), standing())
    assert (on_pale.background, on_pale.layers[0]) == (Solid(colour=GREEN), plate(PALE))
    on_green = lit(Solid(colour=PALE), plate(GREEN), standing())
    assert on_green.background == Solid(colour=PALE)
    assert on_green.layers[0].box == plate(GREEN).box and contrast(beside(on_green), DEEP) > 1.8
    on_glass = lit(Solid(colour=GREEN), plate(GREEN, opacity=0.3), standing())
    assert isinstance(on_glass.background, RadialGradient)
    on_a_photo = standing(FRAME).model_copy(update={"asset": m.LIFE.sha256})
    assert lit(Solid(colour=GREEN), on_a_photo, standing()).background == Solid(colour=GREEN)


@pytest.mark.parametrize("y", [100, 700, 760])
def test_words_on_a_lit_ground_can_still_be_read(y: int) -> None:
    scene = lit(Solid(colour=GREEN), words(y), standing())
    assert scene.background != Solid(colour=GREEN)
    for x in (80, 540, 979):
        assert contrast("#FFFFFF", colour_at(scene.background, FRAME, (x, y + 119))) >= 3


def test_a_light_that_is_there_already_turns_to_the_product_or_is_dimmed() -> None:
    stops = ({"at": 0, "colour": "#344842"}, {"at": 1, "colour": "#16231F"})
    beam = RadialGradient.model_validate({"radius": 0.7, "stops": stops})
    assert contrast(beside(lit(beam, standing())), DEEP) > 1.6
    caption = words(1240, "#5FA978")
    dimmed = lit(beam, caption, standing()).background
    assert isinstance(dimmed, RadialGradient) and dimmed.centre == beam.centre
    assert contrast(dimmed.stops[0].colour, "#000000") < contrast("#344842", "#000000")


@pytest.mark.parametrize(
    ("template", "rim", "changed"),
    [("comparison", "#1C1C1E", True), ("comparison", "#D8D4CC", False), ("spotlight", "#1C1C1E", False)],
)
def test_a_template_lights_a_product_as_dark_as_its_ground(template: str, rim: str, changed: bool) -> None:
    usual = m.composed(template, seed=0).scenes[0]
    product = m.CUT.model_copy(update={"rim": (rim,) * 5})
    scene = m.composed(template, seed=0, cutouts={m.PACK.sha256: product}).scenes[0]
    assert (scene.background != usual.background) == changed
    assert [layer.id for layer in scene.layers] == [layer.id for layer in usual.layers]


SLOPE = LinearGradient.model_validate(
    {"angle": 90, "stops": ({"at": 0, "colour": "#000000"}, {"at": 1, "colour": "#FFFFFF"})}
)


@pytest.mark.parametrize(
    ("layers", "spot", "colour"),
    [
        ((), (5, 5), "#000000"),
        ((ShapeLayer(id="a", box=FRAME, fill=Solid(colour="#FF000080")),), (5, 5), "#800000"),
        ((ShapeLayer(id="a", box=FRAME, fill=SLOPE),), (5, 960), "#808080"),
        ((ShapeLayer(id="a", box=FRAME, shape="ellipse", fill=SLOPE),), (5, 5), "#000000"),
        ((ShapeLayer(id="a", box=FRAME, shape="ring", fill=SLOPE),), (540, 960), "#000000"),
    ],
)
def test_the_colour_at_a_place(layers: Sequence[Layer], spot: tuple[int, int], colour: Colour) -> None:
    assert ground_at(spot, Solid(colour="#000000"), FRAME, layers).colour == colour


def test_a_polygon_is_ground_only_inside_its_corners() -> None:
    corners = ({"x": 0, "y": 0}, {"x": 1, "y": 0}, {"x": 0, "y": 1})
    half = ShapeLayer.model_validate(
        {"id": "a", "box": FRAME, "shape": "polygon", "points": corners, "fill": {"type": "solid", "colour": "#FFFFFF"}}
    )
    assert [ground_at(spot, Solid(colour="#000000"), FRAME, (half,)).layer for spot in ((9, 9), (1070, 1900))] == [
        0,
        -1,
    ]
