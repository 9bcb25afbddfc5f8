"""What a language model is asked to return, and what has to be right about it before it becomes a script."""

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from agent.adlaw import lint_script
from agent.adlaw.lint import script_texts
from agent.claims import Problem, traced, ungrounded
from agent.injection import check_obedience
from agent.timing import script_seconds
from agent.wording import fits_headline, fits_subline, has_hanzi
from domain.brief import Brief
from domain.script import Claim, PlannerNote, Script, ScriptScene

TOLERANCE = 0.15
"""How far a model's script may be from the wanted length; the voice's rate makes up for that much."""


class _Strict(BaseModel):
    """Plain required fields and no extra ones: the only schema every provider's strict mode accepts."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DraftClaim(_Strict):
    text: str
    field: str


class DraftScene(_Strict):
    role: Literal["hook", "problem", "benefit", "proof", "offer", "cta"]
    narration: str
    headline: str
    subline: str
    items: list[str]
    claims: list[DraftClaim]


class Draft(_Strict):
    """A script as the model returns it."""

    title: str
    scenes: list[DraftScene]


class DraftError(Exception):
    """A draft that cannot become a script; ``problems`` are sentences for the model to act on."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read_script(answer: str, brief: Brief, note: PlannerNote) -> Script:
    """The model's answer as a script that fits the brief and whose claims hold; raises ``DraftError``."""
    try:
        script = traced(_to_script(Draft.model_validate_json(_unfenced(answer)), brief, note), brief)
    except ValidationError as error:
        raise DraftError([_sentence(detail["loc"], detail["msg"]) for detail in error.errors()[:12]]) from error
    problems = list(
        dict.fromkeys(
            (*_shape(script, brief), *_words(script), *_law(script, brief), *_length(script), *_claims(script, brief))
        )
    )
    if problems:
        raise DraftError(problems[:20])
    return script


def _unfenced(answer: str) -> str:
    """Without the Markdown fence that some models put around their JSON."""
    text = answer.strip()
    if text.startswith("```") and text.endswith("```"):
        return text.removeprefix("```json").removeprefix("```").removesuffix("```")
    return text


def _to_script(draft: Draft, brief: Brief, note: PlannerNote) -> Script:
    scenes = tuple(
        ScriptScene(
            id=f"{number}-{scene.role}",
            role=scene.role,
            narration=scene.narration,
            headline=scene.headline,
            subline=scene.subline,
            items=tuple(scene.items),
            claims=tuple(Claim(text=claim.text, field=claim.field) for claim in scene.claims),
        )
        for number, scene in enumerate(draft.scenes, start=1)
    )
    return Script(
        language=brief.language,
        title=draft.title,
        seconds=brief.seconds,
        scenes=scenes,
        written_by=note,
        seed=brief.seed,
    )


def _sentence(where: tuple[int | str, ...], what: str) -> str:
    return f"{'.'.join(str(part) for part in where) or 'the answer'}: {what}"


def _shape(script: Script, brief: Brief) -> Iterator[str]:
    """Order and presence of scenes."""
    product = brief.product
    roles = [scene.role for scene in script.scenes]
    if roles[0] != "hook" or roles[-1] != "cta":
        yield "the first scene must be the hook and the last one the cta"
    if "offer" in roles and product.price is None and product.sale_price is None:
        yield "there is no price among the facts, so there can be no offer scene"
    if "proof" in roles and not (product.reviews or product.specs or product.evidence):
        yield "there is no review, specification or evidence among the facts, so there can be no proof scene"


def _words(script: Script) -> Iterator[str]:
    """Language and length of screen text."""
    for scene in script.scenes:
        if script.language == "zh" and not has_hanzi(scene.narration):
            yield f"scene {scene.id}: the narration is not in Chinese"
        if script.language == "en" and has_hanzi(scene.narration):
            yield f"scene {scene.id}: the narration is not in English"
        if not fits_headline(scene.headline, script.language):
            yield f"scene {scene.id}: the headline “{scene.headline}” is too long for the screen"
        if scene.subline and not fits_subline(scene.subline, script.language):
            yield f"scene {scene.id}: the subline “{scene.subline}” is too long for the screen"


def _law(script: Script, brief: Brief) -> Iterator[str]:
    """What the markets' law forbids and what foreign orders brought in; warnings are for the seller, not the model."""
    for finding in (*lint_script(script, brief), *check_obedience(script_texts(script), brief)):
        if finding.blocks:
            where = "the title" if finding.place == "title" else f"scene {finding.place}"
            yield f"{where}: “{finding.text}” may not be advertised ({finding.rule}: {finding.reason})"


def _length(script: Script) -> Iterator[str]:
    spoken = script_seconds(script)
    if abs(spoken / script.seconds - 1) > TOLERANCE:
        change = f"{abs(spoken / script.seconds - 1):.0%} {'shorter' if spoken > script.seconds else 'longer'}"
        yield f"the narration takes about {spoken:.0f} s, but {script.seconds} s are wanted: make it {change}"


def _claims(script: Script, brief: Brief) -> Iterator[str]:
    for problem in ungrounded(script, brief):
        yield _told(problem)


def _told(problem: Problem) -> str:
    where = "the title" if problem.scene == "title" else f"scene {problem.scene}"
    return f"{where}: “{problem.text}” is not supported ({problem.reason})"
