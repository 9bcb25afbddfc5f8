"""The planner that asks a language model, over any OpenAI-compatible endpoint, through langchain."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from string import Template

from agent.chat import Answer, LlmSettings, Message, ask
from agent.data import read_text
from agent.draft import Draft, DraftError, read_script
from agent.fields import field_value, fields
from agent.outline import scene_counts
from agent.timing import PACES, PAUSE
from domain.brief import Brief
from domain.errors import PlanError
from domain.script import PlannerNote, Script

__all__ = ["LlmPlanner", "LlmSettings", "first_messages"]


class LlmPlanner:
    """Has a model write the script, checks it, and returns it for repair until it holds or patience ends."""

    name = "llm"

    def __init__(self, settings: LlmSettings) -> None:
        self._settings = settings

    def plan(self, brief: Brief) -> Script:
        """A script whose every claim is grounded; raises ``PlanError`` with the reason there is none."""
        messages: tuple[Message, ...] = first_messages(brief)
        seed = brief.seed if self._settings.seed is None else self._settings.seed
        spent: list[Answer] = []
        problems: list[str] = []
        for attempt in range(self._settings.max_repairs + 1):
            answer = ask(messages, Draft, self._settings, seed)
            spent.append(answer)
            try:
                return read_script(answer.text, brief, self._note(attempt, spent))
            except DraftError as error:
                problems = error.problems
            messages = (*messages, ("ai", answer.text[:20_000]), ("human", _repair(problems)))
        raise PlanError(
            f"{self._settings.model} wrote no usable script in {len(spent)} attempts: {'; '.join(problems[:3])}",
            hint="try again, or use a stronger model",
        )

    def _note(self, repairs: int, spent: Sequence[Answer]) -> PlannerNote:
        return PlannerNote(
            planner=self.name,
            model=self._settings.model,
            repairs=repairs,
            input_tokens=sum(answer.input_tokens for answer in spent),
            output_tokens=sum(answer.output_tokens for answer in spent),
        )


def first_messages(brief: Brief) -> tuple[Message, ...]:
    """The rules, and the facts as data between marks that the facts themselves cannot contain."""
    facts = json.dumps(_facts(brief), ensure_ascii=False, indent=1).replace("<", "\\u003c")
    mark = sha256(facts.encode()).hexdigest()[:12]
    rules = _prompt("write-script", _wishes(brief) | {"mark": mark})
    return ("system", rules), ("human", _prompt("brief", {"facts": facts, "mark": mark}))


def _facts(brief: Brief) -> dict[str, object]:
    stated = {path: field_value(brief, path) for path in fields(brief)}
    plain = {path: value if isinstance(value, str | int | float) else str(value) for path, value in stated.items()}
    return {"audience": brief.audience, "product.currency": brief.product.currency, **plain}


def _wishes(brief: Brief) -> dict[str, str]:
    scenes = scene_counts(brief.seconds, brief.language)[0]
    pace = PACES[brief.language]
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


def _repair(problems: Sequence[str]) -> str:
    return _prompt("repair", {"problems": "\n".join(f"- {problem}" for problem in problems)})


def _prompt(name: str, words: Mapping[str, str]) -> str:
    """A prompt file without its heading, its ``$words`` filled; a word it lacks raises ``KeyError``."""
    _, _, text = read_text(f"prompts/{name}.md").split("---\n", 2)
    return Template(text.strip()).substitute(words)
