"""Planning: the brief becomes a script, and a template is found for it."""

from dataclasses import dataclass

from agent.llm import LlmPlanner
from agent.planner import plan_script
from domain.base import Frozen
from domain.brief import Brief
from domain.conversation import Conversation
from domain.errors import BriefError
from domain.script import Script
from pipeline.explain import nearest
from pipeline.job import Job
from presenter.voices import load_voices
from templates.catalogue import load_template
from templates.choose import choose_template
from templates.spec import TemplateSpec

AUTO = "auto"


@dataclass(frozen=True)
class Choice:
    """The template to use, and why."""

    template: TemplateSpec
    reason: str


def wanted_template(brief: Brief) -> TemplateSpec | None:
    """The template the brief asks for by name, if it does. Raises TemplateError when there is no such template."""
    return None if brief.template == AUTO else load_template(brief.template)


def check_choices(brief: Brief) -> None:
    """Raise BriefError when the brief names a voice or presenter there is not."""
    voices = {voice.name for voice in load_voices()}
    if brief.voice != AUTO and brief.voice not in voices:
        raise BriefError(f"voice '{brief.voice}' is not known", hint=nearest(brief.voice, {AUTO, *voices}))
    if brief.presenter not in (AUTO, "none"):
        raise BriefError(f"presenter '{brief.presenter}' is not known", hint="write auto or none")


class Planned(Frozen):
    """A script, and what a language model was asked and said for it."""

    script: Script
    conversation: Conversation = Conversation()


def plan(brief: Brief, job: Job) -> Planned:
    """The script. One written by a fallback is used for this job only, so the next asks the model again."""
    job.tell("plan", 0.0)
    studio, talk = job.studio, job.studio.open_talk()

    def write() -> Planned:
        asked = (LlmPlanner(talk),) if talk else ()
        script = plan_script(brief, (*asked, *studio.planners))
        return Planned(script=script, conversation=talk.conversation if talk else Conversation())

    return job.stages.run(
        "plan",
        Planned,
        [brief, [planner.name for planner in studio.planners], studio.model.identity if studio.model else None],
        write,
        keep=lambda planned: not planned.script.written_by.fallback_reason,
    )


def choose(brief: Brief, script: Script, wanted: TemplateSpec | None) -> Choice:
    """The template that was wanted, else the one that suits the script best."""
    if wanted:
        return Choice(wanted, "the brief asks for it")
    name, reason = choose_template(brief, script)
    return Choice(load_template(name), reason)


def told(planned: Planned) -> dict[str, Frozen]:
    """The paper that says what a language model was asked and said; none where no model was asked."""
    return {"conversation.json": planned.conversation} if planned.conversation.exchanges else {}
