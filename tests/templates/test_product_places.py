"""Where the product stands in a scene, and which of its pictures."""

import math
from collections.abc import Iterator

import pytest

from domain.asset import Asset
from domain.base import Area, Box, Point
from domain.brief import Aspect, Platform
from domain.frame import mark_zone
from domain.layers import CaptionLayer, GroupLayer, ImageLayer, ShapeLayer, TextLayer
from templates.layers import AnyLayer, PhotoSpec
from templates.spec import SceneSpec
from tests.templates import material as m

SEEDS = (0, 1, 2)
REELS: tuple[Platform, ...] = ("tiktok", "reels")


def test_a_slim_product_stands_as_high_as_the_words_beside_it() -> None:
    slim = m.composed("comparison").scenes[0]
    wide_cut = m.picture("0", mime="image/png", width=900, height=1060)
    wide = m.composed("comparison", cutouts={m.PACK.sha256: wide_cut}).scenes[0]
    high, low = (next(layer for layer in scene.layers if isinstance(layer, ImageLayer)).box for scene in (slim, wide))
    headlines = [next(box for text, box in m.upright_texts(scene) if text) for scene in (slim, wide)]
    assert high.h > 1.6 * low.h
    assert not high.intersects(headlines[0]) and high.y < headlines[0].y and low.y > headlines[1].bottom


def test_pictures_may_be_there_for_a_slim_product_alone() -> None:
    template = m.loaded("comparison")
    scenes = {role: tuple(map(_with_a_picture_for_each_shape, found)) for role, found in template.scenes.items()}
    for shape in ("slim", "wide"):
        cuts = {} if shape == "slim" else {"cutouts": {m.PACK.sha256: m.picture("0", width=900, height=1060)}}
        own = m.composed(template.model_copy(update={"scenes": scenes}), **cuts)
        for scene, usual in zip(own.scenes, m.composed("comparison", **cuts).scenes, strict=True):
            assert [layer.asset for layer in m.pictures_of(scene)] == [layer.asset for layer in m.pictures_of(usual)]


def _with_a_picture_for_each_shape(scene: SceneSpec) -> SceneSpec:
    """Every picture once for a slim product and once for any other."""
    layers: list[AnyLayer] = []
    for layer in scene.layers:
        shapes = ("slim", "!slim") if isinstance(layer, PhotoSpec) else ()
        layers += [layer.model_copy(update={"when": (*layer.when, shape)}) for shape in shapes] or [layer]
    return scene.model_copy(update={"layers": tuple(layers)})


def test_a_photo_that_would_leave_bars_at_the_frames_edges_gives_way_to_the_product_cut_out() -> None:
    wide = m.picture("b", subject=Area(x=0.2, y=0.3, w=0.6, h=0.4))
    close = m.picture("b", subject=Area(x=0.1, y=0.1, w=0.8, h=0.8))
    for life, expected in ((wide, wide.sha256), (close, m.CUT.sha256)):
        timeline = next(
            found
            for found in (m.composed("comparison", images=(m.PACK, life), seed=seed) for seed in SEEDS)
            if any(layer.id.endswith("picture.1") for scene in found.scenes for layer in scene.layers)
        )
        shown = next(layer for scene in timeline.scenes for layer in scene.layers if layer.id.endswith("picture.1"))
        assert isinstance(shown, ImageLayer) and shown.asset == expected
        mark = mark_zone(timeline.width, timeline.height, timeline.safe)
        assert shown.box.w == timeline.width if life is wide else not shown.box.intersects(mark)


def test_a_photo_of_a_slim_product_to_the_frames_edges_is_cropped_to_it() -> None:
    slim = m.picture("b", subject=Area(x=0.4, y=0.14, w=0.2, h=0.72))
    for seed in SEEDS:
        for scene in m.composed("comparison", images=(m.PACK, slim), seed=seed).scenes:
            for shown in m.pictures_of(scene):
                if isinstance(shown, ImageLayer) and shown.asset == slim.sha256:
                    assert shown.box.h > 2 * shown.box.w and shown.fit == "cover"
                    return
    raise AssertionError("no scene shows the photo")


