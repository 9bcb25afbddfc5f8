"""The planner that asks a language model, through langchain."""

from collections.abc import Mapping
from hashlib import sha256

from agent.chat import LlmSettings
from agent.clients.call import Message
from agent.draft import Draft, read_script
from agent.fields import field_value, fields
from agent.outline import scene_counts
from agent.prompts import prompt
from agent.review import review_script, warnings
from agent.talk import Question, Talk, Told, facts_block
from agent.timing import PAUSE, pace_of
from domain.brief import Brief
from domain.script import PlannerNote, Script

__all__ = ["LlmPlanner", "LlmSettings", "facts_of", "first_messages", "note_of", "seed_for", "wishes", "wrapped"]


class LlmPlanner:
    """Has a model write the script, checks it, and returns it for repair until it holds or patience ends."""

    name = "llm"

    def __init__(self, talk: Talk, direction: str = "") -> None:
        """``direction`` is the angle the script is to take, in words."""
        self._talk, self._direction = talk, direction

    def plan(self, brief: Brief) -> Script:
        """A script whose every claim is grounded; raises ``PlanError`` with the reason there is none."""
        question = Question("script", prompt("write-script"), first_messages(brief, self._direction), Draft)
        draft_note = PlannerNote(planner=self.name, model=self._talk.settings.model)
        script, told = self._talk.ask(
            question, lambda text: read_script(text, brief, draft_note), seed_for(self._talk, brief.seed)
        )
        told_to_seller = {"notes": warnings(review_script(script, brief))}
        note = note_of(self._talk, told).model_copy(update=told_to_seller)
        return script.model_copy(update={"written_by": note})


def note_of(talk: Talk, told: Told) -> PlannerNote:
    """Who wrote something the model was asked for, and with how much effort."""
    return PlannerNote(
        planner=LlmPlanner.name,
        model=talk.settings.model,
        repairs=told.repairs,
        input_tokens=told.cost.input_tokens,
        output_tokens=told.cost.output_tokens,
    )


def seed_for(talk: Talk, own: int) -> int:
    """The operator's seed, else the brief's own."""
    return own if talk.settings.seed is None else talk.settings.seed


def first_messages(brief: Brief, direction: str = "") -> tuple[Message, ...]:
    """The rules, and the facts as data between marks that the facts themselves cannot contain."""
    words = {**wishes(brief), "direction": direction or "free: choose what suits the facts and the audience best"}
    return wrapped("write-script", words, facts_of(brief))


def wrapped(name: str, words: Mapping[str, str], facts: Mapping[str, object]) -> tuple[Message, ...]:
    """A prompt as the rules, and data for it inside a block whose mark is made from the data."""
    block = facts_block(facts)
    mark = sha256(block.encode()).hexdigest()[:12]
    rules = prompt(name).fill(**words, mark=mark)
    return ("system", rules), ("human", prompt("brief").fill(facts=block, mark=mark))


def facts_of(brief: Brief) -> dict[str, object]:
    """Every field a claim may rest on by its path, and the audience."""
    stated = {path: field_value(brief, path) for path in fields(brief)}
    plain = {path: value if isinstance(value, str | int | float) else str(value) for path, value in stated.items()}
    return {"audience": brief.audience, "product.currency": brief.product.currency, **plain}


def wishes(brief: Brief) -> dict[str, str]:
    """What a brief asks of a script, in the words of the prompts."""
    scenes = scene_counts(brief.seconds, brief.language)[0]
    pace = pace_of(brief.language)
    syllables = (brief.seconds - scenes * (PAUSE + pace.start + pace.comma + pace.stop)) / pace.syllable
    chinese = brief.language == "zh"
    return {
        "language": "Chinese as spoken on the mainland" if chinese else "English",
        "seconds": str(brief.seconds),
        "amount": f"{syllables:.0f} hanzi" if chinese else f"{syllables / 1.45:.0f} words",
        "scenes": f"about {scenes}",
        "tone": brief.tone,
        "headline": "4 to 9 hanzi, 12 at most" if chinese else "up to 5 words and 28 characters",
        "subline": "up to 20 hanzi" if chinese else "up to 42 characters",
    }
