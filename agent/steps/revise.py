"""A finished script changed as asked: only the scenes an instruction names, the others to the byte."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import islice
from typing import Literal

from pydantic import RootModel

from agent.claims import ungrounded
from agent.data import load
from agent.drafting import FAMILY
from agent.numerals import fold
from agent.offline import OfflinePlanner
from agent.timing import PAUSE, estimate_seconds, script_seconds
from domain.base import Frozen
from domain.brief import Brief, Tone
from domain.errors import BriefError
from domain.script import PlannerNote, Script, ScriptScene

What = Literal["rewrite", "shorter", "longer", "playful", "warm", "premium", "plain"]
_TONES: frozenset[str] = frozenset({"playful", "warm", "premium", "plain"})
_SEEDS = 24
_ENOUGH = 4
"""Other wordings to choose among; more are not looked for."""
_SHORTER, _LONGER = 0.82, 1.22
_FEWEST_SCENES = 2
_MUCH_LONGER = 1.2
"""Seconds by which another wording may differ before that counts more than how unlike it is."""
_HANZI = "一二三四五六七八九"


class _Row(Frozen):
    what: What
    scenes: Literal["number", "hook", "cta", "all", "tone"]
    match: str


class _Rows(RootModel[tuple[_Row, ...]]):
    pass


@dataclass(frozen=True)
class Instruction:
    """What to change, and the ids of the scenes that may change."""

    what: What
    scenes: tuple[str, ...]


@dataclass(frozen=True)
class Revision:
    """The script after a change, and which scenes are not as they were; left-out ones included."""

    script: Script
    changed: tuple[str, ...]


def read_instruction(text: str, script: Script) -> Instruction | None:
    """The change a text asks for; ``None`` when no rule knows it. Raises ``BriefError`` for a scene there is not."""
    plain = fold(text).lower()
    for row in _rows():
        found = re.search(row.match, plain)
        if found:
            return Instruction(row.what, _named(row, found, script))
    return None


def revise_offline(script: Script, brief: Brief, instruction: Instruction) -> Revision:
    """The script changed by rules and phrases alone. Raises ``BriefError`` when there is no other way to say it."""
    if instruction.what == "shorter":
        return _shorter(script)
    if instruction.what == "longer":
        return _longer(script, brief)
    if instruction.what in _TONES:
        return _retoned(script, brief, instruction)
    return _reworded(script, brief, instruction)


def merged(script: Script, scenes: dict[str, ScriptScene], note: PlannerNote) -> Script:
    """The script with some scenes replaced, and a note of who changed them."""
    told = tuple(scenes.get(scene.id, scene) for scene in script.scenes)
    return script.model_copy(update={"scenes": told, "written_by": note})


@cache
def _rows() -> tuple[_Row, ...]:
    return load("steps/instructions.yaml", _Rows).root


def _named(row: _Row, found: "re.Match[str]", script: Script) -> tuple[str, ...]:
    ids = tuple(scene.id for scene in script.scenes)
    if row.scenes == "number":
        number = _number(next(text for text in found.groups() if text))
        if not 1 <= number <= len(ids):
            raise BriefError(f"there is no scene {number}", hint=f"the script has scenes 1 to {len(ids)}")
        return (ids[number - 1],)
    if row.scenes in ("hook", "cta"):
        return tuple(scene.id for scene in script.scenes if scene.role == row.scenes)
    if row.scenes == "tone":
        return tuple(scene.id for scene in script.scenes if scene.role in ("hook", "problem", "cta"))
    return ids


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, _, ones = text.partition("十")
    if "十" not in text:
        return _HANZI.index(text) + 1 if text in _HANZI else 0
    return 10 * (_HANZI.index(tens) + 1 if tens else 1) + (_HANZI.index(ones) + 1 if ones else 0)


# --- other words for the same scene --------------------------------------------------------------


def _reworded(script: Script, brief: Brief, instruction: Instruction) -> Revision:
    new: dict[str, ScriptScene] = {}
    drafts = Drafts(brief)
    for name in instruction.scenes:
        scene = next(one for one in script.scenes if one.id == name)
        other = _other(scene, script, drafts)
        if other is None:
            raise BriefError(
                f"scene {name} cannot be said another way offline", hint="edit it, or switch a language model on"
            )
        new[name] = other
    return _revision(script, new, instruction)


def _retoned(script: Script, brief: Brief, instruction: Instruction) -> Revision:
    """The scenes without facts in another tone; one that has no other wording stays."""
    tone: Tone = instruction.what  # type: ignore[assignment]  # one of _TONES
    drafts = Drafts(brief.model_copy(update={"tone": tone}))
    found = {
        scene.id: other
        for scene in script.scenes
        if scene.id in instruction.scenes and (other := _other(scene, script, drafts))
    }
    if not found:
        raise BriefError(f"there is no {tone} wording for this offline", hint="edit it, or switch a language model on")
    return _revision(script, found, instruction)


class Drafts:
    """Scripts of the same brief by other seeds, each written once and only when wanted."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self._written: list[Script] = []

    def __iter__(self) -> Iterator[Script]:
        for place in range(_SEEDS):
            if place == len(self._written):
                seed = (self.brief.seed + FAMILY * (place + 1)) % 2**31
                self._written.append(OfflinePlanner().plan(self.brief.model_copy(update={"seed": seed})))
            yield self._written[place]


