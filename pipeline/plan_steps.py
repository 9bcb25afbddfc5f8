"""The steps of planning, one after the other: each result kept, and taken from where it was kept if it is there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from agent.offline import OfflinePlanner
from agent.planner import Planner
from agent.steps.angle import angle_kind, lead_of, weigh_angles
from agent.steps.check import check_script, fit_timing
from agent.steps.understand import understand
from agent.steps.write import write_script
from domain.base import Frozen
from domain.brief import Brief
from domain.conversation import Conversation
from domain.errors import PlanError
from domain.plan import ASKED_FOR, STEPS, Angle, ClaimCheck, Step, TimingFit, Understanding
from domain.post import PostKits
from domain.script import Script
from labeling.wording import load_wordings
from pipeline.planned import AUTO, Planned
from templates.catalogue import template_path

if TYPE_CHECKING:
    from agent.chat import LlmSettings
    from agent.talk import Talk

Value = TypeVar("Value", bound=Frozen)
Inputs = Sequence[Frozen | str | None]


class Keeper(Protocol):
    """Keeps the results of steps."""

    def take(self, step: Step, kind: type[Value], inputs: Inputs, make: Callable[[], Value]) -> Value:
        """The result of a step: the one kept, where it is still good for ``inputs``, else the one made now."""


class Writers(Protocol):
    """Who may write: a studio, or a room of writers where nothing is rendered."""

    @property
    def planners(self) -> tuple[Planner, ...]:
        """Asked in order, after the language model."""

    @property
    def model(self) -> "LlmSettings | None":
        """The language model, if there is one."""

    def open_talk(self) -> "Talk | None":
        """A talk with the language model for one job."""


@dataclass(frozen=True)
class WritersRoom:
    """Writers without a studio: for planning alone."""

    planners: tuple[Planner, ...]
    model: "LlmSettings | None" = None

    def open_talk(self) -> "Talk | None":
        """A talk with the language model, within the budget of one job."""
        if self.model is None:
            return None
        from agent.talk import Talk  # what asks a model takes a while to load

        return Talk(self.model)


class Forgetful:
    """Keeps nothing: every step is taken."""

    def take(self, step: Step, kind: type[Value], inputs: Inputs, make: Callable[[], Value]) -> Value:
        """The result made now."""
        return make()


@dataclass(frozen=True)
class Plan:
    """What the steps came to; those after the last one asked for are ``None``."""

    understanding: Understanding
    angle: Angle | None = None
    script: Script | None = None
    check: ClaimCheck | None = None
    timing: TimingFit | None = None
    kits: PostKits | None = None
    conversation: Conversation = field(default_factory=Conversation)


def take_steps(brief: Brief, writers: Writers, keeper: Keeper, until: Step = STEPS[-1]) -> Plan:
    """The steps up to ``until``. Raises PlanError when nobody could write a script, BriefError for a wrong edit."""
    talk = writers.open_talk()
    last = STEPS.index(until)
    plan = Plan(keeper.take("understand", Understanding, [brief], lambda: understand(brief)))
    if last >= 1:
        plan = _with_angle(plan, brief, keeper)
    if last >= 2:
        plan = _with_script(plan, brief, writers, talk, keeper)
    if last >= 3 and plan.script:
        plan = _checked(plan, plan.script, brief, keeper, last)
    return plan


def planned_offline(brief: Brief) -> Planned:
    """What the steps of planning come to where no language model is asked."""
    return planned_of(take_steps(brief, WritersRoom((OfflinePlanner(),)), Forgetful(), until="script"))


def planned_of(plan: Plan) -> Planned:
    """What a plan comes to. Raises PlanError for one without a script."""
    if plan.script is None or plan.angle is None:
        raise PlanError("the steps ended before the script", hint="this is a defect, please report it")
    return Planned(
        script=plan.script,
        template=plan.angle.template,
        template_reason=plan.angle.template_reason,
        conversation=plan.conversation,
    )


def _with_angle(plan: Plan, brief: Brief, keeper: Keeper) -> Plan:
    def make() -> Angle:
        return choose_angle(brief, plan.understanding)

    angle = keeper.take("angle", Angle, [brief, plan.understanding], make)
    angle_kind(angle.angle)
    template_path(angle.template)
    return _extended(plan, angle=angle)


def choose_angle(brief: Brief, understanding: Understanding) -> Angle:
    """The angle that suits best, and the template for it: the brief's own, else by a first draft of the script."""
    options = weigh_angles(brief, understanding)
    template, reason = _template(brief)
    return Angle(
        angle=options[0].angle,
        reason=options[0].reason,
        lead=lead_of(options[0].angle, understanding),
        template=template,
        template_reason=reason,
        others=options[1:],
    )


def _template(brief: Brief) -> tuple[str, str]:
    """The template for a brief, and why: its own, else by a first draft of the script."""
    if brief.template != AUTO:
        return brief.template, ASKED_FOR
    from templates.choose import choose_template  # all templates are loaded for it

    return choose_template(brief, OfflinePlanner().plan(brief))


def _with_script(plan: Plan, brief: Brief, writers: Writers, talk: "Talk | None", keeper: Keeper) -> Plan:
    angle = plan.angle.angle if plan.angle else ""

    def make() -> Script:
        return write_script(brief, plan.understanding, angle, talk, writers.planners)

    names = [planner.name for planner in writers.planners]
    model = " ".join(writers.model.identity) if writers.model else ""
    script = keeper.take("script", Script, [brief, plan.understanding, angle, " ".join(names), model], make)
    return _extended(plan, script=script, conversation=talk.conversation if talk else Conversation())


def _checked(plan: Plan, script: Script, brief: Brief, keeper: Keeper, last: int) -> Plan:
    """The steps that follow from the script alone."""
    mark = load_wordings().text(script.language)
    plan = _extended(
        plan, check=keeper.take("claims", ClaimCheck, [brief, script], lambda: check_script(script, brief))
    )
    if last >= 4:
        plan = _extended(plan, timing=keeper.take("timing", TimingFit, [script], lambda: fit_timing(script)))
    if last >= 5:
        from agent.post.write import write_post_kits

        kits = keeper.take("post-kit", PostKits, [brief, script, mark], lambda: write_post_kits(script, brief, mark))
        plan = _extended(plan, kits=kits)
    return plan


def _extended(plan: Plan, **results: object) -> Plan:
    return Plan(**{**plan.__dict__, **results})
