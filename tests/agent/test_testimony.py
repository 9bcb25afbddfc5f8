"""Evidence: what it claims is shown with its source, never a lead-in alone."""

import pytest

from agent.grammar import grammar
from agent.offline import OfflinePlanner
from domain.brief import Language
from domain.script import ScriptScene
from tests.agent.briefs import brief

SEEDS = range(8)
LONG = "Independent laboratory of Épernay, report 2024-117-B"


def proofs(claim: str, source: str, language: Language) -> list[ScriptScene]:
    """The scenes of several seeds that tell one piece of evidence."""
    name, point = ("Cat Bed", "Machine-washable cover") if language == "en" else ("云感餐椅", "承重150kg")
    product = {"name": name, "selling_points": [point], "evidence": [{"claim": claim, "source": source}]}
    scripts = [OfflinePlanner().plan(brief(product, language=language, seed=seed, seconds=30)) for seed in SEEDS]
    return [scene for script in scripts for scene in script.scenes if scene.role == "proof"]


@pytest.mark.parametrize(
    ("claim", "source", "language"),
    [
        ("Cocoa content by weight", LONG, "en"),
        ("Cover washed by hand for fifty days on end by the institute", LONG, "en"),
        ("Bears a grown dog", "One unbroken name of a laboratory without any comma at all", "en"),
        ("可可含量", "检测报告2024-117", "zh"),
        ("经第三方检测机构测得可可含量", "华东某某食品质量监督检验研究院，报告编号 2024-117", "zh"),
    ],
)
def test_the_claim_is_shown_and_its_source_named(claim: str, source: str, language: Language) -> None:
    found = proofs(claim, source, language)
    assert found
    for scene in found:
        shown = scene.subline if scene.headline == grammar(language).evidence_head else scene.headline
        assert shown and shown.casefold() in claim.casefold()
        named = (scene.subline + scene.narration).replace(" ", "")
        assert source.replace(" ", "").split("，")[0].split(",")[0] in named


def test_a_long_source_is_shown_by_its_first_part() -> None:
    assert {scene.subline for scene in proofs("Cocoa content by weight", LONG, "en")} == {
        "Source: Independent laboratory of Épernay"
    }


def test_a_claim_that_cannot_be_shown_has_no_scene() -> None:
    assert not proofs("经第三方检测机构测得本品整椅可承受之最大静态载荷", "检测报告", "zh")