def _other(scene: ScriptScene, script: Script, drafts: Drafts) -> ScriptScene | None:
    """The same part of the story in the least similar words of about its length; tells the same facts."""
    fitting = (other for other in candidates(scene, drafts) if differs(other, scene, script))
    length = estimate_seconds(scene.narration, script.language)

    def distance(other: ScriptScene) -> tuple[int, float]:
        away = abs(estimate_seconds(other.narration, script.language) - length)
        return int(away / _MUCH_LONGER), SequenceMatcher(None, other.narration, scene.narration).ratio()

    for other in sorted(islice(fitting, _ENOUGH), key=distance):
        renamed = other.model_copy(update={"id": scene.id})
        whole = script.model_copy(update={"scenes": tuple(renamed if s.id == scene.id else s for s in script.scenes)})
        if not any(problem.scene == scene.id for problem in ungrounded(whole, drafts.brief)):
            return renamed
    return None


def candidates(scene: ScriptScene, drafts: Drafts) -> Iterator[ScriptScene]:
    """Scenes of the same role that tell the same facts, each wording once."""
    fields = {claim.field for claim in scene.claims}
    free = scene.role in ("hook", "problem", "cta")
    seen: set[str] = set()
    for draft in drafts:
        for candidate in draft.scenes:
            told = {claim.field for claim in candidate.claims}
            same = free or told == fields or (fields and fields <= told)
            if candidate.role == scene.role and same and candidate.narration not in seen:
                seen.add(candidate.narration)
                yield candidate


def differs(other: ScriptScene, scene: ScriptScene, script: Script) -> bool:
    taken = {one.narration for one in script.scenes} | {one.headline for one in script.scenes if one.id != scene.id}
    return other.narration not in taken and other.headline not in taken


# --- length --------------------------------------------------------------------------------------


def _shorter(script: Script) -> Revision:
    """The least needed scenes left out until it is about a fifth shorter; what stays, stays as it is."""
    goal = script_seconds(script) * _SHORTER
    kept = list(script.scenes)
    for scene in sorted(script.scenes, key=lambda one: _worth(one, script)):
        if sum(_seconds(one, script) for one in kept) <= goal or len(kept) <= _FEWEST_SCENES:
            break
        if scene.role not in ("hook", "cta"):
            kept.remove(scene)
    if len(kept) == len(script.scenes):
        raise BriefError("nothing can be left out", hint="edit the scenes, or switch a language model on")
    gone = tuple(scene.id for scene in script.scenes if scene not in kept)
    return Revision(_resized(script, tuple(kept), "shorter"), gone)


def _worth(scene: ScriptScene, script: Script) -> tuple[int, int]:
    """Scenes without facts first, then later benefits; the offer and the first benefit last."""
    place = script.scenes.index(scene)
    stakes = {"problem": 1, "benefit": 2, "proof": 2, "offer": 4}.get(scene.role, 5)
    first = next((one for one in script.scenes if one.role == "benefit"), None)
    return (0 if not scene.claims else 3 if scene is first else stakes, -place)


def _longer(script: Script, brief: Brief) -> Revision:
    """Scenes with facts not told yet, before the offer or the call to action; the others stay as they are."""
    goal = script_seconds(script) * _LONGER
    fuller = OfflinePlanner().plan(brief.model_copy(update={"seconds": min(60, round(goal * 1.15))}))
    told = {claim.field for scene in script.scenes for claim in scene.claims}
    fresh = [
        scene
        for scene in fuller.scenes
        if scene.role in ("benefit", "proof")
        and not ({claim.field for claim in scene.claims} & told)
        and scene.narration not in {one.narration for one in script.scenes}
    ]
    scenes, added = list(script.scenes), []
    place = next((i for i, one in enumerate(scenes) if one.role == "offer"), len(scenes) - 1)
    for scene in fresh:
        if sum(_seconds(one, script) for one in scenes) >= goal or len(scenes) >= 12:
            break
        new = scene.model_copy(update={"id": _free_id(scene, scenes)})
        scenes.insert(place, new)
        added.append(new.id)
        place += 1
    if not added:
        raise BriefError("the brief has no more to tell", hint="add selling points, or switch a language model on")
    return Revision(_resized(script, tuple(scenes), "longer"), tuple(added))


def _free_id(scene: ScriptScene, scenes: list[ScriptScene]) -> str:
    kind = scene.id.partition("-")[2]
    taken = {one.id for one in scenes}
    return next(f"{n}-{kind}" for n in range(len(scenes), 100) if f"{n}-{kind}" not in taken)


def _resized(script: Script, scenes: tuple[ScriptScene, ...], what: str) -> Script:
    seconds = round(sum(_seconds(scene, script) for scene in scenes))
    note = _note(script, what)
    return script.model_copy(update={"scenes": scenes, "seconds": max(6, min(60, seconds)), "written_by": note})


def _seconds(scene: ScriptScene, script: Script) -> float:
    return estimate_seconds(scene.narration, script.language) + PAUSE


def _revision(script: Script, new: dict[str, ScriptScene], instruction: Instruction) -> Revision:
    return Revision(merged(script, new, _note(script, instruction.what)), tuple(new))


def _note(script: Script, what: str) -> PlannerNote:
    before = script.written_by
    return before.model_copy(update={"notes": (*before.notes, f"{what}: changed by the offline planner")})
