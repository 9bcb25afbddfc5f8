"""A job's talk with its language model: every request tried, repaired, paid for and kept."""

import json
import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from agent.budget import Purse
from agent.chat import LlmSettings, ask_once
from agent.clients.call import Answer, Call, Message, RefusedError
from agent.draft import DraftError
from agent.prompts import Prompt, prompt
from domain.conversation import Conversation, Cost, Exchange, Spoken
from domain.errors import PlanError

Value = TypeVar("Value")

_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 8.0
_LONGEST_ANSWER = 20_000
_HINT = "check llm_provider, llm_base_url, llm_model and the key, or switch the language model off"
_SECRET = re.compile(r"\b(?:sk|pk|rk|key|ghp|AIza)[-_A-Za-z0-9]{16,}|\bBearer\s+[-\w.~+/]{16,}=*", re.I)


@dataclass(frozen=True)
class Question:
    """What is asked for a step: the prompt it comes from, its messages and the form of the answer."""

    step: str
    prompt: Prompt
    messages: tuple[Message, ...]
    form: type[BaseModel]


@dataclass(frozen=True)
class Told:
    """How an answer came about: repairs made, and what all tries of the step cost."""

    repairs: int
    cost: Cost


class Talk:
    """Asks the model for one job, within that job's budget, and keeps what was asked and said."""

    def __init__(self, settings: LlmSettings, pause: Callable[[float], None] = time.sleep) -> None:
        self.settings = settings
        self._pause = pause
        self._purse = Purse(settings.limits, settings.price)
        self._kept: list[Exchange] = []

    @property
    def conversation(self) -> Conversation:
        """Every request so far."""
        return Conversation(exchanges=tuple(self._kept))

    def ask(self, question: Question, read: Callable[[str], Value], seed: int) -> tuple[Value, Told]:
        """What ``read`` makes of the answer; mistakes it names go back to the model for repair.

        Raises ``PlanError`` when tries, time or budget are used up, or the service will not answer.
        """
        before, end = self._purse.spent, time.monotonic() + self.settings.deadline_s
        messages, repairs, reason, wait = question.messages, 0, "", 0.0
        for attempt in range(self.settings.max_tries):
            if attempt and not self._waited(wait, end):
                break
            try:
                answer = self._once(question, messages, seed + attempt - repairs, end)
                return read(answer.text), Told(repairs, self._since(before))
            except RefusedError as error:
                reason, wait = self._blot(str(error)), _wait(attempt, error.wait_s)
                if not error.again:
                    break
            except DraftError as error:
                self._amend(fault="; ".join(error.problems))
                reason, wait, repairs = _unusable(error.problems), 0.0, repairs + 1
                messages = (*messages, ("ai", answer.text[:_LONGEST_ANSWER]), ("human", _repair(error.problems)))
        tries = len(self._kept)
        raise PlanError(f"{self.settings.place} {reason} ({tries} requests in this job)", hint=_HINT)

    def _once(self, question: Question, messages: Sequence[Message], seed: int, end: float) -> Answer:
        call = self._request(question, messages, seed, end)
        reserved = self._purse.estimate(messages, json.dumps(call.schema), call.max_output_tokens)
        self._purse.reserve(reserved)
        try:
            answer = ask_once(call, self.settings.row.client)
        except RefusedError as error:
            # What may have been charged counts as charged, unless the service says how much it was.
            known = error.answer if error.answer and error.answer.output_tokens else None
            paid = self._price(known) if known else (reserved if error.charged else Cost())
            self._keep(question, call, error.answer.text if error.answer else "", str(error), reserved, paid)
            raise
        paid = self._price(answer) if answer.input_tokens or answer.output_tokens else reserved
        self._keep(question, call, answer.text, "", reserved, paid)
        return answer

    def _request(self, question: Question, messages: Sequence[Message], seed: int, end: float) -> Call:
        own, row = self.settings, self.settings.row
        return Call(
            messages=messages,
            schema=question.form.model_json_schema(),
            schema_as=own.schema_as or row.schema_as,
            base_url=own.address,
            api_key=own.api_key,
            model=own.model,
            max_output_tokens=own.max_output_tokens,
            length=row.length,
            temperature=own.temperature,
            seed=seed if row.seeded else None,
            seconds=max(0.1, min(own.timeout_s, end - time.monotonic())),
        )

    def _price(self, answer: Answer) -> Cost:
        return self._purse.cost(answer.input_tokens, answer.output_tokens)

    def _keep(self, question: Question, call: Call, answer: str, fault: str, reserved: Cost, paid: Cost) -> None:
        self._purse.settle(reserved, paid)
        self._kept.append(
            Exchange(
                step=question.step,
                prompt=question.prompt.label,
                provider=self.settings.provider,
                model=call.model,
                temperature=call.temperature,
                seed=call.seed,
                messages=tuple(Spoken(role=role, text=self._blot(text)) for role, text in call.messages),
                answer=self._blot(answer[:_LONGEST_ANSWER]),
                fault=self._blot(fault),
                reserved=reserved,
                settled=paid,
            )
        )

    def _amend(self, fault: str) -> None:
        self._kept[-1] = self._kept[-1].model_copy(update={"fault": self._blot(fault)[:2000]})

    def _blot(self, text: str) -> str:
        """The text without the key, and without anything else that looks like one."""
        own = text.replace(self.settings.api_key, "***") if self.settings.api_key else text
        return _SECRET.sub("***", own)

    def _since(self, before: Cost) -> Cost:
        now = self._purse.spent
        return self._purse.cost(now.input_tokens - before.input_tokens, now.output_tokens - before.output_tokens)

    def _waited(self, seconds: float, end: float) -> bool:
        """Wait, unless the time would be up before: then at once ``False``."""
        if time.monotonic() + seconds >= end:
            return False
        self._pause(seconds)
        return True


def _wait(attempt: int, wish_s: float | None) -> float:
    """The time the service asks for, else twice as long at each try, up to a cap, half of it by chance."""
    if wish_s is not None:
        return max(wish_s, 0.01)
    longest = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0**attempt)
    return float(longest * random.SystemRandom().uniform(0.5, 1.0))


def _unusable(problems: Sequence[str]) -> str:
    return f"wrote nothing usable: {'; '.join(problems[:3])}"


def _repair(problems: Sequence[str]) -> str:
    return prompt("repair").fill(problems="\n".join(f"- {problem}" for problem in problems))


def facts_block(facts: Mapping[str, Any]) -> str:
    """Facts as JSON that cannot hold the mark of a block's end."""
    return json.dumps(facts, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def unfenced(answer: str) -> str:
    """Without the Markdown fence that some models put around their JSON."""
    text = answer.strip()
    if text.startswith("```") and text.endswith("```"):
        return text.removeprefix("```json").removeprefix("```").removesuffix("```")
    return text
