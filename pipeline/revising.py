"""Revising: a planned script changed as asked or carried over, and what follows from it taken anew."""

from dataclasses import dataclass

from agent.claims import scene_texts
from agent.steps.check import check_script
from agent.steps.revise import Revision, read_instruction, revise_offline
from agent.steps.revise_llm import revise_with_model
from agent.steps.translate import translate
from agent.talk import Talk
from domain.brief import Brief, Language
from domain.errors import BriefError, PlanError
from domain.fonts import TextMeasurer
from domain.plan import ClaimCheck
from domain.script import Script
from pipeline.plan_folder import PlanFolder
from pipeline.plan_steps import Plan, Writers, take_steps
from presenter.voices import load_voices

KNOWN = "shorter, longer, more playful, warmer, more premium, plainer, another hook, another ending, rewrite scene 3"


@dataclass(frozen=True)
class Revised:
    """The script after a change, the scenes that are not as they were, and whether it may be published."""

    script: Script
    changed: tuple[str, ...]
    check: ClaimCheck | None
    notes: tuple[str, ...] = ()


def revise(folder: PlanFolder, wish: str, writers: Writers) -> Revised:
    """Change the script in ``folder`` as ``wish`` says, and only the scenes it names.

    Raises BriefError when the wish is not understood offline, or there is no other way to say it.
    """
    brief, script = folder.brief(), folder.script()
    talk = writers.open_talk()
    revision, notes = change(script, brief, wish, talk)
    folder.edit("script", revision.script)
    done = take_steps(brief, writers, folder)
    if talk:
        folder.open(brief, talk.conversation)
    return Revised(revision.script, revision.changed, done.check, notes)


def carry_over(source: PlanFolder, language: Language, to: PlanFolder, writers: Writers, measure: TextMeasurer) -> Plan:
    """The approved script of a plan in another language, as a plan of its own with the same angle and template.

    Raises BriefError when the script must not be published or no voice or font can say or show it, PlanError without
    a language model or when it could not carry the script over faithfully.
    """
    brief, script = source.brief(), source.script()
    if not check_script(script, brief).passed:
        raise BriefError(f"the script in '{source.path}' cannot be published", hint="mend it before it is translated")
    check_voice(language)
    talk = writers.open_talk()
    if talk is None:
        raise PlanError("translating needs a language model", hint="set llm_enabled and llm_model")
    translated = translate(script, brief, language, talk)
    check_letters(translated, measure)
    target = brief.model_copy(update={"language": language, "seconds": script.seconds})
    to.start("script", translated)
    if angle := source.angle():
        to.start("angle", angle)
    done = take_steps(target, writers, to)
    to.open(target, talk.conversation)
    return done


def check_voice(language: Language) -> None:
    """Raise BriefError unless some voice speaks the language."""
    if not any(voice.language == language for voice in load_voices()):
        raise BriefError(f"no voice speaks '{language}'", hint="'vitrine doctor' lists the voices")


def check_letters(script: Script, measure: TextMeasurer) -> None:
    """Raise BriefError naming the first characters that no font can draw."""
    for scene in script.scenes:
        missing = "".join(measure.missing(text, "text") for text in scene_texts(scene))
        if missing:
            raise BriefError(
                f"scene {scene.id}: no font can draw {missing[:10]}", hint="install a font that has these letters"
            )


def change(script: Script, brief: Brief, wish: str, talk: Talk | None) -> tuple[Revision, tuple[str, ...]]:
    """The script changed by the language model, else by rules; and why the model did not, where it was asked."""
    instruction = read_instruction(wish, script)
    if talk:
        try:
            return revise_with_model(script, brief, wish, instruction, talk), ()
        except PlanError as error:
            if instruction is None:
                raise
            return revise_offline(script, brief, instruction), (f"changed offline, because {error.message}",)
    if instruction is None:
        raise BriefError(
            f"“{wish[:60]}” is not a change that is known offline", hint=f"say {KNOWN}; or switch a language model on"
        )
    return revise_offline(script, brief, instruction), ()
