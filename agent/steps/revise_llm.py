"""A finished script changed by a language model: only the scenes it may change, whatever it returns."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from agent.adlaw.lint import lint_script
from agent.claims import traced, ungrounded
from agent.draft import DraftClaim, DraftError
from agent.llm import facts_of, note_of, seed_for, wishes, wrapped
from agent.prompts import prompt
from agent.steps.revise import Instruction, Revision, merged
from agent.talk import Question, Talk, unfenced
from agent.timing import script_seconds
from agent.wording import fits_headline, fits_subline
from domain.brief import Brief
from domain.script import Claim, Script, ScriptScene

_LONGEST_WISH = 300


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RevisedScene(_Strict):
    """A scene as the model wants it; an empty narration takes it out."""

    id: str
    role: Literal["hook", "problem", "benefit", "proof", "offer", "cta"]
    narration: str
    headline: str
    subline: str
    items: list[str]
    claims: list[DraftClaim]


class Revised(_Strict):
    """The scenes that change."""

    scenes: list[RevisedScene]


def revise_with_model(script: Script, brief: Brief, wish: str, instruction: Instruction | None, talk: Talk) -> Revision:
    """The script as the model changed it; raises ``PlanError`` when it could not."""
    may_change = instruction.scenes if instruction else tuple(scene.id for scene in script.scenes)
    shown = script.model_dump(mode="json", include={"title", "seconds", "scenes"})
    facts = {"wish": wish[:_LONGEST_WISH], "may_change": list(may_change), "script": shown, **facts_of(brief)}
    words = {key: text for key, text in wishes(brief).items() if key in ("language", "tone", "headline", "subline")}
    question = Question("revise", prompt("revise-script"), wrapped("revise-script", words, facts), Revised)
    resize = instruction is None or instruction.what in ("shorter", "longer")

    def read(answer: str) -> Revision:
        return _read(answer, script, brief, may_change, resize=resize)

    revision, told = talk.ask(question, read, seed_for(talk, brief.seed))
    note = note_of(talk, told).model_copy(
        update={"notes": (*script.written_by.notes, f"changed as asked: {wish[:80]}")}
    )
    return Revision(revision.script.model_copy(update={"written_by": note}), revision.changed)


def _read(answer: str, script: Script, brief: Brief, may_change: tuple[str, ...], *, resize: bool) -> Revision:
    try:
        revised = Revised.model_validate_json(unfenced(answer))
        new = {scene.id: _scene(scene) for scene in revised.scenes if scene.narration.strip()}
    except ValidationError as error:
        raise DraftError(
            [f"{'.'.join(map(str, detail['loc'])) or 'the answer'}: {detail['msg']}" for detail in error.errors()[:12]]
        ) from error
    gone = {scene.id for scene in revised.scenes if not scene.narration.strip()}
    changed = {name for name, scene in new.items() if scene not in script.scenes} | gone
    _refuse_others(changed, may_change)
    whole = merged(script, new, script.written_by)
    whole = traced(whole.model_copy(update={"scenes": tuple(s for s in whole.scenes if s.id not in gone)}), brief)
    # Tracing may add claims; scenes that were not to change stay as they were.
    kept = {scene.id: scene for scene in script.scenes if scene.id not in changed}
    whole = merged(whole, kept, script.written_by)
    if resize:
        whole = whole.model_copy(update={"seconds": max(6, min(60, round(script_seconds(whole))))})
    problems = [*_problems(whole, brief, changed)]
    if problems:
        raise DraftError(problems[:20])
    return Revision(whole, tuple(sorted(changed)))


def _scene(scene: RevisedScene) -> ScriptScene:
    return ScriptScene(
        id=scene.id,
        role=scene.role,
        narration=scene.narration,
        headline=scene.headline,
        subline=scene.subline,
        items=tuple(scene.items),
        claims=tuple(Claim(text=claim.text, field=claim.field) for claim in scene.claims),
    )


def _refuse_others(changed: set[str], may_change: tuple[str, ...]) -> None:
    if not changed:
        raise DraftError(["nothing was changed: change what the wish names"])
    others = sorted(changed - set(may_change))
    if others:
        raise DraftError([f"scene {name} must stay as it is; leave it out of the list" for name in others])


def _problems(script: Script, brief: Brief, changed: set[str]) -> list[str]:
    found: list[str] = []
    roles = [scene.role for scene in script.scenes]
    if len(roles) < 2 or roles[0] != "hook" or roles[-1] != "cta":
        found.append("the first scene must stay the hook and the last one the cta")
    for scene in script.scenes:
        if scene.id in changed and not fits_headline(scene.headline, script.language):
            found.append(f"scene {scene.id}: the headline “{scene.headline}” is too long for the screen")
        if scene.id in changed and scene.subline and not fits_subline(scene.subline, script.language):
            found.append(f"scene {scene.id}: the subline “{scene.subline}” is too long for the screen")
    found += [f"scene {p.scene}: “{p.text}” is not supported ({p.reason})" for p in ungrounded(script, brief)]
    found += [str(one) for one in lint_script(script, brief) if one.blocks and one.place in changed]
    return found
