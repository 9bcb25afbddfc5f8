"""The third step: the script, by the planners in order, told as understood and from the angle chosen."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from agent.material import gather
from agent.offline import OfflinePlanner
from agent.planner import Planner, plan_script
from agent.steps.angle import angle_kind, matches
from agent.steps.understand import arranged, with_points
from domain.brief import Brief
from domain.plan import Understanding
from domain.script import Script

if TYPE_CHECKING:
    from agent.talk import Talk

_OTHER_SEEDS = (101, 211)


def write_script(
    brief: Brief, understanding: Understanding, angle: str, talk: "Talk | None", planners: Sequence[Planner]
) -> Script:
    """A script for ``brief``; ``talk`` is asked first where there is one. Raises ``PlanError``."""
    told, order = arranged(brief, understanding)
    asked = (*_models(talk, angle), *(_angled(planner, angle) for planner in planners))
    script = plan_script(told, asked)
    return _replaced(script, brief.product.path("selling_points", brief.language), order)


def _models(talk: "Talk | None", angle: str) -> tuple[Planner, ...]:
    if talk is None:
        return ()
    from agent.llm import LlmPlanner  # what asks a model takes a while to load

    return (LlmPlanner(talk, angle_kind(angle).direction),)


def _angled(planner: Planner, angle: str) -> Planner:
    return AngledPlanner(planner, angle) if isinstance(planner, OfflinePlanner) else planner


class AngledPlanner:
    """The offline planner, tried with other seeds and then with fewer selling points until it opens as wanted."""

    def __init__(self, planner: OfflinePlanner, angle: str) -> None:
        self.name, self._planner, self._angle = planner.name, planner, angle

    def plan(self, brief: Brief) -> Script:
        """The first script that matches the angle, else the one of the brief's own seed."""
        first = self._planner.plan(brief)
        if matches(first, self._angle):
            return first
        others = (self._planner.plan(told) for told in _variants(brief))
        found = next((script for script in others if matches(script, self._angle)), first)
        return _with_notes(found, gather(brief).notes).model_copy(update={"seed": brief.seed})


def _with_notes(script: Script, notes: Sequence[str]) -> Script:
    """The script with these notes too: one of fewer selling points says nothing of those it was not given."""
    author = script.written_by
    told = author.model_copy(update={"notes": tuple(dict.fromkeys((*notes, *author.notes)))})
    return script.model_copy(update={"written_by": told})


def _variants(brief: Brief) -> Iterator[Brief]:
    """Other seeds; then room for what the angle needs: only the first two points, then the first alone."""
    yield from (brief.model_copy(update={"seed": brief.seed + offset}) for offset in _OTHER_SEEDS)
    path = brief.product.path("selling_points", brief.language)
    points = brief.product.localised(brief.language).selling_points
    terse = brief.model_copy(update={"product": brief.product.model_copy(update={"description": ""})})
    yield from (with_points(terse, points[:count], path) for count in (2, 1) if len(points) > count)


def _replaced(script: Script, path: str, order: tuple[int, ...]) -> Script:
    """The script's claims with each selling point's place in the brief itself."""
    if order == tuple(range(len(order))):
        return script
    pattern = re.compile(re.escape(path) + r"\[(\d+)\]")

    def home(field: str) -> str:
        found = pattern.fullmatch(field)
        return f"{path}[{order[int(found[1])]}]" if found and int(found[1]) < len(order) else field

    scenes = tuple(
        scene.model_copy(update={"claims": tuple(c.model_copy(update={"field": home(c.field)}) for c in scene.claims)})
        for scene in script.scenes
    )
    return script.model_copy(update={"scenes": scenes})
