"""Planning: the brief becomes a script, and a template is found for it."""

from domain.brief import Brief
from domain.errors import BriefError
from domain.script import Script
from pipeline.ghostwriter import Written
from pipeline.job import Job
from pipeline.plan_folder import PlanFolder
from pipeline.plan_steps import Forgetful, planned_of, take_steps
from pipeline.planned import Planned
from pipeline.voices import check_voice
from templates.choose import choose_template


def check_choices(brief: Brief) -> None:
    """Raise BriefError when the brief names a voice there is not, or one of another language."""
    check_voice(brief.voice, brief.language)


def plan(brief: Brief, job: Job, folder: PlanFolder | None = None, written: Written | None = None) -> Planned:
    """The script and its template, by the steps of planning; ``folder`` holds steps taken and edited before, and
    ``written`` may give the plan where no language model is asked.

    A script written by a fallback is used for this job only, so the next asks the model again. Raises BriefError when
    the folder's script says what cannot be published.
    """
    job.tell("plan", 0.0)
    if folder:
        return _from_folder(brief, job, folder)
    studio = job.studio

    def make() -> Planned:
        ahead = written() if written and not studio.model else None
        return ahead or planned_of(take_steps(brief, studio, Forgetful(), until="script"))

    return job.stages.run(
        "plan",
        Planned,
        [brief, [planner.name for planner in studio.planners], studio.model.identity if studio.model else None],
        make,
        keep=lambda planned: not planned.script.written_by.fallback_reason,
    )


def _from_folder(brief: Brief, job: Job, folder: PlanFolder) -> Planned:
    done = take_steps(brief, job.studio, folder)
    folder.open(brief, done.conversation)
    if done.check and not done.check.passed:
        worst = [one for one in done.check.objections if one.severity == "block"]
        named = "; ".join(f"{one.place}: “{one.text}” {one.reason}" for one in worst[:3])
        raise BriefError(f"the script in '{folder.path}' cannot be published: {named}", hint=worst[0].suggestion)
    return planned_of(done)


def given(script: Script, brief: Brief) -> Planned:
    """A script that was written before, and the template that suits it best."""
    name, reason = choose_template(brief, script)
    return Planned(script=script, template=name, template_reason=reason)
