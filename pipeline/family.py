"""A family of scripts: one body under different hooks and calls to action."""

from collections.abc import Iterator

from agent.offline import FAMILY, OfflinePlanner
from agent.steps.check import check_script
from agent.timing import estimate_seconds
from domain.brief import Brief
from domain.script import Script, ScriptScene

_SEEDS = 90
_ENDINGS = 4
_ROOM = 0.6
"""Seconds by which another hook or ending may be longer than the first one's."""


def with_other_ends(base: Script, brief: Brief) -> Iterator[Script]:
    """Scripts with ``base``'s body, each with a hook of its own; its calls to action take turns.

    Every one holds before the claims check. The first is ``base`` itself.
    """
    drafts = [OfflinePlanner().plan(_reseeded(brief, i)) for i in range(_SEEDS)]
    endings = [base.scenes[-1], *_others(base, brief, drafts, -1)][:_ENDINGS]
    for number, hook in enumerate([base.scenes[0], *_others(base, brief, drafts, 0)]):
        ending = endings[number % len(endings)]
        yield base.model_copy(update={"scenes": (hook, *base.scenes[1:-1], ending)})


def _reseeded(brief: Brief, turn: int) -> Brief:
    return brief.model_copy(update={"seed": (brief.seed + turn * FAMILY) % 2**31})


def _others(base: Script, brief: Brief, drafts: list[Script], place: int) -> list[ScriptScene]:
    """Other first (0) or last (-1) scenes of about the same length, under its id, so that layers keep their names."""
    own, found = base.scenes[place], {base.scenes[place].narration: base.scenes[place]}
    for draft in drafts:
        scene = draft.scenes[place].model_copy(update={"id": own.id})
        if scene.role == own.role and scene.narration not in found and _fits(scene, base, place):
            scenes = (scene, *base.scenes[1:]) if place == 0 else (*base.scenes[:-1], scene)
            if check_script(base.model_copy(update={"scenes": scenes}), brief).passed:
                found[scene.narration] = scene
    return list(found.values())[1:]


def _fits(scene: ScriptScene, base: Script, place: int) -> bool:
    own, other = (estimate_seconds(text, base.language) for text in (base.scenes[place].narration, scene.narration))
    return other <= own + _ROOM
