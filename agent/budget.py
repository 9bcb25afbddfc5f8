"""A job's budget for its language model: estimate → reserve → settle, in tokens and in money."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated

from pydantic import Field

from agent.clients.call import Message
from agent.data import load
from domain.base import Frozen
from domain.conversation import Cost
from domain.errors import PlanError

_MILLION = Decimal(1_000_000)
_PER_MESSAGE = 8
Amount = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


class Price(Frozen):
    """What a model charges for a million tokens, and where that was read."""

    input: Amount
    output: Amount
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    source: str = ""


class PriceList(Frozen):
    """Prices by model, as of a date."""

    dated: date
    models: dict[str, Price]

    def price(self, model: str) -> Price | None:
        """The row of the model, or of its family where the name only adds a date; ``None`` when not listed."""
        plain = model.rsplit("/", 1)[-1]
        family = re.sub(r"-(\d{4}-\d{2}-\d{2}|\d{8}|latest)$", "", plain)
        return self.models.get(model) or self.models.get(plain) or self.models.get(family)


@cache
def shipped_prices() -> PriceList:
    """The prices that come with Vitrine."""
    return load("prices.yaml", PriceList)


class Limits(Frozen):
    """The most a job may spend; ``money`` is ``None`` where only tokens are limited."""

    tokens: int = 60_000
    money: Amount | None = None
    currency: str = "USD"


class Purse:
    """What one job has spent and holds in reserve."""

    def __init__(self, limits: Limits, price: Price | None) -> None:
        """``price`` is ``None`` when the model's is not known: then a limit in money lets nothing through."""
        self._limits, self._price = limits, price
        self._spent = Cost()
        self._held: list[Cost] = []

    @property
    def spent(self) -> Cost:
        """What was settled so far."""
        return self._spent

    def estimate(self, messages: Sequence[Message], form: str, output_tokens: int) -> Cost:
        """The most a request can cost: its text counted generously, and the longest answer allowed."""
        texts = [form, *(text for _, text in messages)]
        return self.cost(sum(tokens(text) + _PER_MESSAGE for text in texts), output_tokens)

    def cost(self, input_tokens: int, output_tokens: int) -> Cost:
        """So many tokens with what they cost."""
        if self._price is None:
            return Cost(input_tokens=input_tokens, output_tokens=output_tokens)
        money = (self._price.input * input_tokens + self._price.output * output_tokens) / _MILLION
        return Cost(input_tokens=input_tokens, output_tokens=output_tokens, money=money, currency=self._price.currency)

    def reserve(self, cost: Cost) -> None:
        """Hold ``cost`` back; raises ``PlanError`` when the budget would not cover it beside what is spent and held."""
        others = [self._spent, *self._held, cost]
        used = sum(one.input_tokens + one.output_tokens for one in others)
        if used > self._limits.tokens:
            raise PlanError(
                f"the next request could bring this job to {used} tokens, its budget is {self._limits.tokens}",
                hint="raise llm_token_budget",
            )
        self._check_money(others)
        self._held.append(cost)

    def settle(self, reserved: Cost, actual: Cost) -> None:
        """Replace a reservation with what the request really cost."""
        self._held.remove(reserved)
        self._spent = self.cost(
            self._spent.input_tokens + actual.input_tokens, self._spent.output_tokens + actual.output_tokens
        )

    def _check_money(self, costs: Sequence[Cost]) -> None:
        limit = self._limits.money
        if limit is None:
            return
        if self._price is None or (self._price.currency != self._limits.currency and self._price.output):
            raise PlanError(
                f"there is a budget in {self._limits.currency}, but no price of this model in that currency",
                hint="put its price into the file that llm_prices names, or empty llm_budget",
            )
        used = sum((cost.money or Decimal(0) for cost in costs), Decimal(0))
        if used > limit:
            raise PlanError(
                f"the next request could bring this job to {used:.4f} {self._limits.currency}, its budget is {limit}",
                hint="raise llm_budget",
            )


def tokens(text: str) -> int:
    """A generous count of a text's tokens: three Latin letters or less than one hanzi each."""
    plain = sum(char.isascii() for char in text)
    return -(-plain // 3) + -(-(len(text) - plain) * 3 // 2)


def find_price(model: str, own: Mapping[str, Price], *, free: bool, currency: str) -> Price | None:
    """The price of a model: the operator's, else nothing for a server of one's own, else the one shipped."""
    mine = PriceList(dated=date.min, models=dict(own)).price(model)
    if mine is None and free:
        return Price(input=Decimal(0), output=Decimal(0), currency=currency, source="served by yourself")
    return mine or shipped_prices().price(model)
