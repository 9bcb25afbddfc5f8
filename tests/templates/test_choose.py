"""Which template is taken, and why."""

from decimal import Decimal
from typing import Any

from domain.brief import Brief, Tone
from templates.choose import choose_template
from tests.templates import material as m


def brief(tone: Tone = "plain", template: str = "auto", **changes: Any) -> Brief:
    return Brief(
        product=m.product(**{"steps": (), "comparison": (), "included": (), **changes}), tone=tone, template=template
    )


def test_the_one_asked_for_is_taken() -> None:
    assert choose_template(brief(template="my-own"), m.script()) == ("my-own", "asked for in the brief")


def test_premium_goods_stand_in_the_spotlight() -> None:
    name, reason = choose_template(brief("premium"), m.script("zh", "serum"))
    assert name == "spotlight" and "the tone is premium" in reason


def test_a_discount_told_playfully_is_a_flash_sale() -> None:
    name, reason = choose_template(brief("playful"), m.script("zh", "serum"))
    assert name == "flash-sale" and "there is a sale" in reason


def test_without_a_discount_there_is_no_flash_sale() -> None:
    for product in ({"sale_price": None}, {"sale_price": Decimal("129")}, {"price": None}):
        name, reason = choose_template(brief("playful", **product), m.script("zh", "serum"))
        assert name != "flash-sale" and "flash-sale" in reason.split("; ")[1]


def test_a_problem_wants_its_answer() -> None:
    plain = brief("plain", sale_price=None)
    assert choose_template(plain, m.script())[0] == "problem-solution"


def test_the_choice_does_not_change() -> None:
    assert len({choose_template(brief("warm"), m.script()) for _ in range(3)}) == 1
