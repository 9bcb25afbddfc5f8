"""A product cut out, and its shadow."""

import pytest

from domain.base import Area
from domain.brief import Aspect
from domain.layers import ShapeLayer
from domain.paint import RadialGradient, Solid
from domain.timeline import Scene
from tests.templates import material as m


def test_a_product_stands_cut_out_on_its_shadow() -> None:
    scene = m.composed("spotlight", seed=0).scenes[0]
    cut = next(layer for layer in m.pictures_of(scene) if layer.asset == m.CUT.sha256)
    assert abs(cut.box.w / cut.box.h - m.CUT.width / m.CUT.height) < 0.01
    contact = part_of(scene, "contact")
    assert contact and contact.box.y < cut.box.bottom < contact.box.bottom


def part_of(scene: Scene, name: str) -> ShapeLayer | None:
    """The shape that belongs to a scene's cut-out."""
    shapes = (layer for layer in scene.layers if isinstance(layer, ShapeLayer))
    return next((layer for layer in shapes if layer.id.endswith(f".{name}")), None)


def test_the_shadow_lies_below_the_foot_and_ends_in_nothing() -> None:
    mug = m.CUT.model_copy(update={"width": 1000, "height": 900, "foot": (0.1, 0.5)})  # its handle is on the right
    scene = m.composed("comparison", aspect="1:1", cutouts={m.PACK.sha256: mug}).scenes[0]
    cut = next(layer for layer in m.pictures_of(scene) if layer.asset == mug.sha256)
    contact = part_of(scene, "contact")
    assert contact and isinstance(contact.fill, RadialGradient)
    assert contact.box.x + contact.box.w / 2 == pytest.approx(cut.box.x + cut.box.w * 0.3, abs=1)
    assert cut.box.w * 0.4 < contact.box.w < cut.box.w * 0.5
    assert contact.box.bottom - cut.box.bottom < cut.box.w * 0.05  # it does not run into what stands below
    shades = [int(stop.colour[7:], 16) for stop in contact.fill.stops]
    assert shades == sorted(shades, reverse=True) and shades[-1] == 0


_STAGED = {"spotlight": ("top", "wall", "back"), "flash-sale": ("disc", "slab", "stub"), "top-three": ("disc",),
           "gift-guide": ("disc", "halo", "band", "part", "panel"), "feature-list": ("field",)}  # fmt: skip


@pytest.mark.parametrize("aspect", m.ASPECTS)
@pytest.mark.parametrize("template", _STAGED)
def test_only_a_product_cut_out_stands_on_a_stage(template: str, aspect: Aspect) -> None:
    for cutouts, there in (({m.PACK.sha256: m.CUT}, True), ({}, False)):
        timeline = m.composed(template, aspect=aspect, images=(m.PACK,), cutouts=cutouts)
        ids = [layer.id.split(".")[1] for scene in timeline.scenes for layer in scene.layers]
        assert any(name in _STAGED[template] for name in ids) is there
        shown = [layer for scene in timeline.scenes for layer in m.pictures_of(scene)]
        assert there or (shown and {layer.asset for layer in shown} == {m.PACK.sha256})


def test_a_framed_photo_lies_on_a_mat_of_its_own_ground() -> None:
    chair = m.PACK.model_copy(update={"ground": "#F7F7F5"})
    for photo, colour in ((chair, "#F7F7F5"), (m.PACK, "#FEFEFE")):
        scene = m.composed("top-three", images=(photo,), cutouts={}).scenes[0]
        mat = part_of(scene, "mat")
        assert mat and isinstance(mat.fill, Solid) and mat.fill.colour[:7] == colour


@pytest.mark.parametrize("aspect", m.ASPECTS)
@pytest.mark.parametrize("template", m.TEMPLATES)
def test_a_photo_of_a_place_is_no_egg(template: str, aspect: Aspect) -> None:
    photo = m.LIFE.model_copy(update={"subject": Area(x=0.35, y=0.35, w=0.3, h=0.3)})
    timeline = m.composed(template, aspect=aspect, images=(photo,), cutouts={})
    shown = [layer for scene in timeline.scenes for layer in m.pictures_of(scene) if layer.asset == photo.sha256]
    assert shown
    for layer in shown:
        assert layer.radius <= 0.2 * min(layer.box.w, layer.box.h)
