"""Nothing that the brief does not support passes, whoever writes it and wherever it stands; what it supports does."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.adlaw import categories_of, lint, lint_script, markets_of
from agent.chat import LlmSettings
from agent.claims import check_claims, ungrounded
from agent.draft import DraftError, read_script
from agent.finding import Finding
from agent.llm import LlmPlanner
from agent.offline import OfflinePlanner
from agent.planner import plan_script
from agent.talk import Talk
from agent.wording import width
from domain.brief import Brief
from domain.script import PlannerNote
from tests.agent.briefs import example
from tests.agent.endpoint import completion, endpoint, good_draft

Case = tuple[str, str, str]
FOLDER = Path(__file__).parent
FALSE_BLOCKS = 0.02
"""The share of lines in ``legitimate.yaml`` that may be blocked by mistake."""


def cases(name: str) -> Iterator[Case]:
    """Brief, language and line."""
    stated = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return ((source, language, line) for source, said in stated.items() for language in said for line in said[language])


FALSE, TRUE = tuple(cases("adversarial.yaml")), tuple(cases("legitimate.yaml"))


@cache
def source_of(name: str, language: str) -> str:
    return example(name, language=language).model_dump_json()


def brief_of(case: Case) -> Brief:
    return Brief.model_validate_json(source_of(case[0], case[1]))


def blocked(line: str, source: Brief) -> list[Finding]:
    texts, categories = {"caption": line}, categories_of(source)
    law = (finding for market in markets_of(source) for finding in lint(texts, market, categories))
    return [*check_claims(texts, source), *(finding for finding in law if finding.blocks)]


@cache
def draft_of(name: str, language: str) -> str:
    return json.dumps(good_draft(brief_of((name, language, ""))), ensure_ascii=False)


def draft(case: Case, key: str) -> dict[str, Any]:
    """A good draft but for one text, which also claims to rest on a fact."""
    told: dict[str, Any] = json.loads(draft_of(case[0], case[1]))
    if key == "title":
        return told | {"title": case[2]}
    scene = next(scene for scene in told["scenes"] if scene["role"] == "benefit")
    claim = {"text": case[2], "field": "product.name"}
    scene.update({key: [case[2]] if key == "items" else case[2], "claims": [*scene["claims"], claim]})
    return told


def test_the_sets_are_large() -> None:
    assert len(set(FALSE)) >= 150
    assert len(set(TRUE)) >= 60
    assert {language for _, language, _ in FALSE} == {"zh", "en"}


def test_no_unsupported_line_passes_as_the_text_of_a_post() -> None:
    assert [case for case in FALSE if not blocked(case[2], brief_of(case))] == []


@pytest.mark.parametrize("key", ["narration", "headline", "subline", "items", "title"])
def test_no_unsupported_line_passes_in_a_model_s_script(key: str) -> None:
    passed = []
    for case in FALSE:
        try:
            read_script(json.dumps(draft(case, key)), brief_of(case), PlannerNote(planner="test"))
            passed.append(case)
        except DraftError as error:
            told = [problem for problem in error.problems if "not supported" in problem or "advertised" in problem]
            if not told and "at most" not in error.problems[0]:
                passed.append(case)
    assert passed == []


def test_a_model_that_insists_is_replaced_by_the_offline_planner() -> None:
    case = ("thermos", "zh", "24 小时长效保温。")
    source = brief_of(case)
    with endpoint([completion(json.dumps(draft(case, "narration")))]) as service:
        model = LlmPlanner(Talk(LlmSettings(base_url=service.url, model="m", max_tries=2, timeout_s=20)))
        script = plan_script(source, [model, OfflinePlanner()])
    assert script.written_by.planner == "offline"
    assert "24" not in "".join(scene.narration for scene in script.scenes)


@pytest.mark.slow
def test_the_offline_planner_lets_no_line_in_through_what_is_no_fact() -> None:
    """The audience is a wish and no ground: a false line there is left out, whatever it says."""
    for case in FALSE:
        if width(case[2]) > 12:
            continue
        source = brief_of(case).model_copy(update={"audience": case[2].rstrip("。."), "seconds": 15})
        script = OfflinePlanner().plan(source)
        assert ungrounded(script, source) == ()
        assert not [finding for finding in lint_script(script, source) if finding.blocks]


def test_hardly_a_supported_line_is_blocked() -> None:
    wrong = [case for case in TRUE if blocked(case[2], brief_of(case))]
    assert len(wrong) <= FALSE_BLOCKS * len(TRUE), wrong
