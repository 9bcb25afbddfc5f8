"""One scene said in fewer seconds: the same facts in other words, the rest of the script to the byte."""

from agent.claims import ungrounded
from agent.steps.revise import Drafts, Instruction, candidates, differs, merged
from agent.steps.revise_llm import revise_with_model
from agent.talk import Talk
from agent.timing import estimate_seconds
from domain.brief import Brief
from domain.errors import PlanError
from domain.script import SceneId, Script, ScriptScene


def shortened(script: Script, brief: Brief, scene: SceneId, part: float, talk: Talk | None = None) -> Script | None:
    """The script with ``scene`` said in at most this ``part`` of its time by estimate, the longest such wording first.

    The offline planner's phrases are looked through first, then the language model is asked; ``None`` when neither
    has one.
    """
    old = next(one for one in script.scenes if one.id == scene)
    seconds = _seconds(old, script) * part
    return _offline(script, brief, old, seconds) or (_by_model(script, brief, old, seconds, talk) if talk else None)


def _offline(script: Script, brief: Brief, old: ScriptScene, seconds: float) -> Script | None:
    known = [one for one in candidates(old, Drafts(brief)) if differs(one, old, script)]
    fitting = [one for one in known if _seconds(one, script) <= seconds]
    for other in sorted(fitting, key=lambda one: _seconds(one, script), reverse=True):
        new = _with(script, other.model_copy(update={"id": old.id}))
        if not any(problem.scene == old.id for problem in ungrounded(new, brief)):
            return new
    return None


def _by_model(script: Script, brief: Brief, old: ScriptScene, seconds: float, talk: Talk) -> Script | None:
    number = script.scenes.index(old) + 1
    wish = f"say scene {number} in at most {seconds:.1f} seconds of speech, with the same facts"
    try:
        told = revise_with_model(script, brief, wish, Instruction("rewrite", (old.id,)), talk).script
    except PlanError:
        return None
    new = next((one for one in told.scenes if one.id == old.id), old)
    return told if new != old and _seconds(new, script) <= seconds else None


def _with(script: Script, scene: ScriptScene) -> Script:
    before = script.written_by
    note = f"scene {scene.id} was written shorter, so that it fits its template"
    return merged(script, {scene.id: scene}, before.model_copy(update={"notes": (*before.notes, note)}))


def _seconds(scene: ScriptScene, script: Script) -> float:
    return estimate_seconds(scene.narration, script.language)