def test_a_place_named_frame_is_not_taken_for_the_frame() -> None:
    wide = m.picture("b", subject=Area(x=0.42, y=0.1, w=0.16, h=0.8))
    for seed in SEEDS:
        for scene in m.composed("testimonial", images=(m.PACK, wide), seed=seed).scenes:
            for layer in m.pictures_of(scene):
                if isinstance(layer, ImageLayer) and ".frame." in layer.id:
                    assert layer.asset == wide.sha256 and layer.box.w > 0.9 * layer.box.h


def test_a_photo_with_a_shadow_and_no_border_has_no_colour_below_its_edge() -> None:
    found = [
        layer
        for seed in SEEDS
        for scene in m.composed("spotlight", seed=seed).scenes
        for layer in scene.layers
        if isinstance(layer, ShapeLayer) and layer.id.endswith(".frame") and layer.shadow
    ]
    assert found and all(layer.fill is None for layer in found)


@pytest.mark.parametrize("aspect", ["9:16", "4:5"])
@pytest.mark.parametrize("width", [600, 1060, 1600, 2400, 4000])
def test_the_discount_stands_clear_of_a_wide_product(aspect: Aspect, width: int) -> None:
    cut = m.picture("0", mime="image/png", width=width, height=1000)
    opening = m.composed("flash-sale", aspect=aspect, cutouts={m.PACK.sha256: cut}).scenes[0]
    (product,) = m.pictures_of(opening)
    (badge,) = (layer for layer in opening.layers if isinstance(layer, GroupLayer) and ".off." in layer.id)
    assert product.asset == cut.sha256
    assert not badge.box.intersects(product.box)


def test_a_headline_below_a_framed_photo_does_not_touch_its_frame() -> None:
    for language in m.LANGUAGES:
        opening = m.composed("testimonial", m.script(language), images=(m.LIFE,)).scenes[0]
        frame = next(layer for layer in opening.layers if layer.id.endswith(".frame"))
        assert isinstance(frame, ShapeLayer)
        assert min(box.y for text, box in m.upright_texts(opening) if text) >= frame.box.bottom + 30


WIDE = m.picture("b", subject=Area(x=0.1875, y=0.175, w=0.6875, h=0.7125))
BROAD_CUT = m.picture("0", mime="image/png", width=1200, height=1100)


