"""A planner turns a brief into a script; several are tried in order."""

from collections.abc import Sequence
from typing import Protocol

from domain.brief import Brief
from domain.errors import PlanError
from domain.script import Script


class Planner(Protocol):
    """Writes a script for a brief; raises ``PlanError`` when it cannot."""

    @property
    def name(self) -> str:
        """Names the planner in ``Script.written_by``."""

    def plan(self, brief: Brief) -> Script:
        """A script in ``brief.language`` of about ``brief.seconds``, every claim traced to the brief."""


def plan_script(brief: Brief, planners: Sequence[Planner]) -> Script:
    """The first script a planner writes; it says why the planners before were left.

    Raises ``PlanError`` naming every reason when none could, or when there is no planner.
    """
    reasons: list[str] = []
    for planner in planners:
        try:
            script = planner.plan(brief)
        except PlanError as error:
            reasons.append(f"{planner.name}: {error.message}")
            continue
        return _with_reasons(script, reasons) if reasons else script
    raise PlanError("no planner wrote a script: " + ("; ".join(reasons) or "none is configured"))


def _with_reasons(script: Script, reasons: Sequence[str]) -> Script:
    note = script.written_by.model_copy(update={"fallback_reason": "; ".join(reasons)})
    return script.model_copy(update={"written_by": note})
