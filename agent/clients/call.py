"""One call to a model: what goes in, what comes out, and how a failed one is told apart."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Literal

Message = tuple[Literal["system", "human", "ai"], str]

NO_KEY = "none"
"""Sent when there is no key: left empty, a library would take another service's from the environment."""


@dataclass(frozen=True)
class Call:
    """A request: the messages, the JSON schema of the answer, and how the model is to be run.

    ``seconds`` bounds the call; ``seed`` and ``temperature`` are ``None`` where the model is not told any.
    """

    messages: Sequence[Message]
    schema: Mapping[str, Any]
    schema_as: Any
    base_url: str
    api_key: str
    model: str
    max_output_tokens: int
    length: str
    temperature: float | None
    seed: int | None
    seconds: float


@dataclass(frozen=True)
class Answer:
    """What the model returned, as text, and what it cost in tokens where the service says so."""

    text: str
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True)
class Chat:
    """A langchain model that answers in JSON, how to close its connection, and what it raises when a call fails."""

    model: Any
    close: Callable[[], None]
    faults: tuple[type[Exception], ...]


Open = Callable[[Call], Chat]
UNREADABLE: tuple[type[Exception], ...] = (OSError, TypeError, ValueError, LookupError, AttributeError)
"""What the libraries raise, besides their own errors, over an answer that is not one."""


class RefusedError(Exception):
    """The service gave no usable answer.

    ``again`` says whether another try makes sense, ``wait_s`` the time the service asks for, ``charged`` whether the
    request may have been paid for, ``answer`` what was said, if anything.
    """

    def __init__(
        self,
        reason: str,
        *,
        again: bool = True,
        wait_s: float | None = None,
        charged: bool = False,
        answer: Answer | None = None,
    ) -> None:
        super().__init__(reason)
        self.again, self.wait_s, self.charged, self.answer = again, wait_s, charged, answer


def answer_of(reply: Mapping[str, Any]) -> Answer:
    """The text of the raw message: its content, or the arguments of the tool it called.

    Raises ``RefusedError`` for a refusal, an answer cut short and an empty one.
    """
    raw = reply["raw"]
    text = json.dumps(raw.tool_calls[0]["args"], ensure_ascii=False) if raw.tool_calls else _content(raw.content)
    usage = raw.usage_metadata or {}
    answer = Answer(text, int(usage.get("input_tokens", 0)), int(usage.get("output_tokens", 0)))
    ended = str(raw.response_metadata.get("finish_reason") or raw.response_metadata.get("stop_reason") or "").lower()
    refused = str(raw.additional_kwargs.get("refusal") or "")
    if refused or ended in _REFUSALS:
        raise RefusedError(f"refused ({refused[:120] or ended})", charged=True, answer=answer)
    if ended in _CUT:
        raise RefusedError(_TOO_LONG, charged=True, answer=answer)
    if not text.strip():
        raise RefusedError("gave an empty answer", charged=True, answer=answer)
    return answer


_REFUSALS = frozenset({"refusal", "content_filter", "safety", "prohibited_content", "blocklist", "recitation", "spii"})
_TOO_LONG = "was cut short (its answer is too long)"
_CUT = frozenset({"length", "max_tokens"})


def _content(content: object) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) if isinstance(part, dict) else str(part) for part in content)
    return str(content)


def refusal(error: Exception, seconds: float) -> RefusedError:
    """A library's error as a refusal. Status, time-out or connection is found by walking its causes."""
    for cause in _causes(error):
        if isinstance(cause, RefusedError):
            return cause
        names = {kind.__name__ for kind in type(cause).__mro__}
        code = getattr(cause, "status_code", None) or getattr(cause, "code", None)
        if "LengthFinishReasonError" in names:
            return RefusedError(_TOO_LONG, charged=True)
        if "ContentFilterFinishReasonError" in names:
            return RefusedError("refused (content_filter)", charged=True)
        if isinstance(code, int):
            return _status(code, cause)
        if names & {"APITimeoutError", "TimeoutException"}:
            return RefusedError(f"did not answer within {seconds:g} s", charged=True)
        if names & {"TransportError", "StreamError"}:
            return RefusedError(f"cannot be reached ({str(cause)[:120]})")
    return RefusedError(f"gave an answer that cannot be read ({str(error)[:120]})", charged=True)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _status(code: int, error: BaseException) -> RefusedError:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    if code == 429:
        return RefusedError("has had too many requests (429)", wait_s=_patience(headers))
    if code >= 500 or code == 408:
        return RefusedError(f"failed with status {code}", wait_s=_patience(headers))
    said = getattr(error, "message", None) or str(error)
    return RefusedError(f"answered {code}: {str(said)[:200]}", again=False)


def _patience(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait as the service asks, a date being counted from the service's own; nonsense is no wish."""
    wish = headers.get("retry-after")
    if wish is None:
        return None
    try:
        return max(0.0, float(wish))
    except ValueError:
        pass
    try:
        now, then = parsedate_to_datetime(headers.get("date", "")), parsedate_to_datetime(wish)
        return max(0.0, (then - now).total_seconds())
    except (TypeError, ValueError):
        return None
