"""What is looked at beside the script: what the brief puts on the screen itself."""

from pathlib import Path

from agent.offline import OfflinePlanner
from agent.review import review_script
from pipeline.briefs import load_brief

EXAMPLES = Path(__file__).parents[2] / "examples" / "briefs"


def test_steps_and_contents_shown_as_they_stand_are_looked_at_too() -> None:
    """They reach the screen without a planner: the seller is told, and the script itself is not blamed."""
    brief = load_brief(EXAMPLES / "serum.yaml")
    steps = ("洁面后擦干", "全国第一的用法，三天治愈痘痘")
    told = brief.model_copy(update={"product": brief.product.model_copy(update={"steps": steps})})
    script = OfflinePlanner().plan(told)
    found = [finding for finding in review_script(script, told) if finding.place == "product.steps"]
    assert found and not any(finding.blocks for finding in found)
    assert any("product.steps" in note for note in script.written_by.notes)
    assert not [f for f in review_script(OfflinePlanner().plan(brief), brief) if f.place.startswith("product.")]
