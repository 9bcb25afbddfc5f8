"""Fitting: a voice that fits its scenes, by its rate first and by other words second."""

from collections.abc import Mapping
from decimal import Decimal

from agent.chat import LlmSettings
from agent.steps.shorten import shortened
from agent.talk import Talk
from domain.asset import Asset
from domain.brief import Brief
from domain.conversation import Conversation
from domain.script import SceneId, Script
from pipeline.casting import cast
from pipeline.intake import Intake
from pipeline.job import Job
from pipeline.planned import Planned
from pipeline.rehearsing import rehearsal_inputs
from pipeline.speaking import Speech, speak, speak_in_rooms, too_long
from templates.compose import rooms_for_speech
from templates.rehearsal import rehearse
from templates.spec import TemplateSpec
from templates.timing import Room

_REWRITES = 2
"""How often a script is written shorter: an estimate of the voice may be off the first time."""


def speech_rooms_of(
    script: Script,
    brief: Brief,
    intake: Intake,
    template: TemplateSpec,
    job: Job,
    cutouts: Mapping[str, Asset] | None = None,
) -> tuple[Room, ...]:
    """How long the voice of each scene should last in this template; waits for the cut-outs unless some are given."""
    voiceover = rehearse(script)
    presenter = cast(brief, script, voiceover, job.studio.portraits)
    inputs = rehearsal_inputs(intake, script, voiceover, brief.aspects[0], presenter, cutouts)
    return rooms_for_speech(template, inputs)


def check_template(script: Script, brief: Brief, intake: Intake, template: TemplateSpec, job: Job) -> None:
    """Raise TemplateError where the template lacks something, before a voice is paid for and without waiting for
    cut-outs: every photo on white is taken for one."""
    supposed = {image.sha256: image for image in intake.images if image.white_background}
    speech_rooms_of(script, brief, intake, template, job, supposed)


def speak_to_fit(
    planned: Planned, brief: Brief, intake: Intake, template: TemplateSpec, job: Job, *, own: bool
) -> tuple[Planned, Speech]:
    """The script spoken, each scene within its template's seconds where that can be.

    A scene that is too long at 1.15 times the voice's pace is written shorter and the script spoken again, unless the
    script is the user's ``own``: then, as where no shorter wording is found, the scene lasts as long as its voice.
    """
    lexicon = intake.brand.pronunciations
    check_template(planned.script, brief, intake, template, job)
    for rewrites in range(_REWRITES + 1):
        spoken = speak(planned.script, brief, template.timing, job, None, lexicon)
        rooms = speech_rooms_of(planned.script, brief, intake, template, job)  # asks for the cut-outs: ready by now
        speech = speak_in_rooms(spoken, planned.script, brief, job, lexicon, rooms)
        share = too_long(speech, rooms)
        shorter = _rewritten(planned, brief, share, job) if share and not own and rewrites < _REWRITES else planned
        if shorter.script == planned.script:
            break
        planned = shorter
    return planned, speech


def _rewritten(planned: Planned, brief: Brief, share: dict[SceneId, float], job: Job) -> Planned:
    """The script with the scenes that are too long in other words, where there are any; kept with the job."""
    model = job.studio.model

    def make() -> Planned:
        script, talk = planned.script, _talk(model, planned.conversation) if model else None
        for scene, part in share.items():
            script = shortened(script, brief, scene, part, talk) or script
        told = (*planned.conversation.exchanges, *(talk.conversation.exchanges if talk else ()))
        return planned.model_copy(update={"script": script, "conversation": Conversation(exchanges=told)})

    wanted = [part for scene in share.items() for part in scene]
    return job.stages.run("fit", Planned, [planned, brief, wanted, model.identity if model else None], make)


def _talk(model: LlmSettings, so_far: Conversation) -> Talk:
    """A talk within what the job has left of its budget."""
    limits, spent = model.limits, [exchange.settled for exchange in so_far.exchanges]
    left: dict[str, object] = {
        "tokens": max(0, limits.tokens - sum(cost.input_tokens + cost.output_tokens for cost in spent))
    }
    if limits.money is not None:
        left["money"] = max(Decimal(0), limits.money - sum((cost.money or Decimal(0) for cost in spent), Decimal(0)))
    return Talk(model.model_copy(update={"limits": limits.model_copy(update=left)}))
