"""A family of scripts: one body under different hooks and calls to action."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from agent.offline import OfflinePlanner
from agent.steps.check import check_script
from agent.timing import estimate_seconds
from domain.brief import Brief
from domain.script import Script, ScriptScene

_SEEDS = 120
_ENDINGS, _DRAFTS_FOR_ENDINGS = 4, 16
_UNHURRIED = 30
_ROOM = 0.6
"""Seconds by which another hook or ending may be longer than the first one's."""


def with_other_ends(base: Script, brief: Brief, count: int) -> Iterator[Script]:
    """Scripts with ``base``'s body, each with a hook of its own; over ``count`` of them the calls to action change
    slowly, so that those of the same caption style are seldom drawn twice.

    Every one holds before the claims check. The first is ``base`` itself. Written as they are asked for.
    """
    drafts = (OfflinePlanner().plan(_reseeded(brief, turn)) for turn in range(_SEEDS))
    first = list(islice(drafts, _DRAFTS_FOR_ENDINGS))
    endings = [base.scenes[-1], *islice(_others(base, brief, first, -1), _ENDINGS - 1)]
    hooks = chain([base.scenes[0]], _others(base, brief, chain(first, drafts), 0))
    for number, hook in enumerate(hooks):
        ending = endings[min(number * len(endings) // count, len(endings) - 1)]
        yield base.model_copy(update={"scenes": (hook, *base.scenes[1:-1], ending)})


def with_other_hook(base: Script, brief: Brief) -> Script | None:
    """``base`` under the hook of a script for more time by the brief's seed; None where that does not do.

    A script that is written offline for little time opens with its first fact whatever the seed, to leave room for
    another one.
    """
    if base.written_by.planner != OfflinePlanner.name:
        return None
    draft = OfflinePlanner().plan(brief.model_copy(update={"seconds": _UNHURRIED}))
    hook = next(_others(base, brief, (draft,), 0), None)
    return base.model_copy(update={"scenes": (hook, *base.scenes[1:])}) if hook else None


def _reseeded(brief: Brief, turn: int) -> Brief:
    return brief.model_copy(update={"seed": (brief.seed + turn) % 2**31})


def _others(base: Script, brief: Brief, drafts: Iterable[Script], place: int) -> Iterator[ScriptScene]:
    """Other first (0) or last (-1) scenes of about the same length, under its id, so that layers keep their names."""
    own = base.scenes[place]
    told = {own.narration}
    for draft in drafts:
        scene = draft.scenes[place].model_copy(update={"id": own.id})
        if scene.role != own.role or scene.narration in told or not _fits(scene, base, place):
            continue
        told.add(scene.narration)
        scenes = (scene, *base.scenes[1:]) if place == 0 else (*base.scenes[:-1], scene)
        if check_script(base.model_copy(update={"scenes": scenes}), brief).passed:
            yield scene


def _fits(scene: ScriptScene, base: Script, place: int) -> bool:
    own, other = (estimate_seconds(text, base.language) for text in (base.scenes[place].narration, scene.narration))
    return other <= own + _ROOM
