"""One approved script in another language: the same scenes, the same figures, each claim with the field it had."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from agent.adlaw.lint import lint_script
from agent.claims import scene_texts, traced, ungrounded
from agent.data import load
from agent.draft import TOLERANCE, DraftClaim, DraftError
from agent.llm import facts_of, note_of, seed_for, wishes, wrapped
from agent.mentions import Mention, mentions
from agent.prompts import prompt
from agent.talk import Question, Talk, unfenced
from agent.timing import script_seconds
from agent.wording import fits_headline, fits_subline
from domain.base import Frozen
from domain.brief import Brief, Language
from domain.script import Claim, Script, ScriptScene

_FIGURES = frozenset({"price", "quantity", "percent", "discount", "code"})


class LanguageRow(Frozen):
    """How a language is named to a model, the letters every narration in it has, and those it must not have."""

    said: str
    letters: str
    never: str


class _Rows(RootModel[dict[Language, LanguageRow]]):
    pass


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TranslatedScene(_Strict):
    """A scene as the model carried it over."""

    id: str
    narration: str
    headline: str
    subline: str
    items: list[str]
    claims: list[DraftClaim]


class Translated(_Strict):
    """The script as the model carried it over."""

    title: str
    scenes: list[TranslatedScene]


@cache
def languages() -> dict[Language, LanguageRow]:
    """Every language a script can be in."""
    return load("languages.yaml", _Rows).root


def translate(script: Script, brief: Brief, language: Language, talk: Talk) -> Script:
    """The script in ``language``; raises ``PlanError`` when the model could not carry it over faithfully."""
    target = brief.model_copy(update={"language": language, "seconds": script.seconds})
    shown = script.model_dump(mode="json", include={"title", "scenes"})
    words = {name: wishes(target)[name] for name in ("seconds", "amount", "headline", "subline")}
    messages = wrapped(
        "translate-script",
        {**words, "language": languages()[language].said},
        {"script": shown, **facts_of(target)},
    )
    question = Question("translate", prompt("translate-script"), messages, Translated)

    def read(answer: str) -> Script:
        return read_translation(answer, script, target)

    translated, told = talk.ask(question, read, seed_for(talk, brief.seed))
    note = note_of(talk, told).model_copy(update={"notes": (f"carried over from {script.language}",)})
    return translated.model_copy(update={"written_by": note})


def read_translation(answer: str, script: Script, target: Brief) -> Script:
    """The model's answer as a script that says what ``script`` says; raises ``DraftError`` naming what differs."""
    try:
        told = Translated.model_validate_json(unfenced(answer))
        if [scene.id for scene in told.scenes] != [scene.id for scene in script.scenes]:
            raise DraftError([f"give these scenes in this order: {', '.join(scene.id for scene in script.scenes)}"])
        pairs = zip(script.scenes, told.scenes, strict=True)
        scenes = tuple(_scene(source, scene) for source, scene in pairs)
        new = script.model_copy(update={"language": target.language, "title": told.title, "scenes": scenes})
        new = traced(Script.model_validate(new.model_dump()), target)
    except ValidationError as error:
        raise DraftError(
            [f"{'.'.join(map(str, detail['loc'])) or 'the answer'}: {detail['msg']}" for detail in error.errors()[:12]]
        ) from error
    problems = [*dict.fromkeys(_problems(script, new, target))]
    if problems:
        raise DraftError(problems[:20])
    return new


def _scene(source: ScriptScene, told: TranslatedScene) -> ScriptScene:
    return ScriptScene(
        id=source.id,
        role=source.role,
        narration=told.narration,
        headline=told.headline,
        subline=told.subline,
        items=tuple(told.items),
        claims=tuple(Claim(text=claim.text, field=claim.field) for claim in told.claims),
    )


def _problems(source: Script, new: Script, target: Brief) -> Iterator[str]:
    row = languages()[new.language]
    for before, after in zip(source.scenes, new.scenes, strict=True):
        where = f"scene {after.id}"
        if not re.search(row.letters, after.narration) or (row.never and re.search(row.never, after.narration)):
            yield f"{where}: the narration is not in {row.said}"
        if not fits_headline(after.headline, new.language):
            yield f"{where}: the headline “{after.headline}” is too long for the screen"
        if after.subline and not fits_subline(after.subline, new.language):
            yield f"{where}: the subline “{after.subline}” is too long for the screen"
        yield from (f"{where}: {difference}" for difference in figure_differences(before, after))
        lost = {claim.field for claim in before.claims} - {claim.field for claim in after.claims}
        yield from (f"{where}: the claim on {field} is lost" for field in sorted(lost))
    spoken = script_seconds(new)
    if abs(spoken / new.seconds - 1) > TOLERANCE:
        change = f"{abs(spoken / new.seconds - 1):.0%} {'shorter' if spoken > new.seconds else 'longer'}"
        yield f"the narration takes about {spoken:.0f} s, but {new.seconds} s are wanted: make it {change}"
    for problem in ungrounded(new, target):
        yield f"{problem.scene}: “{problem.text}” is not supported ({problem.reason})"
    yield from (str(one) for one in lint_script(new, target) if one.blocks)


def figure_differences(before: ScriptScene, after: ScriptScene) -> Iterator[str]:
    """Figures that one scene states and the other doesn't, however they are spelled: 50 元 is ¥50, 8 折 is 20% off."""
    old, new = _figures(before), _figures(after)
    yield from (f"{_shown(key)} is lost" for key in sorted(set(old) - set(new)))
    yield from (f"{_shown(key)} is new" for key in sorted(set(new) - set(old)))


def _figures(scene: ScriptScene) -> Counter[tuple[str, str, str]]:
    return Counter(_key(one) for text in scene_texts(scene) for one in mentions(text) if one.kind in _FIGURES)


def _key(mention: Mention) -> tuple[str, str, str]:
    if mention.kind == "price":
        return "price", mention.value, ""
    if mention.kind == "discount":
        return "percent", f"{(100 - 10 * Decimal(mention.value)).normalize():f}", ""
    return mention.kind, mention.value, mention.unit


def _shown(key: tuple[str, str, str]) -> str:
    return " ".join(part for part in key if part)
