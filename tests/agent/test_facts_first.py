"""A seller's own facts are told before anything that states none, and around them nothing about other products."""

import pytest

from agent.grammar import grammar
from agent.offline import OfflinePlanner
from agent.timing import script_seconds
from domain.brief import Language
from domain.script import Script
from tests.agent.briefs import brief

CAT = ("Machine-washable cover", "Fits cats up to 7.5 kg", "Stays at 38 °C all night")
POUNDS = {"price": "30", "currency": "GBP"}
DISCOUNT = {**POUNDS, "sale_price": "25"}
SEEDS = range(6)


def script(name: str, points: tuple[str, ...], prices: dict[str, str] | None = None, **wishes: object) -> Script:
    return OfflinePlanner().plan(brief({"name": name, "selling_points": points, **(prices or {})}, **wishes))


def points_said(told: Script) -> set[str]:
    return {claim.field for scene in told.scenes for claim in scene.claims if "selling_points" in claim.field}


def spoken(told: Script) -> str:
    return "\n".join(scene.narration for scene in told.scenes)


@pytest.mark.parametrize("seconds", [12, 15, 20, 30])
@pytest.mark.parametrize("prices", [{}, POUNDS, DISCOUNT], ids=["unpriced", "priced", "discounted"])
@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("Cat Bed", CAT),
        ("Insulated Cat Bed with Heated Cushion", CAT[::-1]),
        ("Wool Socks", ("Keeps you warm", "Machine washable")),
        ("Sourdough Starter Kit", ("Ready in 7 days",)),
    ],
)
def test_two_short_points_are_always_said(
    name: str, points: tuple[str, ...], prices: dict[str, str], seconds: int
) -> None:
    for seed in SEEDS:
        told = script(name, points, prices, language="en", seconds=seconds, seed=seed)
        assert len(points_said(told)) >= min(len(points), 2), spoken(told)
        assert abs(script_seconds(told) / told.seconds - 1) <= 0.10


def test_every_point_comes_before_filler_where_there_is_time() -> None:
    assert len(points_said(script("Cat Bed", CAT, language="en", seconds=20))) == len(CAT)


@pytest.mark.parametrize("seconds", [8, 10, 12])
def test_a_discount_has_its_scene_and_says_the_new_price(seconds: int) -> None:
    for seed in SEEDS:
        told = script("Wool Socks", ("Keeps you warm", "Washable"), DISCOUNT, language="en", seconds=seconds, seed=seed)
        assert "offer" in {scene.role for scene in told.scenes}
        assert "£25" in spoken(told)


@pytest.mark.parametrize(
    ("language", "name", "point", "topic"),
    [
        ("en", "Camping Mattress", "Keeps you warm", "warm"),
        ("en", "Wool Socks", "Keeps you warm", "warm"),
        ("en", "Cat Bed", "Machine-washable cover", "wash"),
        ("zh", "移动电源", "USB-C 双向快充", "battery"),
    ],
)
def test_a_topic_opens_and_comments_only_on_its_own_kind_of_product(
    language: Language, name: str, point: str, topic: str
) -> None:
    lines = grammar(language).topics[topic]
    foreign = {*(hook.say for hook in lines.hooks), *lines.payoffs}
    for seed in SEEDS:
        text = spoken(script(name, (point,), language=language, seconds=20, seed=seed))
        assert not [line for line in foreign if line in text]


def test_a_topic_still_opens_for_its_own_kind() -> None:
    assert grammar("en").topic("warm", "bottle") == grammar("en").topics["warm"]
    assert grammar("en").topic("warm", "bedding") is None


@pytest.mark.parametrize("name", ["Sourdough Starter Kit", "Insulated Cat Bed"])
def test_a_thing_named_in_a_sentence_has_its_article(name: str) -> None:
    for seed in SEEDS:
        text = spoken(script(name, ("Ready in 7 days",), language="en", seconds=20, seed=seed))
        assert not [frame for frame in ("at ", "to ", "Meet ", "is ", "Try ") if frame + name in text], text


@pytest.mark.parametrize("tone", ["warm", "playful", "premium", "plain"])
def test_a_plain_price_is_not_told_as_a_discount(tone: str) -> None:
    for seconds in (6, 10, 15):
        for seed in SEEDS:
            told = script("Cat Bed", CAT, POUNDS, language="en", seconds=seconds, seed=seed, tone=tone)
            assert "Now £30" not in spoken(told)
            assert tone != "premium" or "Just £30" not in spoken(told)
