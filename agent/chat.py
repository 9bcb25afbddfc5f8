"""One request to a language model, bounded in time whatever the service does."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from agent.budget import Limits, Price, find_price
from agent.clients import anthropic, gemini, openai
from agent.clients.call import Answer, Call, Open, RefusedError, answer_of, refusal
from agent.providers import Provider, Schema, provider
from domain.base import Frozen

CLIENTS: Mapping[str, Open] = MappingProxyType(
    {"openai": openai.open_chat, "anthropic": anthropic.open_chat, "gemini": gemini.open_chat}
)
"""How to open a chat, by the provider's ``client``."""


class LlmSettings(Frozen):
    """Which model, where, how to run it, and how long and at what price to insist.

    ``timeout_s`` bounds each answer, ``deadline_s`` and ``max_tries`` all of a step's tries together (a repair is a
    try). Without ``seed`` the brief's own is used; ``temperature`` ``None`` leaves it to the model. ``base_url`` and
    ``schema_as`` are the provider's where empty. ``prices`` win over those shipped.
    """

    provider: str = "compatible"
    base_url: str = ""
    api_key: str = Field(default="", repr=False)
    model: str
    temperature: Annotated[float, Field(ge=0, le=2)] | None = 0.7
    seed: int | None = None
    schema_as: Schema | None = None
    timeout_s: float = 60.0
    deadline_s: float = 180.0
    max_tries: Annotated[int, Field(ge=1, le=4)] = 4
    max_output_tokens: int = 4000
    limits: Limits = Limits()
    prices: Mapping[str, Price] = Field(default={})

    @property
    def row(self) -> Provider:
        """The provider's row in the table."""
        return provider(self.provider)

    @property
    def address(self) -> str:
        """Where the model is asked."""
        return self.base_url or self.row.base_url

    @property
    def place(self) -> str:
        """The model and its host, for messages; never the path, which may hold a secret."""
        return f"{self.model} at {urlsplit(self.address).hostname or 'an unknown address'}"

    @property
    def price(self) -> Price | None:
        """What the model charges, where that is known."""
        free = self.row.free or (not self.api_key and self.row.keyless)
        return find_price(self.model, self.prices, free=free, currency=self.limits.currency)

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes its answers its own: a stage whose model changed is done anew."""
        return (self.provider, self.address, self.model, str(self.temperature), str(self.seed))


def ask_once(call: Call, client: str) -> Answer:
    """The model's answer; raises ``RefusedError`` when there is none within ``call.seconds``, or none of use."""
    future: Future[Answer] = Future()
    threading.Thread(target=_deliver, args=(lambda: _call(call, CLIENTS[client]), future), daemon=True).start()
    try:
        return future.result(timeout=call.seconds)
    except TimeoutError as error:
        raise _late(call) from error


def _late(call: Call) -> RefusedError:
    return RefusedError(f"did not answer within {call.seconds:g} s", charged=True)


def _deliver(call: Callable[[], Answer], future: "Future[Answer]") -> None:
    try:
        future.set_result(call())
    except BaseException as error:  # noqa: BLE001 (handed to the waiting thread, which raises it)
        future.set_exception(error)


def _call(call: Call, open_chat: Open) -> Answer:
    from langsmith import tracing_context

    end = time.monotonic() + call.seconds
    chat = open_chat(call)
    # A dripping answer would hold the library's thread for ever: its connection is closed when time is up.
    closing = threading.Timer(max(0.0, end - time.monotonic()), chat.close)
    closing.daemon = True
    closing.start()
    try:
        with tracing_context(enabled=False):
            return answer_of(chat.model.invoke(list(call.messages)))
    except chat.faults as error:
        if time.monotonic() >= end:  # whatever it says: its connection was closed under it
            raise _late(call) from error
        raise refusal(error, call.seconds) from error
    finally:
        closing.cancel()
        chat.close()


def money(text: str) -> tuple[Decimal, str]:
    """``0.05 USD`` as an amount and its currency; raises ``ValueError``."""
    amount, _, currency = text.strip().partition(" ")
    if len(currency) != 3 or not currency.isupper():
        raise ValueError("write an amount and a currency, such as 0.05 USD")
    try:
        value = Decimal(amount)
    except ArithmeticError as error:
        raise ValueError("write an amount and a currency, such as 0.05 USD") from error
    if not value.is_finite() or value < 0:
        raise ValueError("write an amount of 0 or more")
    return value, currency
