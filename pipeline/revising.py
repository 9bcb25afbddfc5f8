"""Revising: a planned script changed as asked, and what follows from it taken anew."""

from dataclasses import dataclass

from agent.steps.revise import Revision, read_instruction, revise_offline
from agent.steps.revise_llm import revise_with_model
from agent.talk import Talk
from domain.brief import Brief
from domain.errors import BriefError, PlanError
from domain.plan import ClaimCheck
from domain.script import Script
from pipeline.plan_folder import PlanFolder
from pipeline.plan_steps import Writers, take_steps

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
