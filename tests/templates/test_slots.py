"""Slots: filled from script and brief, or empty and gone."""

from decimal import Decimal

import pytest

from domain.brand import BrandKit
from domain.brief import Language
from domain.script import Claim
from templates.slots import (
    call_to_action,
    fill,
    holds,
    known_slot,
    number_slots,
    product_slots,
    role_numbers,
    scene_slots,
    shown_name,
)
from tests.templates import material as m


def test_text_with_an_empty_slot_is_no_text() -> None:
    assert fill("原价 {price}", {"price": "¥129"}) == "原价 ¥129"
    assert fill("原价 {price}", {}) == ""
    assert fill("{headline} {items[0]}", {"headline": "a", "items[0]": "b"}) == "a b"


def test_a_value_is_not_filled_in_again() -> None:
    assert fill("{headline}", {"headline": "{price}", "price": "¥1"}) == "{price}"


def test_conditions() -> None:
    assert holds(["sale", "!video"], {"sale": "yes"})
    assert not holds(["sale", "!video"], {"sale": "yes", "video": "yes"})
    assert not holds(["sale"], {})


def test_prices_are_written_for_the_language_and_currency() -> None:
    facts = m.product(price=Decimal("1299"), sale_price=Decimal("999.50"), currency="USD")
    slots = product_slots(facts, BrandKit(), "en")
    assert (slots["was_price"], slots["now_price"], slots["saving"]) == ("$1,299", "$999.50", "$299.50")
    assert slots["percent"] == "23%" and slots["sale"] == "yes"


def test_a_saving_below_one_per_cent_is_no_percentage() -> None:
    slots = product_slots(m.product(price=Decimal("100"), sale_price=Decimal("99.50")), BrandKit(), "zh")
    assert "percent" not in slots and slots["saving"] == "¥0.50"


def test_full_price_goods_have_no_sale() -> None:
    slots = product_slots(m.full_price(m.product()), BrandKit(), "zh")
    assert slots["now_price"] == "¥129" and not {"sale", "was_price", "saving", "sale_price"} & set(slots)


def test_a_review_belongs_to_the_claim_that_names_it() -> None:
    scene = m.script().scenes[4]
    slots = scene_slots(scene, 1, m.product())
    assert slots["review.author"] == "小林" and slots["review.stars"] == "★★★★★" and slots["review.rating"] == "5"
    second = scene.model_copy(update={"claims": (Claim(text="x", field="product.translations.en.reviews[1].text"),)})
    assert scene_slots(second, 1, m.product("en"))["review.author"] == "May"
    beyond = scene.model_copy(update={"claims": (Claim(text="x", field="product.reviews[9].text"),)})
    assert "review.text" not in scene_slots(beyond, 1, m.product())


def test_half_stars_are_not_rounded_up() -> None:
    facts = m.product()
    review = facts.reviews[0].model_copy(update={"rating": 4.5})
    slots = scene_slots(m.script().scenes[4], 1, facts.model_copy(update={"reviews": (review,)}))
    assert slots["review.stars"] == "★★★★☆" and slots["review.rating"] == "4.5"


def test_scenes_of_a_role_are_numbered() -> None:
    assert role_numbers(m.script()) == (1, 1, 1, 2, 1, 1, 1)
    assert scene_slots(m.script().scenes[3], 2, m.product())["number"] == "02"


def test_what_stands_alone_has_no_number() -> None:
    assert number_slots(3) == {"number": "03", "count": "3"}
    assert set(number_slots(0).values()) == {""}


def test_known_slots() -> None:
    assert known_slot("headline") and known_slot("items[5]") and known_slot("label.now", {"now"})
    assert not known_slot("items[6]") and not known_slot("label.now", {"then"}) and not known_slot("nothing")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_buttons_of_neighbouring_seeds_differ_and_do_not_echo_the_headline(language: Language) -> None:
    written = m.script(language)
    seeds = [written.model_copy(update={"seed": written.seed + step}) for step in range(5)]
    calls = [call_to_action(one, BrandKit()) for one in seeds]
    assert len(set(calls)) == 5
    last = written.scenes[-1]
    for call in calls:
        echoing = m.changed(written, last.id, headline=call.upper())
        assert call_to_action(echoing, BrandKit()) != call


@pytest.mark.parametrize("seed", range(8))
def test_a_brands_call_to_action_is_kept(seed: int) -> None:
    written = m.script("en").model_copy(update={"seed": seed})
    assert call_to_action(written, BrandKit(call_to_action="Brew with us")) == "Brew with us"


def test_a_shops_title_is_shown_as_the_script_calls_the_product() -> None:
    title = "Organic Extra-Virgin Cold-Pressed Peruvian Dark Chocolate Hazelnut Gift Assortment"
    script = m.script("en").model_copy(update={"title": "Peruvian Dark Chocolate"})
    assert shown_name(m.product(name=title), script) == "Peruvian Dark Chocolate"
    assert shown_name(m.product(name="Stone Mug"), script) == "Stone Mug"
    assert shown_name(m.product(name=title), script.model_copy(update={"title": title})) == title
