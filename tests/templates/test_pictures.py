"""Pictures: never a cut through the product, however the box, the photo and the camera are."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.asset import Asset
from domain.base import Area, Box, Point
from domain.layers import View
from templates.framing import Framing, frame_photo, margins, roundest, subject_of
from templates.layers import CutoutSpec, PhotoSpec, VideoSpec
from templates.looks import CameraUse
from templates.pictures import Shelf
from tests.templates.material import CLIP, LIFE, PACK, picture

BOXES = st.builds(Box, x=st.just(10), y=st.just(20), w=st.integers(100, 1920), h=st.integers(100, 1920))
AREAS = st.tuples(st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.05, 1), st.floats(0.05, 1)).map(
    lambda a: Area(x=a[0], y=a[1], w=min(a[2], 1 - a[0]), h=min(a[3], 1 - a[1]))
)
SPECS = st.builds(
    lambda use, amount, hold, zoom, fill: PhotoSpec.model_validate(
        {"camera": {"use": use, "amount": amount}, "hold": hold, "zoom": zoom, "fill": fill}
    ),
    st.sampled_from(["still", "push", "pull", "left", "right", "up", "down"]),
    st.floats(0, 0.5),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.floats(1, 2),
    st.floats(0.3, 1),
)
PHOTOS = st.builds(
    lambda w, h, area, white: picture("9", width=w, height=h, subject=area, white_background=white),
    st.integers(200, 4000),
    st.integers(200, 4000),
    AREAS,
    st.booleans(),
)


def seen(framing: Framing, asset: Asset, view: View) -> tuple[float, float, float, float]:
    """The part of the picture on screen, as fractions: left, top, right, bottom, as the renderer lays it."""
    box = framing.box
    sides = (box.w / asset.width, box.h / asset.height)
    scale = (max(sides) if framing.fit == "cover" else min(sides)) * view.zoom
    w, h = box.w / (asset.width * scale), box.h / (asset.height * scale)
    x, y = framing.focus.x + view.x - 0.5, framing.focus.y + view.y - 0.5
    cx, cy = (0.5 if part >= 1 else min(max(at, part / 2), 1 - part / 2) for at, part in ((x, w), (y, h)))
    return cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2


@given(SPECS, PHOTOS, BOXES)
def test_the_product_is_whole_from_the_first_frame_to_the_last(spec: PhotoSpec, asset: Asset, box: Box) -> None:
    framing = frame_photo(spec, asset, box)
    subject = asset.subject
    assert subject
    views = (framing.camera.start, framing.camera.end) if framing.camera else (View(),)
    for view in views:
        left, top, right, bottom = seen(framing, asset, view)
        slack = 4 / min(framing.box.w, framing.box.h) + 0.002
        assert left <= subject.x + slack and top <= subject.y + slack
        assert right >= subject.x + subject.w - slack and bottom >= subject.y + subject.h - slack


@given(SPECS, PHOTOS, BOXES)
def test_the_frame_of_a_photo_stays_in_its_box(spec: PhotoSpec, asset: Asset, box: Box) -> None:
    inner = frame_photo(spec, asset, box).box
    assert inner.x >= box.x and inner.y >= box.y and inner.right <= box.right and inner.bottom <= box.bottom


def test_a_photo_on_white_fills_its_box_with_the_product() -> None:
    spec = PhotoSpec(fill=0.8)
    framing = frame_photo(spec, PACK, Box(x=0, y=0, w=800, h=800))
    assert framing.fit == "contain" and framing.camera
    _, top, _, bottom = seen(framing, PACK, framing.camera.start)
    assert subject_of(PACK).h / (bottom - top) == pytest.approx(0.8, abs=0.01)


def test_hold_says_where_the_product_stands() -> None:
    box = Box(x=0, y=0, w=900, h=900)
    left, right = (
        seen(framing, LIFE, framing.camera.start)
        for framing in (
            frame_photo(PhotoSpec.model_validate({"hold": [x, 0.5], "zoom": 1.3, "camera": "still"}), LIFE, box)
            for x in (0.3, 0.7)
        )
        if framing.camera
    )
    assert left[0] > right[0] + 0.1


def test_a_wide_product_in_a_tall_box_gets_a_smaller_box_not_a_cut() -> None:
    wide = picture("9", subject=Area(x=0.05, y=0.3, w=0.9, h=0.4))
    framing = frame_photo(PhotoSpec(), wide, Box(x=0, y=0, w=400, h=1600))
    assert framing.fit == "cover" and framing.box.w == 400 and framing.box.h < 450


GROUNDED = st.builds(
    lambda w, h, area, white: picture("9", width=w, height=h, subject=area, white_background=white, ground="#EBE8E1"),
    st.integers(200, 4000),
    st.integers(200, 4000),
    AREAS,
    st.booleans(),
)


@given(SPECS, GROUNDED, BOXES)
def test_a_product_is_whole_on_its_own_ground_too(spec: PhotoSpec, asset: Asset, box: Box) -> None:
    framing = frame_photo(spec, asset, box)
    slack = 4 / min(framing.box.w, framing.box.h) + 0.002
    assert min(margins(framing, asset)) >= -slack
    inner, card = framing.box, framing.card
    assert box.x <= card.x <= inner.x and inner.right <= card.right <= box.right
    assert box.y <= card.y <= inner.y and inner.bottom <= card.bottom <= box.bottom


@pytest.mark.parametrize("white", [True, False])
@pytest.mark.parametrize("size", [(400, 900), (900, 400), (800, 800)])
def test_a_product_near_its_photos_edge_has_air_on_its_own_ground(size: tuple[int, int], white: bool) -> None:
    area = Area(x=0.55, y=0.03, w=0.42, h=0.94)
    tight = picture("9", subject=area, ground="#F7F7F5", white_background=white)
    card = Box(x=0, y=0, w=size[0], h=size[1])
    framing = frame_photo(PhotoSpec(fill=0.84), tight, card)
    around, box = margins(framing, tight), framing.box
    assert framing.card == card and framing.fit == "contain"
    across = (box.x + box.w * around.left, card.right - box.right + box.w * around.right)
    down = (box.y + box.h * around.top, card.bottom - box.bottom + box.h * around.bottom)
    assert min(across) > 0.06 * card.w and min(down) > 0.06 * card.h
    assert across[0] == pytest.approx(across[1], abs=0.03 * card.w)


def test_a_photo_on_an_even_ground_with_air_to_give_covers_its_box() -> None:
    airy = picture("9", subject=Area(x=0.3, y=0.3, w=0.4, h=0.4), ground="#EBE8E1")
    assert frame_photo(PhotoSpec(), airy, Box(x=0, y=0, w=900, h=800)).fit == "cover"


def test_the_ground_goes_on_behind_the_mark_and_the_product_stands_beside_it() -> None:
    shoe = picture("9", subject=Area(x=0.1, y=0.1, w=0.8, h=0.6), ground="#EBE8E1")
    place, mark = Box(x=0, y=0, w=1000, h=600), Box(x=0, y=0, w=520, h=400)
    framing = frame_photo(PhotoSpec(), shoe, place, clear=[mark])
    assert framing.card == place and not framing.box.intersects(mark)


def test_a_crop_leaves_air_where_the_photo_has_it() -> None:
    wide = picture("9", width=1600, height=900, subject=Area(x=0.2, y=0.3, w=0.6, h=0.4))
    around = margins(frame_photo(PhotoSpec(), wide, Box(x=0, y=0, w=400, h=900)), wide)
    assert min(around.left, around.right) > 0.04


def test_a_photo_whose_product_is_unknown_is_shown_whole_and_most_of_a_clip() -> None:
    whole = Area(x=0, y=0, w=1, h=1)
    assert subject_of(picture("9", white_background=True)) == whole == subject_of(picture("9"))
    assert subject_of(CLIP).w == pytest.approx(0.836) == subject_of(CLIP).h
    low = CLIP.model_copy(update={"focus": Point(x=0.5, y=0.9), "subject": Area(x=0.05, y=0.8, w=0.9, h=0.2)})
    assert subject_of(low).w == pytest.approx(0.916) and subject_of(low).y + subject_of(low).h == 1
    assert subject_of(low, VideoSpec()).h < subject_of(low).h


@given(SPECS, PHOTOS, BOXES)
def test_corners_can_be_rounded_as_far_as_the_product_allows(spec: PhotoSpec, asset: Asset, box: Box) -> None:
    framing = frame_photo(spec, asset, box)
    radius, subject = min(roundest(framing, asset), min(framing.box.w, framing.box.h) / 2), asset.subject
    assert subject and radius >= 0
    views = (framing.camera.start, framing.camera.end) if framing.camera else (View(),)
    for view in views:
        left, top, right, bottom = seen(framing, asset, view)
        across, down = framing.box.w / (right - left), framing.box.h / (bottom - top)
        for x in (subject.x - left, right - subject.x - subject.w):
            for y in (subject.y - top, bottom - subject.y - subject.h):
                inside_x, inside_y = radius - max(0.0, x * across), radius - max(0.0, y * down)
                if inside_x > 0 and inside_y > 0:
                    assert math.hypot(inside_x, inside_y) <= radius + 6


def test_a_product_in_the_middle_of_its_photo_leaves_a_round_window_round() -> None:
    small = picture("9", subject=Area(x=0.3, y=0.3, w=0.4, h=0.4))
    framing = frame_photo(PhotoSpec(), small, Box(x=0, y=0, w=800, h=800))
    assert roundest(framing, small) >= 400


@pytest.mark.parametrize("aspect", [9 / 16, 1.0, 16 / 9])
@pytest.mark.parametrize("spec", [PhotoSpec(), PhotoSpec(camera=CameraUse(use="push")), VideoSpec(), CutoutSpec()])
def test_a_clip_is_not_cropped_through_its_product(spec: PhotoSpec, aspect: float) -> None:
    box = Box(x=0, y=0, w=round(900 * aspect**0.5), h=round(900 / aspect**0.5))
    for x, y, w, h in ((0.05, 0.3, 0.9, 0.4), (0.6, 0.05, 0.35, 0.9), (0.2, 0.2, 0.3, 0.3)):
        subject, focus = Area(x=x, y=y, w=w, h=h), Point(x=x + w / 2, y=y + h / 2)
        for width, height in ((1080, 1920), (1920, 1080)):
            clip = CLIP.model_copy(update={"subject": subject, "focus": focus, "width": width, "height": height})
            framing = frame_photo(spec, clip, box)
            assert framing.camera is None  # a clip's layer has none, and rests on its focus
            assert min(margins(framing, clip)) >= -0.01


def test_the_least_shown_picture_of_the_wanted_kind_comes_next() -> None:
    other = picture("8", white_background=True)
    shelf = Shelf((PACK, LIFE, other), (CLIP,))
    assert shelf.pick(["pack"]) == PACK
    assert shelf.after([PACK.sha256]).pick(["pack"]) == other
    assert shelf.pick(["pack"], taken=[PACK.sha256]) == other
    assert shelf.pick(["video", "life"]) == CLIP
    assert Shelf((LIFE,), ()).pick(["video", "pack"]) == LIFE


def test_a_clip_that_was_shown_gives_way_to_photos() -> None:
    more = picture("7", kind="video", mime="video/mp4")
    once = Shelf((PACK, LIFE), (CLIP, more)).after([CLIP.sha256])
    assert once.pick(["video", "life"]) == more
    assert once.after([more.sha256]).pick(["video", "life"]) == LIFE
    assert Shelf((), (CLIP,), (CLIP.sha256,)).pick(["video", "life"]) == CLIP


def test_the_product_stands_clear_of_the_mark_and_of_a_card_over_the_photo() -> None:
    box, mark, card = (Box(x=0, y=y, w=w, h=h) for y, w, h in ((0, 1080, 860), (150, 520, 97), (760, 1080, 100)))
    photo = picture("9", subject=Area(x=0.45, y=0.16, w=0.2, h=0.55))
    for use in ("still", "push", "left"):
        spec = PhotoSpec.model_validate({"camera": {"use": use, "amount": 0.06}})
        framing = frame_photo(spec, photo, box, clear=(mark, card))
        views = (framing.camera.start, framing.camera.end) if framing.camera else (View(),)
        for left, top, right, bottom in (seen(framing, photo, view) for view in views):
            x, y = ((0.45 - left) / (right - left) * 1080, (0.16 - top) / (bottom - top) * 860)
            low = (0.71 - top) / (bottom - top) * 860
            assert (x >= mark.right - 4 or y >= mark.bottom - 4) and low <= card.y + 4
    uncovered = frame_photo(PhotoSpec.model_validate({"camera": "still"}), photo, box)
    left, top, right, bottom = seen(uncovered, photo, View())
    assert (0.45 - left) / (right - left) * 1080 < mark.right and (0.16 - top) / (bottom - top) * 860 < mark.bottom


def test_a_photo_that_covers_its_box_with_the_bare_product_has_no_bars() -> None:
    tight = picture("9", subject=Area(x=0.1, y=0.25, w=0.8, h=0.5))
    assert frame_photo(PhotoSpec(), tight, Box(x=0, y=0, w=1600, h=804)).box.w == 1600


def test_a_clip_fills_its_place_or_is_seen_whole() -> None:
    square = picture("c", kind="video", mime="video/mp4", width=1000, height=1000, duration_ms=5000)
    for high, kept in ((900, 0.9), (800, 1.0)):
        framing = frame_photo(PhotoSpec(), square, Box(x=0, y=0, w=1000, h=high))
        left, top, right, bottom = seen(framing, square, View())
        assert min(right - left, bottom - top) == pytest.approx(kept, abs=0.01)


def test_a_product_that_cannot_be_clear_of_a_card_stands_beside_it() -> None:
    filled = picture("9", subject=Area(x=0.05, y=0.05, w=0.9, h=0.9))
    place, card = Box(x=0, y=0, w=1000, h=1000), Box(x=60, y=700, w=880, h=300)
    framing = frame_photo(PhotoSpec(), filled, place, clear=[card])
    assert not framing.box.intersects(card) and framing.box.h > 600


def test_a_framed_photo_rests_where_its_cut_out_would_stand() -> None:
    wide = picture("9", width=2000, height=500)
    place = Box(x=0, y=0, w=800, h=800)
    resting = CutoutSpec.model_validate({"stand": "bottom"})
    assert frame_photo(resting, wide, place).box.bottom == 800
    assert frame_photo(CutoutSpec(), wide, place).box.bottom == pytest.approx(500, abs=2)