@pytest.mark.parametrize("platforms", [(), ("reels",)])
@pytest.mark.parametrize("name", m.TEMPLATES)
def test_no_photo_shows_a_wide_product_behind_the_mark(name: str, platforms: tuple[str, ...]) -> None:
    for seed in SEEDS:
        timeline = m.composed(
            name, images=(m.PACK, WIDE), cutouts={m.PACK.sha256: BROAD_CUT}, platforms=platforms, seed=seed
        )
        zone = mark_zone(timeline.width, timeline.height, timeline.safe)
        mark = zone.model_copy(update={"w": min(zone.w, timeline.width // 2)})
        for scene in timeline.scenes:
            for layer in scene.layers:
                if isinstance(layer, ImageLayer) and layer.asset == WIDE.sha256:
                    assert not any(box.intersects(mark) for box in _product(layer, WIDE)), f"{name} {layer.id}"


def _product(layer: ImageLayer, asset: Asset) -> Iterator[Box]:
    """Where the product of a square photo is seen in the frame, at the start and the end of the camera's way."""
    camera, box, subject = layer.camera, layer.box, asset.subject
    assert layer.fit == "cover" and asset.width == asset.height and subject
    views = [(v.zoom, Point(x=v.x, y=v.y)) for v in (camera.start, camera.end)] if camera else [(1.0, layer.focus)]
    for zoom, at in views:
        side = max(box.w, box.h) * zoom
        x, y = box.x + box.w / 2 + (subject.x - at.x) * side, box.y + box.h / 2 + (subject.y - at.y) * side
        yield Box(x=round(x) + 2, y=round(y) + 2, w=round(subject.w * side) - 4, h=round(subject.h * side) - 4)


def test_the_cover_of_the_lookbook_shows_a_wide_product_between_the_mark_and_the_words() -> None:
    for platforms in ((), ("reels",)):
        cover = m.composed("lookbook", images=(m.PACK, WIDE), platforms=platforms).scenes[0]
        photo = next(layer for layer in cover.layers if isinstance(layer, ImageLayer))
        words = [box for _, box in m.upright_texts(cover)]
        assert photo.asset == WIDE.sha256 and words
        assert not any(product.intersects(box) for product in _product(photo, WIDE) for box in words)
        assert photo.box.x >= 40 and photo.box.right <= 1080 - 40
        assert not any(".fade-" in layer.id for layer in cover.layers)


@pytest.mark.parametrize("name", [name for name in m.TEMPLATES if name != "before-after"])
def test_a_slim_product_is_larger_on_reels_than_between_mark_and_captions(name: str) -> None:
    shown = [
        (timeline, scene, layer)
        for seed in SEEDS
        for timeline in [m.composed(name, platforms=REELS, seed=seed)]
        for scene in timeline.scenes
        for layer in m.pictures_of(scene)
        if layer.asset == m.CUT.sha256
    ]
    assert max(layer.box.h for _, _, layer in shown) > 0.4 * 1920 or name == "presenter"
    for timeline, scene, layer in shown:
        zone = mark_zone(timeline.width, timeline.height, timeline.safe)
        captions = [other.box for other in scene.layers if isinstance(other, CaptionLayer)]
        words = [other.box for other in scene.layers if isinstance(other, TextLayer) and other.text]
        assert not any(layer.box.intersects(box) for box in (zone, *captions, *words)), f"{name} {layer.id}"
        assert abs(layer.box.w * m.CUT.height - layer.box.h * m.CUT.width) <= m.CUT.height


def test_a_product_somewhat_higher_than_wide_stands_beside_the_words_on_reels_alone() -> None:
    cut = m.picture("0", mime="image/png", width=700, height=1000)
    for platforms, beside in ((REELS, True), ((), False)):
        scene = m.composed("comparison", cutouts={m.PACK.sha256: cut}, platforms=platforms).scenes[0]
        product = next(layer.box for layer in m.pictures_of(scene) if layer.asset == cut.sha256)
        headline = max((box for _, box in m.upright_texts(scene)), key=lambda box: box.h)
        assert (product.x >= headline.right) is beside


def test_a_photo_of_a_slim_product_stands_beside_the_words_and_below_the_mark_on_reels() -> None:
    slim = m.picture("b", subject=Area(x=0.4, y=0.14, w=0.2, h=0.72))
    scene = m.composed("spotlight", images=(slim,), cutouts={}, platforms=REELS).scenes[0]
    usual = m.composed("spotlight", images=(slim,), cutouts={}).scenes[0]
    photo, before = (next(layer.box for layer in m.pictures_of(found)) for found in (scene, usual))
    headline = next(box for text, box in m.upright_texts(scene) if text)
    assert photo.x >= headline.right and photo.h > 1.4 * photo.w and before.w > before.h
    assert photo.y >= mark_zone(1080, 1920, Box(x=65, y=269, w=865, h=979)).bottom


@pytest.mark.parametrize("name", ["flash-sale", "feature-list", "before-after", "lookbook"])
def test_photos_fill_what_is_below_the_captions_on_reels_alone(name: str) -> None:
    life = m.picture("b", subject=Area(x=0.1875, y=0.175, w=0.6875, h=0.7125))
    for platforms in (REELS, ()):
        for scene in m.composed(name, images=(m.PACK, life), platforms=platforms).scenes:
            captions = next((layer.box for layer in scene.layers if isinstance(layer, CaptionLayer)), None)
            below = [p for p in m.pictures_of(scene) if captions and p.box.y >= captions.bottom]
            above = {p.asset for p in m.pictures_of(scene)} - {p.asset for p in below}
            assert not below or platforms
            assert all(isinstance(p, ImageLayer) and p.box.bottom <= 1920 and p.asset not in above for p in below)
    assert not any(
        p.box.y >= 1248
        for scene in m.composed(name, images=(m.PACK,), platforms=REELS).scenes
        for p in m.pictures_of(scene)
        if name != "before-after"
    )
    scenes = m.composed(name, images=(m.PACK, life), platforms=REELS).scenes
    assert sum(any(p.box.y >= 1248 for p in m.pictures_of(scene)) for scene in scenes) >= 3


FILLED = m.picture("b", subject=Area(x=0.04, y=0.04, w=0.92, h=0.92))


@pytest.mark.parametrize("name", m.TEMPLATES)
@pytest.mark.parametrize("aspect", m.ASPECTS)
def test_a_product_that_fills_its_photo_is_seen_whole(name: str, aspect: Aspect) -> None:
    """No round window cuts its corners, no badge or card stands over it, and no fade covers it."""
    pair = (m.picture("8", subject=FILLED.subject), m.picture("9", subject=FILLED.subject))
    images = {asset.sha256: asset for asset in (FILLED, *pair)}
    for seed in SEEDS:
        timeline = m.composed(name, aspect=aspect, images=(FILLED,), cutouts={}, pair=pair, seed=seed)
        unit = min(timeline.width, timeline.height) / 1080
        for scene in timeline.scenes:
            for index, layer in enumerate(scene.layers):
                if not isinstance(layer, ImageLayer) or layer.asset not in images:
                    continue
                for product in _product(layer, images[layer.asset]):
                    across = min(product.x - layer.box.x, layer.box.right - product.right)
                    down = min(product.y - layer.box.y, layer.box.bottom - product.bottom)
                    assert min(across, down) >= -4, f"{name} {layer.id} is cropped"
                    radius = min(layer.radius, layer.box.w / 2, layer.box.h / 2)
                    rounded = math.hypot(max(0.0, radius - across), max(0.0, radius - down)) > radius + 4
                    assert not rounded or radius <= 24 * unit + 1, f"{name} {layer.id} is rounded off"
                    fades = (other for other in scene.layers if other.id.startswith(f"{layer.id}.fade-"))
                    assert not any(fade.box.intersects(product) for fade in fades), f"{name} {layer.id} fades"
                    over = (other for other in scene.layers[index:] if isinstance(other, GroupLayer))
                    assert not any(group.box.intersects(product) for group in over), f"{name} {layer.id} is covered"


@pytest.mark.parametrize("aspect", m.ASPECTS)
@pytest.mark.parametrize("width", [300, 1060])
def test_a_flash_sale_shows_the_product_beside_its_facts(aspect: Aspect, width: int) -> None:
    facts = m.changed(m.script(), "proof", headline="参数一览", items=("500 ml", "290 g", "45 mm"), claims=())
    cuts = {m.PACK.sha256: m.picture("0", mime="image/png", width=width, height=1060)}
    for seed in SEEDS:
        timeline = m.composed("flash-sale", facts, aspect=aspect, cutouts=cuts, seed=seed)
        scene = next(scene for scene in timeline.scenes if scene.role == "proof")
        words = [box for _, box in m.upright_texts(scene)]
        shown = [layer.box for layer in m.pictures_of(scene)]
        assert len(words) >= 4 and shown
        assert not any(box.intersects(other) for box in shown for other in words)
        assert max(box.h for box in shown) > 0.2 * min(timeline.width, timeline.height)
