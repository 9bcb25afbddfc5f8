"""Places become boxes, one axis at a time."""

from itertools import product as every

import pytest
from pydantic import ValidationError

from domain.base import Box
from domain.brief import Aspect, Platform
from templates.layout import load_safe_areas, make_frame, resolve, resolve_all
from templates.layouts import caption_places, load_layouts, places_of
from templates.looks import Place, ScenePlace
from templates.spec import SceneSpec
from tests.templates.material import ASPECTS

BODY = {"body": Box(x=100, y=200, w=800, h=1000)}


def box(**place: object) -> tuple[int, int, int, int]:
    found = resolve(Place.model_validate(place), BODY, 1)
    return found.x, found.y, found.w, found.h


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({}, (100, 200, 800, 1000)),
        ({"left": 20, "right": 30, "top": 40, "bottom": 50}, (120, 240, 750, 910)),
        ({"left": 20, "w": 300, "top": 10, "h": 100}, (120, 210, 300, 100)),
        ({"right": 20, "w": 300, "bottom": 10, "h": 100}, (580, 1090, 300, 100)),
        ({"w": 300, "h": 100}, (350, 650, 300, 100)),
        ({"cx": 100, "w": 60, "cy": 500, "h": 40}, (170, 680, 60, 40)),
        ({"left": "10%", "w": "50%", "top": "25%", "h": "10%"}, (180, 450, 400, 100)),
        ({"left": -40, "right": -40}, (60, 200, 880, 1000)),
    ],
)
def test_a_place_is_a_box(place: dict[str, object], expected: tuple[int, int, int, int]) -> None:
    assert box(**place) == expected


def test_design_units_grow_with_the_frame() -> None:
    assert resolve(Place(left=20, w=300), BODY, 1.5).w == 450


def test_a_middle_needs_a_size() -> None:
    with pytest.raises(ValidationError, match="a middle needs a size"):
        Place(cx=10)


def test_places_may_stand_in_earlier_places() -> None:
    frame = make_frame("9:16", Place(of="safe", bottom=0, h=160))
    boxes = resolve_all(
        {"card": Place(of="frame", left=0, top=0, w=400, h=400), "dot": Place(of="card", w=10, h=10)}, frame
    )
    assert boxes["dot"] == Box(x=195, y=195, w=10, h=10)
    assert boxes["frame"] == Box(x=0, y=0, w=1080, h=1920)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_the_body_lies_between_mark_and_captions(aspect: str) -> None:
    frame = make_frame(aspect, Place(of="safe", bottom=0, h=120))  # type: ignore[arg-type]  # one of ASPECTS
    insets = load_safe_areas().insets(frame.aspect)
    assert frame.safe == Box(
        x=insets.left,
        y=insets.top,
        w=frame.width - insets.left - insets.right,
        h=frame.height - insets.top - insets.bottom,
    )
    assert not frame.body.intersects(frame.mark) and not frame.body.intersects(frame.captions)
    assert frame.captions.bottom == frame.safe.bottom and frame.body.h > 0.55 * frame.safe.h


def test_a_place_that_reaches_up_beside_the_mark_ends_below_it_where_it_would_touch_it() -> None:
    frame = make_frame("16:9", Place(of="safe", bottom=0, h=120))
    left, right = (
        resolve_all({"picture": Place.model_validate({side: 0, "w": "40%", "top": "-10%", "bottom": 0})}, frame)[
            "picture"
        ]
        for side in ("left", "right")
    )
    assert left.y == frame.body.y and right.y < frame.body.y and left.bottom == right.bottom == frame.body.bottom
    assert not left.intersects(frame.mark)


def test_a_slim_product_takes_the_layout_made_for_it_where_there_is_one() -> None:
    layouts = load_layouts()
    slim = {name.removesuffix("-slim"): layout for name, layout in layouts.items() if name.endswith("-slim")}
    assert slim
    for name, layout in slim.items():
        for aspect, places in layout.items():
            assert set(places) >= set(layouts[name][aspect]), (name, aspect)
            frame = make_frame(aspect, Place(of="safe", bottom=0, h=120))
            wide, thin = (resolve_all(found, frame)["picture"] for found in (layouts[name][aspect], places))
            assert thin.h > wide.h and thin.w < 0.6 * thin.h


def test_what_is_not_numbered_takes_the_layout_without_a_numeral_where_there_is_one() -> None:
    layouts = load_layouts()
    layers = [{"type": "shape", "fill": "ink"}]
    numeral = SceneSpec.model_validate(
        {"id": "a", "look": "a", "background": "ink", "layout": "numeral", "layers": layers}
    )
    for aspect, slim in every(ASPECTS, (False, True)):
        frame = make_frame(aspect, caption_places()[aspect])
        alone, numbered = (
            resolve_all(places_of(numeral, layouts, aspect, slim=slim, alone=alone), frame) for alone in (True, False)
        )
        larger = [name for name in ("picture", "copy") if _area(alone[name]) > 1.2 * _area(numbered[name])]
        assert len(larger) == 1 and not alone["picture"].intersects(alone["copy"]), (aspect, slim)
    poster = numeral.model_copy(update={"layout": "poster"})
    assert places_of(poster, layouts, "9:16", alone=True) == places_of(poster, layouts, "9:16")


def _area(box: Box) -> int:
    return box.w * box.h


@pytest.mark.parametrize(
    ("aspect", "platforms", "short"),
    [
        ("9:16", ("reels",), True),
        ("9:16", ("tiktok", "reels"), True),
        ("9:16", (), False),
        ("9:16", ("tiktok", "douyin", "shorts"), False),
        ("4:5", ("reels",), False),
        ("1:1", ("reels",), False),
        ("16:9", ("reels",), False),
    ],
)
def test_a_frame_of_which_platforms_leave_little_is_short(
    aspect: Aspect, platforms: tuple[Platform, ...], short: bool
) -> None:
    frame = make_frame(aspect, caption_places()[aspect], platforms)
    assert frame.short is short
    place = ScenePlace(of="frame", w=10, h=10, short=Place(of="frame", w=20, h=20))
    assert resolve_all({"dot": place}, frame)["dot"].w == round((20 if short else 10) * frame.unit)


def test_only_a_place_of_a_scene_has_another_one_for_a_short_frame() -> None:
    with pytest.raises(ValidationError, match="short"):
        Place.model_validate({"short": {"w": 20}})
    with pytest.raises(ValidationError, match="short"):
        ScenePlace.model_validate({"short": {"w": 20, "short": {}}})


def test_a_slim_product_reaches_up_beside_the_mark_in_a_short_frame() -> None:
    for platforms in (("reels",), ("tiktok", "reels")):
        frame = make_frame("9:16", caption_places()["9:16"], platforms)
        for name in ("poster", "under", "hero", "numeral", "price", "quote", "action"):
            boxes = resolve_all(load_layouts()[f"{name}-slim"]["9:16"], frame)
            picture, words = boxes["picture"], boxes["tag" if name == "price" else "copy"]
            assert picture.y < frame.safe.y and picture.bottom == frame.body.bottom, name
            assert picture.right <= frame.width and not picture.intersects(frame.marked), name
            assert not picture.intersects(words) and words.x >= frame.safe.x and words.y >= frame.body.y, name
