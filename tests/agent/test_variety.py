"""Twenty variants of one brief, and what the grammar has to make them from."""

from itertools import combinations

import pytest

from agent.grammar import grammar
from agent.material import gather
from agent.naming import name_product
from agent.offline import OfflinePlanner
from agent.outline import structures
from domain.brief import Language
from domain.script import Script
from tests.agent.briefs import BARE, brief, example

LANGUAGES: tuple[Language, ...] = ("zh", "en")
ALIKE = 0.1
"""The least share of three-letter stretches that two variants must not have in common."""


def stretches(script: Script) -> set[str]:
    text = "".join(scene.narration for scene in script.scenes)
    return {text[i : i + 3] for i in range(len(text) - 2)}


def distance(one: set[str], other: set[str]) -> float:
    return 1 - len(one & other) / len(one | other)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["thermos", "mug"])
def test_no_two_of_twenty_variants_are_alike(name: str, language: Language) -> None:
    source = example(name, language=language, seconds=20)
    planner = OfflinePlanner()
    told = [stretches(planner.plan(source.model_copy(update={"seed": seed}))) for seed in range(20)]
    assert min(distance(one, other) for one, other in combinations(told, 2)) >= ALIKE


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_forty_openings_and_twelve_structures(language: Language) -> None:
    words = grammar(language)
    assert len({hook.say for hook in (*words.hooks, *words.fact_hooks)}) >= 40
    assert len({structure.order for structure in words.structures}) >= 12
    rich = example("thermos", language=language)
    assert len(structures(gather(rich))) >= 10
    assert structures(gather(BARE.model_copy(update={"language": language})))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", ["warm", "playful", "premium", "plain"])
def test_each_tone_has_structures_for_a_bare_brief(language: Language, tone: str) -> None:
    assert len(structures(gather(brief({"name": "Mug"}, language=language, tone=tone)))) >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_minute_is_not_filled_from_three_facts(language: Language) -> None:
    facts = (
        ["Two pockets", "Zip closure", "Long strap"] if language == "en" else ["两个口袋", "拉链开合", "肩带可长可短"]
    )
    script = OfflinePlanner().plan(
        brief(
            {"name": "Tote Bag" if language == "en" else "托特包", "selling_points": facts},
            language=language,
            seconds=60,
        )
    )
    assert 12 <= script.seconds <= 30
    assert "add selling points" in " ".join(script.written_by.notes)
    assert sum("selling_points" in claim.field for scene in script.scenes for claim in scene.claims) >= 3


@pytest.mark.parametrize(
    ("name", "plural"),
    [
        ("Bamboo Chopsticks", True),
        ("Reusable Beeswax Wraps", True),
        ("Set of 4 Coasters", False),
        ("Cat Beds", True),
        ("Kitchen Knives", True),
        ("Cooling Glass Straws", True),
        ("Drinking Glass", False),
        ("Camera Lens", False),
        ("Steel Compass", False),
        ("Coffee Beans", True),
        ("Canvas Tote Bag", False),
    ],
)
def test_the_number_of_a_product_follows_its_name(name: str, plural: bool) -> None:
    product = brief({"name": name}, language="en").product
    assert name_product(product, product, "en").plural is plural


def test_several_things_take_plural_verbs() -> None:
    for seed in range(8):
        script = OfflinePlanner().plan(brief({"name": "Bamboo Chopsticks"}, language="en", seconds=12, seed=seed))
        text = " ".join(scene.narration for scene in script.scenes)
        assert not [wrong for wrong in ("Chopsticks is", "this one", "these one ", "Chopsticks comes") if wrong in text]


def test_measure_words_suit_the_thing() -> None:
    words = {
        "耳钉": "对",
        "椅子": "把",
        "帐篷": "顶",
        "项链": "条",
        "沙发": "张",
        "自行车": "辆",
        "被子": "床",
        "钢笔": "支",
    }
    for thing, measure in words.items():
        product = brief({"name": thing}).product
        assert name_product(product, product, "zh").measure == measure


def test_twenty_variants_of_a_short_video_with_two_facts_differ() -> None:
    facts = {"name": "Braided USB-C Cable", "category": "Electronics", "price": "11", "currency": "USD"}
    source = brief(
        {**facts, "selling_points": ["2 metres long", "Carries up to 60 W"]}, language="en", seconds=15, tone="plain"
    )
    planner = OfflinePlanner()
    told = [stretches(planner.plan(source.model_copy(update={"seed": seed}))) for seed in range(20)]
    assert min(distance(one, other) for one, other in combinations(told, 2)) >= ALIKE


def test_products_of_one_seed_begin_in_different_ways() -> None:
    names = ("Olive Oil", "Duvet Set", "Folding Bike", "Leather Wallet", "Scented Candle")
    told = [OfflinePlanner().plan(brief({"name": name}, language="en", seconds=15)) for name in names]
    assert len({script.scenes[0].narration for script in told}) >= 4


def test_a_single_hanzi_after_a_figure_can_be_a_fact_and_measures_before_a_noun_are_joined() -> None:
    keys = OfflinePlanner().plan(brief({"name": "机械键盘", "selling_points": ["87 键"]}, seconds=15))
    oil = OfflinePlanner().plan(
        brief({"name": "Olive Oil", "selling_points": ["500 ml tin"]}, language="en", seconds=15)
    )
    assert "87 键" in "".join(scene.narration for scene in keys.scenes)
    assert "500-millilitre tin" in " ".join(scene.narration for scene in oil.scenes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_about_buyers_words_has_some(language: Language) -> None:
    told = example("serum", language=language, template="testimonial")
    for seed in range(12):
        script = OfflinePlanner().plan(told.model_copy(update={"seed": seed}))
        assert any("reviews[" in claim.field for scene in script.scenes for claim in scene.claims)
