"""A family of scripts: one body under different hooks and calls to action."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain, islice

from agent.fields import PRICES
from agent.offline import OfflinePlanner
from agent.steps.check import check_script
from agent.timing import estimate_seconds
from domain.brand import BrandKit
from domain.brief import Brief
from domain.script import Script, ScriptScene
from templates.slots import call_to_action

_SEEDS = 120
_ENDINGS, _DRAFTS_FOR_ENDINGS = 4, 16
_UNHURRIED = 30
_ROOM = 0.6
"""Seconds by which another hook or ending may be longer than the first one's."""
_SHARE = 0.05
"""The same for the ending of a script that is a variant by itself, as a share of its seconds."""
_BUTTONS = 8
"""Seeds among which a button of one's own is looked for."""


def with_other_ends(base: Script, brief: Brief, count: int) -> Iterator[Script]:
    """Scripts with ``base``'s body, each with a hook of its own; over ``count`` of them the calls to action change
    slowly, so that those of the same caption style are seldom drawn twice.

    Every one holds before the claims check. The first is ``base`` itself. Each ending has a seed of its own, for
    buttons differ by it. Written as they are asked for.
    """
    drafts = (OfflinePlanner().plan(_reseeded(brief, turn)) for turn in range(_SEEDS))
    first = list(islice(drafts, _DRAFTS_FOR_ENDINGS))
    endings = [base.scenes[-1], *islice(_others(base, brief, first, -1), _ENDINGS - 1)]
    hooks = chain([base.scenes[0]], _others(base, brief, chain(first, drafts), 0))
    for number, hook in enumerate(hooks):
        which = min(number * len(endings) // count, len(endings) - 1)
        scenes = (hook, *base.scenes[1:-1], endings[which])
        yield base.model_copy(update={"scenes": scenes, "seed": (base.seed + which) % 2**31})


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


def with_other_end(base: Script, brief: Brief, taken: Collection[Script]) -> Script:
    """``base`` with a call to action that none of ``taken`` has, and that tells the same price; with its own where
    there is none, and where a language model wrote it. Its button, too, says what none of theirs does."""
    if base.written_by.planner != OfflinePlanner.name or not _calls_alike(base.scenes[-1], taken):
        return _with_own_button(base, taken)
    drafts = (OfflinePlanner().plan(_reseeded(brief, turn)) for turn in range(1, _DRAFTS_FOR_ENDINGS))
    told = _prices(base.scenes[-1])
    room = max(_ROOM, _SHARE * base.seconds)
    others = (
        one for one in _others(base, brief, drafts, -1, room) if told <= _prices(one) and not _calls_alike(one, taken)
    )
    ending = next(others, base.scenes[-1])
    return _with_own_button(base.model_copy(update={"scenes": (*base.scenes[:-1], ending)}), taken)


def _with_own_button(script: Script, taken: Collection[Script]) -> Script:
    """A script with the next seed whose button none of ``taken`` has; nothing else goes by it."""
    theirs = {call_to_action(one, BrandKit()) for one in taken}
    seeds = ((script.seed + step) % 2**31 for step in range(_BUTTONS))
    tried = (script.model_copy(update={"seed": seed}) for seed in seeds)
    return next((one for one in tried if call_to_action(one, BrandKit()) not in theirs), script)


def _calls_alike(ending: ScriptScene, taken: Collection[Script]) -> bool:
    """Whether a script of ``taken`` ends in the same words, or under the same headline."""
    ends = [script.scenes[-1] for script in taken]
    return any(ending.narration == end.narration or ending.headline == end.headline for end in ends)


def _prices(scene: ScriptScene) -> set[str]:
    return {claim.field for claim in scene.claims if claim.field in PRICES}


def _reseeded(brief: Brief, turn: int) -> Brief:
    return brief.model_copy(update={"seed": (brief.seed + turn) % 2**31})


def _others(
    base: Script, brief: Brief, drafts: Iterable[Script], place: int, room: float = _ROOM
) -> Iterator[ScriptScene]:
    """Other first (0) or last (-1) scenes of about the same length, under its id, so that layers keep their names."""
    own = base.scenes[place]
    told = {own.narration}
    for draft in drafts:
        scene = draft.scenes[place].model_copy(update={"id": own.id})
        if scene.role != own.role or scene.narration in told or not _fits(scene, base, place, room):
            continue
        told.add(scene.narration)
        scenes = (scene, *base.scenes[1:]) if place == 0 else (*base.scenes[:-1], scene)
        if check_script(base.model_copy(update={"scenes": scenes}), brief).passed:
            yield scene


def _fits(scene: ScriptScene, base: Script, place: int, room: float) -> bool:
    own, other = (estimate_seconds(text, base.language) for text in (base.scenes[place].narration, scene.narration))
    return other <= own + room
