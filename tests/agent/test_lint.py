import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pypinyin import lazy_pinyin

from agent.adlaw import categories_of, lint, markets_of, rules_of
from agent.adlaw.market import Market
from agent.chat import LlmSettings
from agent.claims import check_claims
from agent.llm import LlmPlanner
from agent.offline import OfflinePlanner
from agent.talk import Talk
from tests.agent.briefs import brief, example
from tests.agent.endpoint import completion, endpoint, good_draft

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


CASES = yaml.safe_load(Path(__file__).with_name("adlaw.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["reported"], ids=lambda case: case["text"])
def test_what_the_law_forbids_or_asks_for_is_reported(case: dict[str, Any]) -> None:
    found = {finding.rule for finding in lint({"t": case["text"]}, case["market"], case.get("categories", ()))}
    assert set(case["rules"]) <= found


@pytest.mark.parametrize("case", CASES["clean"], ids=lambda case: case["text"])
def test_ordinary_words_are_left_alone(case: dict[str, Any]) -> None:
    found = lint({"t": case["text"]}, case["market"], case.get("categories", ()))
    assert [str(finding) for finding in found if finding.blocks] == []


def test_every_rule_has_its_row_in_the_docs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "ad-rules.md").read_text(encoding="utf-8")
    for rule in (rule for market in MARKETS for rule in rules_of(market)):
        assert f"| `{rule.id}` | {rule.severity} |" in page
        assert rule.source in page


def test_pinyin_of_the_disguises_is_right() -> None:
    table = yaml.safe_load((Path(__file__).parents[2] / "agent/lexicon/disguises.yaml").read_text(encoding="utf-8"))
    assert {word: " ".join(lazy_pinyin(word)) for word in table["pinyin"]} == table["pinyin"]


def test_warnings_reach_the_seller_whoever_wrote_the_script() -> None:
    source = example("thermos", seconds=24)
    offline = OfflinePlanner().plan(source)
    with endpoint([completion(json.dumps(good_draft(source)))]) as service:
        model = LlmPlanner(Talk(LlmSettings(base_url=service.url, model="m", timeout_s=20))).plan(source)
    for script in (offline, model):
        (note,) = (note for note in script.written_by.notes if "cn-price-reference" in note)
        assert note.startswith("check before publishing")
        assert "七日内" in note
