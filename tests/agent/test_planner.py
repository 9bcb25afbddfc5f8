import pytest

from agent.offline import OfflinePlanner
from agent.planner import plan_script
from domain.brief import Brief
from domain.errors import PlanError
from domain.script import Script
from tests.agent.briefs import BARE


class Failing:
    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self._reason = reason

    def plan(self, brief: Brief) -> Script:
        raise PlanError(self._reason)


def test_the_first_planner_that_can_writes_the_script() -> None:
    script = plan_script(BARE, [OfflinePlanner(), Failing("never", "asked")])
    assert script.written_by.fallback_reason == ""


def test_the_script_says_why_earlier_planners_were_left() -> None:
    script = plan_script(BARE, [Failing("a", "no key"), Failing("b", "asleep"), OfflinePlanner()])
    assert script.written_by.planner == "offline"
    assert script.written_by.fallback_reason == "a: no key; b: asleep"


def test_no_planner_left_is_an_error_with_every_reason() -> None:
    with pytest.raises(PlanError, match="a: no key"):
        plan_script(BARE, [Failing("a", "no key")])
    with pytest.raises(PlanError, match="none is configured"):
        plan_script(BARE, [])
