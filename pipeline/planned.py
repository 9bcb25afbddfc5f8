"""What planning comes to: a script, and the template for it. Light to load: a fork sends it, and a command takes it."""

from domain.base import Frozen
from domain.brief import Brief
from domain.conversation import Conversation
from domain.script import Script

AUTO = "auto"


class Planned(Frozen):
    """A script, the template for it, and what a language model was asked and said."""

    script: Script
    template: str
    template_reason: str
    conversation: Conversation = Conversation()


def fitted(brief: Brief, planned: Planned) -> Brief:
    """The brief as its script was planned: an edit may have changed length or language."""
    script = planned.script
    return brief.model_copy(update={"seconds": script.seconds, "language": script.language})


def told(planned: Planned) -> dict[str, Frozen]:
    """The paper that says what a language model was asked and said; none where no model was asked."""
    return {"conversation.json": planned.conversation} if planned.conversation.exchanges else {}
