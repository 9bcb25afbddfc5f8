from pathlib import Path

import pytest
import yaml

from agent.claims import traced, ungrounded
from agent.wording import has_hanzi
from domain.brief import Brief
from domain.script import Claim, PlannerNote, Script, ScriptScene
from tests.agent.briefs import brief, example

CASES = yaml.safe_load(Path(__file__).with_name("claims.yaml").read_text(encoding="utf-8"))
THERMOS = example("thermos")


def script(
    say: str, claims: list[list[str]], *, headline: str = "", title: str = "", items: tuple[str, ...] = ()
) -> Script:
    chinese = has_hanzi(say)
    scene = ScriptScene(
        id="1",
        role="benefit",
        narration=say,
        headline=headline or ("看这里" if chinese else "Look"),
        items=items,
        claims=tuple(Claim(text=text, field=field) for text, field in claims),
    )
    last = ScriptScene(id="2", role="cta", narration="点开看看。" if chinese else "Tap to shop.", headline="-")
    return Script(
        language="zh" if chinese else "en",
        title=title or ("保温杯" if chinese else "Bottle"),
        seconds=10,
        scenes=(scene, last),
        written_by=PlannerNote(planner="test"),
        seed=1,
    )


def reported(told: Script, source: Brief = THERMOS) -> list[str]:
    return [problem.text.replace(" ", "") for problem in ungrounded(told, source)]


@pytest.mark.parametrize("case", CASES["holds"], ids=lambda case: case["say"])
def test_what_the_brief_states_passes(case: dict[str, object]) -> None:
    assert reported(script(case["say"], case["claims"])) == []  # type: ignore[arg-type]  # read from YAML


@pytest.mark.parametrize("case", CASES["fails"], ids=lambda case: case["say"])
def test_what_the_brief_does_not_state_is_reported(case: dict[str, object]) -> None:
    found = reported(script(case["say"], case["claims"]))  # type: ignore[arg-type]  # read from YAML
    assert str(case["bad"]).replace(" ", "") in found


def test_screen_text_and_title_are_checked_like_speech() -> None:
    assert reported(script("看这里。", [], headline="24 小时")) == ["24小时"]
    assert reported(script("看这里。", [], items=("保温 9 小时",))) == ["9小时"]
    assert reported(script("看这里。", [], title="99.5 元保温杯")) == ["99.5元"]
    assert reported(script("看这里。", [], title="316 保温杯")) == []


def test_one_claim_covers_the_same_figure_in_speech_and_on_the_screen() -> None:
    assert reported(script("现在 99 元。", [["99 元", "product.sale_price"]], headline="¥99")) == []


def test_a_seller_s_own_superlative_counts_as_stated() -> None:
    own = brief({"name": "Bottle", "reviews": [{"author": "Al", "rating": 5, "text": "The best bottle I had"}]})
    assert (
        reported(script("Al says: the best bottle I had.", [["the best bottle I had", "product.reviews[0].text"]]), own)
        == []
    )
    assert reported(script("The best bottle.", [["The best bottle", "product.name"]]), own) == ["best"]


def test_without_a_discount_there_is_no_saving_and_no_former_price() -> None:
    full = brief({"name": "杯", "price": "99"})
    assert reported(script("立省 99 元。", [["99 元", "product.price"]]), full) == ["99元"]
    assert reported(script("原价 99 元。", [["99 元", "product.price"]]), full) == ["99元"]
    assert reported(script("现在 99 元。", [["99 元", "product.price"]]), full) == []


def test_a_specification_s_key_may_hold_the_unit() -> None:
    own = brief({"name": "杯", "specs": {"重量(g)": "290"}})
    assert reported(script("重 290 克。", [["290 克", "product.specs.重量(g)"]]), own) == []
    assert reported(script("重 290 毫升。", [["290 毫升", "product.specs.重量(g)"]]), own) == ["290毫升"]


def test_tracing_adds_the_claims_the_brief_supports_and_no_others() -> None:
    loose = script("12 小时保温，现在 99 元，还有 24 小时客服。", [])
    found = traced(loose, THERMOS)
    assert {claim.field for claim in found.scenes[0].claims} == {"product.selling_points[0]", "product.sale_price"}
    assert reported(found) == ["24小时", "24小时客服"]
    assert traced(found, THERMOS) == found
