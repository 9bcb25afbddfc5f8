"""One question to a chat model, bounded in time, with one retry where the service asks for patience."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr

from domain.base import Frozen
from domain.errors import PlanError

Message = tuple[Literal["system", "human", "ai"], str]

_WAIT_S = 0.5
"""Before the one retry, when the service names no time."""
_NO_KEY = "none"
"""Sent when there is no key: left empty, the library would take another service's from the environment."""
_HINT = "check llm_base_url, llm_model and the key, or switch the language model off"


class LlmSettings(Frozen):
    """Which model, where, and how long to insist.

    ``timeout_s`` bounds each answer, its retry included; ``max_repairs`` is how often a script with mistakes goes back.
    Without ``seed`` the brief's own is used. ``method`` is how the endpoint is told the schema.
    """

    base_url: str
    api_key: str = Field(default="", repr=False)
    model: str
    temperature: float = 0.7
    timeout_s: float = 60.0
    max_repairs: int = 2
    seed: int | None = None
    method: Literal["json_schema", "function_calling", "json_mode"] = "json_schema"

    @property
    def place(self) -> str:
        """The model and its host, for messages; never the path, which may hold a secret."""
        return f"{self.model} at {urlsplit(self.base_url).hostname or 'an unknown address'}"


@dataclass(frozen=True)
class Answer:
    """What the model returned, as text, and what it cost in tokens where the service says so."""

    text: str
    input_tokens: int = 0
    output_tokens: int = 0


class _RefusedError(Exception):
    """The service gave no answer; ``wait_s`` says when to try again, ``None`` that trying again is no use."""

    def __init__(self, reason: str, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


def ask(messages: Sequence[Message], schema: type[BaseModel], settings: LlmSettings, seed: int) -> Answer:
    """The model's answer to ``messages``, asked to follow ``schema``; its text may still break it.

    Raises ``PlanError`` when there is no answer within ``settings.timeout_s``.
    """
    deadline = time.monotonic() + settings.timeout_s

    def call() -> Answer:
        return _call(messages, schema, settings, seed)

    try:
        return _within(call, deadline, settings)
    except _RefusedError as refusal:
        if refusal.wait_s is None or time.monotonic() + refusal.wait_s >= deadline:
            raise _plan_error(refusal, settings) from refusal
        time.sleep(refusal.wait_s)
    try:
        return _within(call, deadline, settings)
    except _RefusedError as refusal:
        raise _plan_error(refusal, settings) from refusal


def _plan_error(refusal: _RefusedError, settings: LlmSettings) -> PlanError:
    reason = str(refusal).replace(settings.api_key, "***") if settings.api_key else str(refusal)
    return PlanError(f"{settings.place} {reason}", hint=_HINT)


def _within(call: Callable[[], Answer], deadline: float, settings: LlmSettings) -> Answer:
    """The result of ``call``, waited for until ``deadline`` even when the service keeps dripping bytes."""
    future: Future[Answer] = Future()
    threading.Thread(target=_deliver, args=(call, future), daemon=True).start()
    try:
        return future.result(timeout=max(0.0, deadline - time.monotonic()))
    except TimeoutError as error:
        raise _RefusedError(f"did not answer within {settings.timeout_s:g} s") from error


def _deliver(call: Callable[[], Answer], future: "Future[Answer]") -> None:
    try:
        future.set_result(call())
    except BaseException as error:  # noqa: BLE001 (handed to the waiting thread, which raises it)
        future.set_exception(error)


def _call(messages: Sequence[Message], schema: type[BaseModel], settings: LlmSettings, seed: int) -> Answer:
    # Loading langchain takes a second, which the offline path must not pay.
    import openai
    from langchain_openai import ChatOpenAI
    from langsmith import tracing_context

    strict = None if settings.method == "json_mode" else True
    with _client_for(settings.timeout_s) as client:
        chat = ChatOpenAI(
            model=settings.model,
            base_url=settings.base_url,
            api_key=SecretStr(settings.api_key or _NO_KEY),
            temperature=settings.temperature,
            seed=seed,
            timeout=settings.timeout_s,
            max_retries=0,
            http_client=client,
        )
        form = schema.model_json_schema()
        asked = chat.with_structured_output(form, method=settings.method, strict=strict, include_raw=True)
        try:
            with tracing_context(enabled=False):
                return _answer(asked.invoke(list(messages)))
        except openai.APITimeoutError as error:
            raise _RefusedError(f"did not answer within {settings.timeout_s:g} s") from error
        except openai.APIStatusError as error:
            raise _status(error) from error
        except openai.APIConnectionError as error:
            raise _RefusedError(f"cannot be reached ({error.__cause__ or error})", _WAIT_S) from error
        except (openai.OpenAIError, TypeError, ValueError, LookupError, AttributeError) as error:
            raise _RefusedError(f"gave an answer that cannot be read ({str(error)[:120]})") from error


@contextmanager
def _client_for(seconds: float) -> Iterator[Any]:
    """An HTTP client that is closed when its time is up: a dripping answer would hold langchain's thread for ever."""
    import openai

    with openai.DefaultHttpxClient() as client:
        closing = threading.Timer(seconds, client.close)
        closing.daemon = True
        closing.start()
        try:
            yield client
        finally:
            closing.cancel()


def _status(error: Any) -> _RefusedError:
    """``openai.APIStatusError`` as a refusal: too many requests and server faults are worth one more try."""
    code = int(error.status_code)
    if code == 429:
        return _RefusedError("has had too many requests (429)", _patience(error.response.headers))
    if code >= 500:
        return _RefusedError(f"failed with status {code}", _patience(error.response.headers))
    return _RefusedError(f"answered {code}: {str(error.message)[:200]}")


def _patience(headers: Any) -> float:
    """Seconds to wait as the service asks; a date or nonsense counts as no wish."""
    try:
        return max(0.0, float(headers.get("retry-after", _WAIT_S)))
    except ValueError:
        return _WAIT_S


def _answer(reply: Any) -> Answer:
    """The text of the raw message: its content, or the arguments of the tool it called."""
    raw = reply["raw"]
    text = json.dumps(raw.tool_calls[0]["args"], ensure_ascii=False) if raw.tool_calls else str(raw.content)
    usage = raw.usage_metadata or {}
    return Answer(text, int(usage.get("input_tokens", 0)), int(usage.get("output_tokens", 0)))
