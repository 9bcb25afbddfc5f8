"""Colours: mixed, picked and shaded; the brand's kept only where text can be read."""

import pytest

from domain.brand import BrandKit
from domain.paint import LinearGradient, RadialGradient, Solid
from templates.looks import LinearSpec, RadialSpec
from templates.palette import Palette, contrast, resolve_palette, unreadable_pairs
from tests.templates.material import TEMPLATES, composed, loaded


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#FFFFFF", "#777777") == contrast("#777777", "#FFFFFF")


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_catalogue_can_be_read_in_every_scheme(template: str) -> None:
    assert unreadable_pairs(loaded(template)) == ()


def test_a_brand_colour_takes_the_templates_place() -> None:
    palette = resolve_palette(loaded("spotlight"), BrandKit(accent="#3E7A54", background="#F4F1EA"), 0)
    assert palette.colours["accent"] == "#3E7A54" and palette.colours["paper"] == "#F4F1EA"
    assert palette.left_out == ()
    assert contrast(palette.colours["accent-floor"], palette.colours["floor"]) >= 4.5


def test_a_brand_colour_nobody_could_read_on_is_left_out_and_named() -> None:
    palette = resolve_palette(loaded("spotlight"), BrandKit(background="#26211C", accent="#3E7A54"), 0)
    assert palette.colours["paper"] == loaded("spotlight").palette["paper"]
    assert palette.colours["accent"] == "#3E7A54"
    assert len(palette.left_out) == 1
    assert "brand colour background #26211C" in palette.left_out[0] and "contrast 1.0" in palette.left_out[0]


def test_text_on_a_brand_colour_turns_dark_or_light() -> None:
    for accent, text in (("#FFE100", "#26211B"), ("#123456", "#FEFEFE")):
        palette = resolve_palette(loaded("spotlight"), BrandKit(accent=accent), 0)
        assert palette.colours["on-accent"] == text
        assert contrast(palette.colours["accent-floor"], palette.colours["floor"]) >= 4.5


def test_the_brands_colours_reach_the_timeline() -> None:
    painted = composed("problem-solution", brand=BrandKit(accent="#8A1FB0")).model_dump_json()
    assert "#8A1FB0" in painted and "#8A1FB0" not in composed("problem-solution").model_dump_json()


def test_the_seed_picks_a_scheme() -> None:
    template = loaded("flash-sale")
    reds = [resolve_palette(template, BrandKit(), seed).colours["red"] for seed in range(4)]
    assert len(set(reds)) == 1 + len(template.schemes) and reds[3] == reds[0]


def test_colours_and_paints() -> None:
    palette = Palette({"ink": "#102030", "paper": "#F0F0F0"})
    assert palette.colour("ink") == "#102030"
    assert palette.colour("ink/40") == "#10203066"
    assert palette.colour("#ABCDEF/0") == "#ABCDEF00"
    assert palette.paint("paper") == Solid(colour="#F0F0F0")
    assert palette.paint(LinearSpec(linear=90, stops=((0, "ink/0"), (1, "ink")))) == LinearGradient.model_validate(
        {"angle": 90, "stops": [{"at": 0, "colour": "#10203000"}, {"at": 1, "colour": "#102030"}]}
    )
    radial = palette.paint(RadialSpec(radial=(0.2, 0.8), radius=0.5, stops=((0, "ink"), (1, "paper"))))
    assert isinstance(radial, RadialGradient) and radial.centre.y == 0.8
