"""Logos: as they are where they are seen, else on a plate."""

import pytest

from domain.layers import ImageLayer, ShapeLayer
from domain.paint import Solid
from templates.logos import plate_colour
from templates.palette import contrast
from tests.templates import material as m

WHITE, DARK = ("#FFFFFF",) * 5, ("#12201A",) * 5
LIGHT_GROUND, PALETTE = ("#F4F6F1", "#E3E8E0"), ("#F4F6F1", "#1A231E", "#4F7350")


@pytest.mark.parametrize(
    ("inks", "grounds", "plate"),
    [
        (WHITE, LIGHT_GROUND, "#1A231E"),
        (WHITE, ("#1A231E",), None),
        (DARK, LIGHT_GROUND, None),
        (DARK, ("#1A231E", "#F4F6F1"), "#F4F6F1"),
        (("#1EA05A", *WHITE[1:]), LIGHT_GROUND, "#1A231E"),
        (("#1EA05A", *DARK[1:]), LIGHT_GROUND, None),
        ((), LIGHT_GROUND, None),
        (WHITE, (), None),
    ],
)
def test_a_plate_is_there_where_a_logo_would_hardly_be_seen(
    inks: tuple[str, ...], grounds: tuple[str, ...], plate: str | None
) -> None:
    assert plate_colour(inks, grounds, PALETTE) == plate


@pytest.mark.parametrize("aspect", m.ASPECTS)
def test_a_white_logo_on_a_light_ground_stands_on_a_plate_in_its_place(aspect: m.Aspect) -> None:
    plain, plated = (
        m.composed("spotlight", aspect=aspect, logo=m.LOGO, logo_inks=inks).scenes[-1].layers for inks in (DARK, WHITE)
    )
    bare, logo = (
        next(one for one in layers if isinstance(one, ImageLayer) and one.asset == m.LOGO.sha256)
        for layers in (plain, plated)
    )
    assert not any(layer.id.endswith(".plate") for layer in plain)
    plate = next(layer for layer in plated if layer.id == f"{logo.id}.plate")
    assert isinstance(plate, ShapeLayer) and isinstance(plate.fill, Solid)
    assert contrast("#FFFFFF", plate.fill.colour) >= 4.5
    assert plated.index(plate) < plated.index(logo)
    assert plate.box.x < logo.box.x and plate.box.y < logo.box.y
    assert plate.box.right > logo.box.right and plate.box.bottom > logo.box.bottom
    assert plate.box.y == bare.box.y and plate.box.bottom <= bare.box.bottom + 1
    assert plate.motion == logo.motion
    assert logo.box.w / logo.box.h == pytest.approx(m.LOGO.width / m.LOGO.height, rel=0.06)
