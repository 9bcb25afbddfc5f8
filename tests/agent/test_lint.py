import re

import pytest

from agent.adlaw import categories_of, lint, markets_of, rules_of
from agent.adlaw.market import Market
from agent.claims import check_claims
from tests.agent.briefs import brief, example

MARKETS: tuple[Market, ...] = ("cn", "eu", "uk", "us")


@pytest.mark.parametrize("market", MARKETS)
def test_rules_are_whole_and_named_once(market: Market) -> None:
    rules = rules_of(market)
    assert len({rule.id for rule in rules}) == len(rules) >= 15
    for rule in rules:
        assert rule.id.startswith(f"{market}-")
        assert rule.match or rule.says
        assert all(re.compile(pattern) for pattern in (*rule.match, rule.unless))


def test_a_finding_names_the_place_the_law_and_the_remedy() -> None:
    (found,) = lint({"caption": "本店销冠"}, "cn")
    assert (found.place, found.text, found.rule, found.blocks) == ("caption", "销冠", "cn-absolute", True)
    assert "第九条" in str(found)
    assert "可以核实的事实" in str(found)


def test_the_texts_of_a_post_are_checked_against_the_brief() -> None:
    texts = {"title": "北叶保温杯，现在 99 元", "hashtags": "#保温24小时 #保温杯"}
    assert [(f.place, f.text) for f in check_claims(texts, example("thermos"))] == [("hashtags", "24小时")]


def test_markets_and_categories_follow_from_the_brief() -> None:
    dollars = brief({"name": "Face Serum", "currency": "USD"}, language="en", platforms=["tiktok"])
    assert markets_of(dollars) == ("us",)
    assert categories_of(dollars) == {"cosmetics"}
    both = brief({"name": "益生菌软糖", "currency": "EUR"}, platforms=["douyin", "reels"])
    assert markets_of(both) == ("cn", "eu")
    assert "health" in categories_of(both)
