"""Reviews read from the right: the whole scene changes sides."""

from collections.abc import Iterator
from itertools import product as every

import pytest

from domain.base import Box
from domain.brief import Aspect, Platform
from domain.layers import CaptionLayer, GroupLayer, ShapeLayer
from domain.timeline import Scene
from templates.looks import ScenePlace
from templates.mirroring import mirrored_places
from tests.templates import material as m

TEXTS = {"ltr": "I forget I am wearing them", "rtl": "أنسى أنني أرتديها والصوت واضح جدا"}
QUOTING = tuple(name for name in m.TEMPLATES if "review.author" in m.loaded(name).model_dump_json())
REELS: tuple[Platform, ...] = ("reels",)


def _quote(template: str, aspect: Aspect, side: str, width: int = 1060, **changes: object) -> Scene:
    facts = m.product("en")
    reviews = tuple(r.model_copy(update={"author": "Priya", "text": TEXTS[side]}) for r in facts.reviews)
    told = facts.model_copy(update={"reviews": reviews, "translations": {}})
    cut = {m.PACK.sha256: m.picture("0", mime="image/png", width=width, height=1060)}
    timeline = m.composed(template, m.script("en"), product=told, aspect=aspect, cutouts=cut, **changes)
    return next(scene for scene in timeline.scenes if scene.role == "proof")


def _stars(scene: Scene) -> GroupLayer:
    return next(layer for layer in scene.layers if isinstance(layer, GroupLayer) and "-empty" in layer.layers[0].id)


def _texts(scene: Scene) -> tuple[Box, Box]:
    """Where the quote is and where its author."""
    found = m.upright_texts(scene)
    author = next(box for text, box in found if text == "Priya")
    return max((box for text, box in found if text != "Priya"), key=lambda box: box.w * box.h), author


def _above_captions(scene: Scene) -> Iterator[Box]:
    captions = next(layer.box for layer in scene.layers if isinstance(layer, CaptionLayer))
    yield from (picture.box for picture in m.pictures_of(scene) if picture.box.y < captions.y)


def _middle(box: Box) -> float:
    return box.x + box.w / 2


@pytest.mark.parametrize(("template", "aspect"), tuple(every(QUOTING, m.ASPECTS)))
def test_stars_name_and_picture_change_sides_with_the_words(template: str, aspect: Aspect) -> None:
    for width, platforms in every((300, 1060), ((), REELS)):
        scenes = {side: _quote(template, aspect, side, width, platforms=platforms) for side in TEXTS}
        pictures = {side: list(_above_captions(scene)) for side, scene in scenes.items()}
        for name, boxes in {
            "stars": {side: _stars(scene).box for side, scene in scenes.items()},
            "author": {side: _texts(scene)[1] for side, scene in scenes.items()},
            **({"picture": {side: found[0] for side, found in pictures.items()}} if pictures["ltr"] else {}),
        }.items():
            ltr, rtl = (_middle(boxes[side]) - _middle(_texts(scenes[side])[0]) for side in ("ltr", "rtl"))
            assert ltr * rtl <= 0 or abs(ltr) < 60 or abs(rtl) < 60, (name, ltr, rtl)
        words = [*_texts(scenes["rtl"]), _stars(scenes["rtl"]).box]
        assert not any(box.intersects(other) for box in pictures["rtl"] for other in words)


def test_part_of_a_star_is_filled_from_the_side_that_is_read_first() -> None:
    for side, first in (("ltr", 0), ("rtl", -1)):
        stars = [x for x in _stars(_quote("testimonial", "9:16", side)).layers if isinstance(x, ShapeLayer)]
        full = sorted({x.box.x for x in stars if "-full" in x.id})
        assert full[first] == sorted({x.box.x for x in stars})[first]


def test_places_are_mirrored_but_for_those_of_the_ground() -> None:
    places = {
        "copy": ScenePlace(left=10, w="40%", anchor="top-left"),
        "dot": ScenePlace(of="copy", cx="20%", w=8),
        "high": ScenePlace(across="frame", right=48, w="39%"),
        "cell": ScenePlace(of="base", left=10, right=80),
    }
    found = mirrored_places(places)
    assert found["copy"] == ScenePlace(right=10, w="40%", anchor="top-right")
    assert found["dot"] == ScenePlace(of="copy", cx="80%", w=8)
    assert found["high"] == ScenePlace(left=0, w="39%")
    assert found["cell"] == places["cell"]
