"""Variants: orders that differ by a stated distance, and what a report says of them."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.offline import OfflinePlanner
from agent.steps.check import check_script
from domain.brand import BrandKit
from domain.brief import Brief, Language
from domain.errors import BriefError
from domain.fonts import FontBook
from domain.timeline import Timeline
from media.fonts import load_font_book
from media.picture import load_picture
from pipeline.family import with_other_end, with_other_ends
from pipeline.likeness import Bounds, Likeness, Pair, opening, openings_alike, said_alike, scripts_alike
from pipeline.make import Order, make
from pipeline.studio import Studio
from pipeline.variants import APART, SAME_BODY, VariantsPaper, make_variants, one_of, vary
from presenter.speaker import NO_LEXICON, Lexicon, SpokenLine
from renderer.resources import Resources
from renderer.still import draw_still
from templates.slots import call_to_action
from tests.pipeline.fakes import PaintingRenderer, ScriptedPlanner, SilentSpeaker, draw_photo, open_fake_studio


class DrawingRenderer(PaintingRenderer):
    """Draws real stills, and writes hashes where videos would be."""

    def __init__(self, resources: Resources) -> None:
        super().__init__()
        self._resources = resources

    def still(self, timeline: Timeline, frame: int) -> NDArray[np.uint8]:
        return draw_still(timeline, frame, self._resources)


@pytest.fixture(scope="module")
def fonts() -> FontBook:
    return load_font_book()


@pytest.fixture
def studio(tmp_path: Path, fonts: FontBook) -> Studio:
    draw_photo(tmp_path / "a.jpg")
    fake = open_fake_studio(tmp_path / "home", fonts).studio
    renderer = DrawingRenderer(Resources(fonts, fake.store.path, load_picture))
    return replace(fake, renderer=renderer, planners=(OfflinePlanner(),))


def brief(**changes: object) -> Brief:
    product = {"name": "Stone Mug", "images": ["a.jpg"], "price": "18.00", "currency": "USD"}
    points = ["Holds 400 ml", "Glazed by hand", "Safe in the dishwasher"]
    return Brief.model_validate(
        {"product": {**product, "selling_points": points}, "language": "en", "seconds": 18, **changes}
    )


def silent(stage: str, done: float) -> None:
    """Nobody listens."""


@pytest.mark.slow
def test_variants_keep_their_distance(studio: Studio, tmp_path: Path) -> None:
    varied = vary(Order(brief(), tmp_path, tmp_path / "out"), 3, studio)
    scripts = [order.script for order in varied.orders if order.script]
    assert len(scripts) == 3
    for i, one in enumerate(scripts):
        for other in scripts[:i]:
            hook, told = scripts_alike(one, other)
            assert hook <= APART.hook
            assert told <= APART.script
    assert [order.out.name for order in varied.orders] == ["variant-01", "variant-02", "variant-03"]
    assert len({(order.brief.template, order.brief.captions) for order in varied.orders}) == 3


@pytest.mark.slow
def test_one_variant_alone_is_the_one_of_its_family(studio: Studio, tmp_path: Path) -> None:
    order = Order(brief(), tmp_path, tmp_path / "out")
    family = vary(order, 2, studio).orders
    alone = [one_of(order, number, studio) for number in (1, 2)]
    assert [(one.brief, one.script) for one in alone] == [(one.brief, one.script) for one in family]
    assert {one.out for one in alone} == {order.out}
    edited = replace(order, script=family[0].script)
    again = one_of(edited, 2, studio)
    assert (again.brief, again.script) == (family[1].brief, family[0].script)


def test_a_variant_that_the_brief_does_not_give_is_refused(studio: Studio, tmp_path: Path) -> None:
    same = replace(studio, planners=(ScriptedPlanner(),))
    with pytest.raises(BriefError, match="variant 2: the brief gives 1 that differ enough"):
        one_of(Order(brief(template="spotlight"), tmp_path, tmp_path / "out"), 2, same)


def test_what_the_brief_names_does_not_vary(studio: Studio, tmp_path: Path) -> None:
    fixed = brief(template="spotlight", captions="box", scheme="sage")
    varied = vary(Order(fixed, tmp_path, tmp_path / "out"), 2, studio, same_body=True)
    assert {(o.brief.template, o.brief.captions, o.brief.scheme) for o in varied.orders} == {
        ("spotlight", "box", "sage")
    }


@pytest.mark.parametrize("same_body", [False, True])
def test_a_template_that_the_brief_does_not_name_is_not_called_its_wish(
    same_body: bool, studio: Studio, tmp_path: Path
) -> None:
    (one,) = vary(Order(brief(), tmp_path, tmp_path / "out"), 1, studio, same_body=same_body).orders
    told = next(note for note in make(one, studio, silent).notes if note.startswith("template"))
    assert "the brief asks for it" not in told
    assert "variants" in told
    named = Order(brief(template="spotlight"), tmp_path, tmp_path / "out")
    (one,) = vary(named, 1, studio, same_body=same_body).orders
    assert "template spotlight: the brief asks for it" in make(one, studio, silent).notes


def test_a_brief_that_gives_no_more_says_so(studio: Studio, tmp_path: Path) -> None:
    same_words = replace(studio, planners=(ScriptedPlanner(),))
    varied = vary(Order(brief(template="spotlight"), tmp_path, tmp_path / "out"), 4, same_words)
    assert len(varied.orders) == 1
    assert varied.notes[0].startswith("1 of 4 variants")


def test_variants_of_a_short_video_open_with_other_headlines(studio: Studio, tmp_path: Path) -> None:
    short = brief(template="spotlight", seconds=10)
    varied = vary(Order(short, tmp_path, tmp_path / "out"), 4, studio)
    headlines = [one.script.scenes[0].headline for one in varied.orders if one.script]
    assert len(set(headlines)) == len(headlines) == 4
    assert all(one.script and check_script(one.script, one.brief).passed for one in varied.orders)


@pytest.mark.parametrize(("seed", "seconds"), [(1, 10), (7, 18), (30, 24)])
def test_variants_call_to_action_in_other_words(seed: int, seconds: int, studio: Studio, tmp_path: Path) -> None:
    told = brief(template="spotlight", seed=seed, seconds=seconds)
    varied = vary(Order(told, tmp_path, tmp_path / "out"), 4, studio)
    scripts = [one.script for one in varied.orders if one.script]
    ends = [script.scenes[-1] for script in scripts]
    assert len({end.narration for end in ends}) == len({end.headline for end in ends}) == len(ends) >= 3
    assert len({call_to_action(script, BrandKit()) for script in scripts}) == len(scripts)
    assert all(check_script(script, one.brief).passed for script, one in zip(scripts, varied.orders, strict=True))


@pytest.mark.parametrize("seed", range(6))
def test_another_ending_tells_the_same_price(seed: int) -> None:
    told = brief(seconds=10, seed=seed)
    base = OfflinePlanner().plan(told)
    other = with_other_end(base, told, [base])
    assert other.scenes[:-1] == base.scenes[:-1]
    assert other.scenes[-1].headline != base.scenes[-1].headline
    priced = ["product.price" in {claim.field for claim in one.scenes[-1].claims} for one in (base, other)]
    assert priced[1] or not priced[0]
    assert with_other_end(base, told, []) == base


def test_buttons_of_a_family_change_with_its_endings() -> None:
    told = brief(seconds=20)
    family = list(islice(with_other_ends(OfflinePlanner().plan(told), told, 4), 4))
    ends = {(script.scenes[-1].narration, call_to_action(script, BrandKit())) for script in family}
    assert len({call for _, call in ends}) == len(ends) > 2


def test_a_hook_with_the_same_headline_is_the_same_hook() -> None:
    base = OfflinePlanner().plan(brief())
    hook = base.scenes[0].model_copy(update={"narration": "Nothing of this was said before."})
    other = base.model_copy(update={"scenes": (hook, *base.scenes[1:])})
    assert scripts_alike(base, other)[0] == 1.0
    elsewhere = hook.model_copy(update={"headline": "Quite another line"})
    assert scripts_alike(base, base.model_copy(update={"scenes": (elsewhere, *base.scenes[1:])}))[0] < APART.hook


def test_variants_take_no_template_for_reviews_where_none_is_quoted(studio: Studio, tmp_path: Path) -> None:
    long = {"author": "Mara", "rating": 5, "text": "It holds and holds and holds " * 9}
    told = brief()
    unquoted = told.model_copy(
        update={"product": told.product.model_validate({**told.product.model_dump(), "reviews": [long]})}
    )
    varied = vary(Order(unquoted, tmp_path, tmp_path / "out"), 6, studio)
    assert "testimonial" not in {one.brief.template for one in varied.orders}


def test_scripts_of_a_family_share_their_body_and_hold() -> None:
    told = brief(seconds=20)
    base = OfflinePlanner().plan(told)
    family = list(islice(with_other_ends(base, told, 20), 20))
    assert family[0].scenes[0] == base.scenes[0]
    assert len({script.scenes[0].narration for script in family}) == len(family) == 20
    for script in family:
        assert script.scenes[1:-1] == base.scenes[1:-1]
        assert check_script(script, told).passed


def test_bodies_of_a_family_are_the_same_to_the_frame(studio: Studio, tmp_path: Path) -> None:
    order = Order(brief(template="spotlight", captions="pop"), tmp_path, tmp_path / "out")
    done = make_variants(order, 2, studio, silent, same_body=True)
    first, second = (
        Timeline.model_validate_json(made.exports[0].timeline.read_bytes()).scenes[1:-1] for made in done.made
    )
    assert first == second
    paper = VariantsPaper.model_validate_json(done.report.read_bytes())
    assert paper.likeness.bounds == SAME_BODY
    assert [(pair.first, pair.second) for pair in paper.likeness.pairs] == [("variant-01", "variant-02")]
    assert paper.likeness.pairs[0].hook <= SAME_BODY.hook


class LetterSpeaker(SilentSpeaker):
    """Takes 60 ms for each letter at rate 1."""

    def speak(self, text: str, language: Language, rate: float = 1.0, lexicon: Lexicon = NO_LEXICON) -> SpokenLine:
        self.ms = 60 * len(text)
        return super().speak(text, language, rate, lexicon)


@pytest.mark.parametrize("more", ["Well, here", "Listen to me: here"])
def test_a_longer_hook_is_spoken_faster_so_that_the_video_is_as_long(more: str, studio: Studio, tmp_path: Path) -> None:
    """Up to what 15 % more pace and the spare time of the scene make room for."""
    lettered = replace(studio, speakers=lambda voice: (LetterSpeaker(),))
    told = brief(template="spotlight")
    written = OfflinePlanner().plan(told)
    base, longer = (
        written.model_copy(
            update={"scenes": (written.scenes[0].model_copy(update={"narration": hook}), *written.scenes[1:])}
        )
        for hook in (
            "Here is a mug that you will want to hold all day, at home and away",
            f"{more} is a mug that you will want to hold all day, at home and away",
        )
    )
    own, following = (
        make(Order(told, tmp_path, tmp_path / name, script=script, like=base), lettered, silent)
        for name, script in (("own", base), ("following", longer))
    )
    first, second = (Timeline.model_validate_json(one.exports[0].timeline.read_bytes()) for one in (own, following))
    assert second.frames == first.frames
    assert second.scenes[1:] == first.scenes[1:]


def test_more_than_the_most_is_refused(studio: Studio, tmp_path: Path) -> None:
    with pytest.raises(BriefError, match="0 variants"):
        vary(Order(brief(), tmp_path, tmp_path / "out"), 0, studio)


def test_likeness_of_words() -> None:
    assert said_alike("Good morning.", "good, MORNING") == 1
    assert said_alike("abcd", "wxyz") == 0
    assert said_alike("今天只聊一样东西", "今天只聊两样东西") == pytest.approx(10 / 14)


@pytest.mark.slow
def test_likeness_of_openings(studio: Studio, tmp_path: Path) -> None:
    done = make_variants(Order(brief(), tmp_path, tmp_path / "two"), 2, studio, silent)
    seen = [opening(Timeline.model_validate_json(made.exports[0].timeline.read_bytes()), studio) for made in done.made]
    assert openings_alike(seen[0], seen[0]) == 1
    assert openings_alike(seen[0], seen[1]) < 0.9


def test_a_pair_beyond_a_bound_is_not_kept() -> None:
    strict = Bounds(hook=0, script=0, opening=0)
    pair = Pair(first="a", second="b", hook=0.1, script=0, opening=0)
    assert not Likeness(bounds=strict, pairs=(pair,)).kept
    assert Likeness(bounds=APART, pairs=(pair,)).kept
