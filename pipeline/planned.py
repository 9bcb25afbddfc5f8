"""What planning comes to: a script, and the template for it. Loads no writer: some only take what was planned."""

from dataclasses import dataclass

from domain.base import Frozen
from domain.brief import Brief
from domain.conversation import Conversation
from domain.script import Script
from templates.catalogue import load_template, named_template
from templates.spec import TemplateSpec

AUTO = "auto"


@dataclass(frozen=True)
class Choice:
    """The template to use, and why."""

    template: TemplateSpec
    reason: str


class Planned(Frozen):
    """A script, the template for it, and what a language model was asked and said."""

    script: Script
    template: str
    template_reason: str
    conversation: Conversation = Conversation()


def wanted_template(brief: Brief) -> TemplateSpec | None:
    """The template the brief asks for by name, if it does. Raises TemplateError when there is no such template."""
    return None if brief.template == AUTO else named_template(brief.template)


def choose(planned: Planned, wanted: TemplateSpec | None, reason: str = "") -> Choice:
    """The template that was wanted, for ``reason`` if it was not the brief's own wish, else the one planned."""
    if wanted:
        return Choice(wanted, reason or "the brief asks for it")
    return Choice(load_template(planned.template), planned.template_reason)


def fitted(brief: Brief, planned: Planned) -> Brief:
    """The brief as its script was planned: an edit may have changed length or language."""
    script = planned.script
    return brief.model_copy(update={"seconds": script.seconds, "language": script.language})


def told(planned: Planned) -> dict[str, Frozen]:
    """The paper that says what a language model was asked and said; none where no model was asked."""
    return {"conversation.json": planned.conversation} if planned.conversation.exchanges else {}
