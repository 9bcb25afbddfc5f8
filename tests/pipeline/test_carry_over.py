"""A plan carried over into another language: a plan of its own, or a reason."""

from pathlib import Path

import pytest

from agent.chat import LlmSettings
from agent.offline import OfflinePlanner
from domain.errors import BriefError, PlanError
from domain.plan import Angle
from media.fonts import load_font_book
from pipeline.plan_folder import PlanFolder
from pipeline.plan_steps import WritersRoom
from pipeline.revising import carry_over, check_letters
from renderer.text.measure import SkiaMeasurer
from tests.agent.endpoint import endpoint
from tests.agent.test_translate import SCRIPT, SOURCE, reply


def source(folder: Path) -> PlanFolder:
    kept = PlanFolder(folder)
    kept.open(SOURCE)
    kept.start("script", SCRIPT)
    kept.start("angle", Angle(angle="offer", reason="mine", template="spotlight"))
    return kept


@pytest.fixture(scope="module")
def measure() -> SkiaMeasurer:
    return SkiaMeasurer(load_font_book())


def test_the_plan_in_the_other_language_keeps_angle_and_template(tmp_path: Path, measure: SkiaMeasurer) -> None:
    with endpoint([reply()]) as service:
        writers = WritersRoom((OfflinePlanner(),), LlmSettings(base_url=service.url, model="m", timeout_s=10))
        target = PlanFolder(tmp_path / "en")
        done = carry_over(source(tmp_path / "zh"), "en", target, writers, measure)
    assert done.angle
    assert (done.angle.angle, done.angle.template) == ("offer", "spotlight")
    assert done.check
    assert done.check.passed
    assert target.brief().language == "en"
    assert target.script().scenes[2].narration == "Now 99 yuan."
    assert (tmp_path / "en/conversation.json").is_file()


def test_without_a_model_or_with_an_unfit_script_there_is_none(tmp_path: Path, measure: SkiaMeasurer) -> None:
    offline = WritersRoom((OfflinePlanner(),))
    kept = source(tmp_path / "zh")
    with pytest.raises(PlanError, match="needs a language model"):
        carry_over(kept, "en", PlanFolder(tmp_path / "en"), offline, measure)
    wrong = SCRIPT.scenes[1].model_copy(update={"narration": "保温 48 小时。"})
    kept.start("script", SCRIPT.model_copy(update={"scenes": (SCRIPT.scenes[0], wrong, *SCRIPT.scenes[2:])}))
    with pytest.raises(BriefError, match="cannot be published"):
        carry_over(kept, "en", PlanFolder(tmp_path / "en"), offline, measure)


def test_letters_that_no_font_draws_are_named(measure: SkiaMeasurer) -> None:
    odd = SCRIPT.scenes[0].model_copy(update={"headline": "\U000e0fff"})
    with pytest.raises(BriefError, match="1-hook: no font can draw"):
        check_letters(SCRIPT.model_copy(update={"scenes": (odd, *SCRIPT.scenes[1:])}), measure)
