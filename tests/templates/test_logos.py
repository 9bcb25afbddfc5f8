"""Logos: as they are where they are seen, else on a plate."""

from typing import Any

import pytest

from domain.asset import Asset
from domain.brief import Aspect, Language
from domain.frame import mark_zone
from domain.layers import CaptionLayer, ImageLayer, ShapeLayer
from domain.paint import Solid
from templates.layers import AnyLayer, LogoSpec, StackSpec
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
def test_a_white_logo_on_a_light_ground_stands_on_a_plate_in_its_place(aspect: Aspect) -> None:
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


_WIDE, _SQUARE, _SLIM = m.LOGO, m.picture("d", width=600, height=600), m.picture("d", width=300, height=900)


@pytest.mark.parametrize("template", m.TEMPLATES)
@pytest.mark.parametrize("aspect", m.ASPECTS)
@pytest.mark.parametrize(("logo", "language"), [(_WIDE, "zh"), (_WIDE, "en"), (_SQUARE, "en"), (_SLIM, "zh")])
def test_every_closing_scene_shows_the_logo_clear_of_all_else(
    template: str, aspect: Aspect, logo: Asset, language: Language
) -> None:
    cuts = (m.CUT, m.picture("0", mime="image/png", width=900, height=1060))
    for images, cut in (((m.PACK, m.LIFE), cuts[0]), ((m.PACK,), cuts[1]), ((m.LIFE,), cuts[1]), ((), cuts[1])):
        changes: dict[str, Any] = {
            "images": images,
            "cutouts": {m.PACK.sha256: cut},
            "videos": () if images else (m.CLIP,),
        }
        for inks in (WHITE if language == "en" else DARK,):
            timeline = m.composed(template, m.script(language), aspect=aspect, logo=logo, logo_inks=inks, **changes)
            scene = timeline.scenes[-1]
            shown = [one for one in m.pictures_of(scene) if one.asset == logo.sha256]
            assert len(shown) == 1, (scene.id, changes)
            plates = [layer for layer in scene.layers if layer.id == f"{shown[0].id}.plate"]
            box = plates[0].box if plates else shown[0].box
            unit = min(timeline.width, timeline.height) / 1080
            assert 40 <= max(shown[0].box.h, shown[0].box.w) / unit <= 620
            assert shown[0].box.h / unit >= 40
            taken = [other for _, other in m.upright_texts(scene)]
            taken += [other.box for other in m.pictures_of(scene) if other.asset != logo.sha256]
            taken += [other.box for other in scene.layers if isinstance(other, CaptionLayer)]
            taken += [mark_zone(timeline.width, timeline.height, timeline.safe)]
            assert not [other for other in taken if box.intersects(other)], (scene.id, box, images)


@pytest.mark.parametrize("template", m.TEMPLATES)
@pytest.mark.parametrize("language", m.LANGUAGES)
def test_the_logo_gives_way_where_a_platform_leaves_too_little_room(template: str, language: Language) -> None:
    last = m.script(language).scenes[-1].id
    long = m.changed(m.script(language), last, headline="Play the next song" if language == "en" else "看更多细节")
    cutouts = {m.PACK.sha256: m.picture("0", mime="image/png", width=900, height=700)}
    reels: dict[str, Any] = {"aspect": "9:16", "platforms": ("reels",)}
    timeline = m.composed(
        template, long, logo=m.LOGO, logo_inks=DARK, images=(m.PACK, m.LIFE), cutouts=cutouts, **reels
    )
    words = ["".join(text.split()).casefold() for text, _ in m.upright_texts(timeline.scenes[-1])]
    assert "".join(long.scenes[-1].headline.split()).casefold() in words


def test_a_logo_in_a_stack_takes_no_room_where_there_is_none() -> None:
    with_place = m.composed("top-three").scenes[-1].layers
    bare = m.loaded("top-three")
    ends = [
        scene.model_copy(update={"layers": tuple(map(_without_logo, scene.layers))}) for scene in bare.scenes["cta"]
    ]
    without = m.composed(bare.model_copy(update={"scenes": {**bare.scenes, "cta": tuple(ends)}})).scenes[-1].layers
    assert [layer.box for layer in with_place] == [layer.box for layer in without]


def _without_logo(layer: AnyLayer) -> AnyLayer:
    if not isinstance(layer, StackSpec):
        return layer
    return layer.model_copy(update={"layers": tuple(one for one in layer.layers if not isinstance(one, LogoSpec))})
