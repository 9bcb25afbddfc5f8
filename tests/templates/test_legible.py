"""Inks that a brand's colours would lose."""

from itertools import product

import pytest

from domain.base import Box
from domain.brand import BrandKit
from domain.timeline import Timeline
from templates.legible import faint_inks
from templates.palette import contrast, resolve_palette, scheme_names, shaded
from tests.templates import material as m

KITS = {
    "pale": BrandKit(primary="#FFE14D", accent="#FFF3B0", background="#FFFFFF"),
    "dark": BrandKit(primary="#0B0B0F", accent="#1A1A40", background="#101018"),
    "saturated": BrandKit(primary="#E10098", accent="#00E05A", background="#FFF2FA"),
}
PALETTES = [(template, scheme) for template in m.TEMPLATES for scheme in scheme_names(m.loaded(template))]
CASES = list(enumerate(product(PALETTES, KITS)))


@pytest.mark.parametrize(("turn", "case"), CASES)
def test_no_ink_is_lost_in_a_brands_colours(turn: int, case: tuple[tuple[str, str], str]) -> None:
    (template, scheme), kit = case
    brand = resolve_palette(m.loaded(template), KITS[kit], 0, scheme).brand
    aspect, seed = m.ASPECTS[turn % 4], turn % 3
    timeline = m.composed(template, aspect=aspect, brand=KITS[kit], scheme=scheme, seed=seed, videos=(m.CLIP,))
    assert not brand or _faint(timeline, brand) == []


def test_without_a_brand_nothing_is_changed_and_a_pale_one_would_be_lost() -> None:
    plain = m.composed("lookbook")
    assert plain == m.composed("lookbook", brand=BrandKit(primary="#123456"))
    pale = plain.model_dump_json().replace(str(m.loaded("lookbook").palette["accent"]), "#FFF3B0")
    assert _faint(Timeline.model_validate_json(pale), frozenset({"#FFF3B0"}))


def test_a_shade_keeps_its_hue_and_stands_out_from_all_its_grounds() -> None:
    grounds = ("#FFFFFF", "#D8D8D8")
    shade = shaded("#FFF3B0", grounds, 4.5)
    assert all(contrast(shade, ground) >= 4.5 for ground in grounds)
    assert int(shade[1:3], 16) > int(shade[3:5], 16) > int(shade[5:7], 16)
    assert shaded("#222222", grounds, 4.5) == "#222222"


def _faint(timeline: Timeline, brand: frozenset[str]) -> list[tuple[str, str, str]]:
    frame = Box(x=0, y=0, w=timeline.width, h=timeline.height)
    return [found for scene in timeline.scenes for found in faint_inks(scene, frame, brand)]
