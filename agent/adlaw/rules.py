"""The rules of a market: what a text must not say, by which law, and what to say instead."""

from functools import cache
from typing import Annotated

from pydantic import Field, StringConstraints

from agent.adlaw.market import Category, Market
from agent.data import load
from agent.finding import Severity
from domain.base import Frozen

Text = Annotated[str, StringConstraints(min_length=1)]
Says = Annotated[
    str, StringConstraints(pattern=r"^(?:absolute|compared|crowd|discount|percent_off|(?:property|price):\w+)$")
]


class Rule(Frozen):
    """One rule. ``match`` finds words, ``says`` kinds of mentions; ``unless`` excuses a text that also says that.

    It holds for products of ``categories``, of all when there are none, and never of those in ``besides``. ``once``
    reports it a single time however many texts there are.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(?:-[a-z]+)+$")]
    title: Text
    source: Text
    severity: Severity
    suggestion: Text
    match: tuple[str, ...] = ()
    says: tuple[Says, ...] = ()
    categories: frozenset[Category] = frozenset()
    besides: frozenset[Category] = Field(default=frozenset(), alias="except")
    unless: str = ""
    once: bool = False

    def holds_for(self, categories: frozenset[Category]) -> bool:
        """Whether a product of these categories answers to the rule."""
        return (not self.categories or bool(self.categories & categories)) and not self.besides & categories


class _RuleFile(Frozen):
    rules: tuple[Rule, ...]


@cache
def rules_of(market: Market) -> tuple[Rule, ...]:
    """Every rule of a market, read once."""
    return load(f"adlaw/{market}.yaml", _RuleFile).rules
