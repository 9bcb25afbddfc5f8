"""The units, counters and currencies people write, and the pattern that finds them after a number."""

import re
from decimal import Decimal
from functools import cache

from agent.data import load
from domain.base import Frozen
from domain.brief import Language


class Measure(Frozen):
    """A unit of a quantity; ``factor`` turns it into the base unit, so that 0.5 L equals 500 ml."""

    id: str
    base: str
    factor: Decimal
    names: tuple[str, ...]
    zh: str
    en: str

    def spoken(self, language: Language) -> str:
        """The unit in full, as a voice says it; its sign in a language the table has no word of."""
        sign = min((name for name in self.names if name.isascii()), key=len, default=self.en)
        return {"zh": self.zh, "en": self.en}.get(language, sign)


class Counter(Frozen):
    """A word for counted things; it converts into nothing else."""

    id: str
    names: tuple[str, ...]


class Currency(Frozen):
    """How prices in one currency are written and said."""

    symbols: tuple[str, ...]
    names: tuple[str, ...]
    zh: str
    en: str


class Units(Frozen):
    """``lexicon/units.yaml``."""

    units: tuple[Measure, ...]
    counters: tuple[Counter, ...]
    currencies: dict[str, Currency]
    other_currencies: tuple[str, ...]

    def measure(self, name: str) -> Measure | None:
        """The unit called ``name``; single Latin letters in their own case, other names in any."""
        return _measures(self).get(_key(name))

    def base(self, name: str) -> tuple[str, Decimal]:
        """The base unit and factor of a unit or counter name: ``("time", 3600)``, ``("layer", 1)``."""
        found = self.measure(name)
        if found is not None:
            return found.base, found.factor
        return _counters(self)[_key(name)], Decimal(1)

    def currencies_named(self, word: str) -> frozenset[str]:
        """The ISO codes a symbol or name can mean: ``¥`` is CNY and JPY, ``元`` CNY."""
        folded = word.casefold()
        spelled = {code: {w.casefold() for w in (*c.symbols, *c.names)} for code, c in self.currencies.items()}
        others = (code for code in self.other_currencies if code == word.upper())
        return frozenset((*(code for code, words in spelled.items() if folded in words), *others))

    def unit_pattern(self) -> str:
        """Matches any unit or counter name, longest first."""
        measures = [name for unit in self.units for name in unit.names]
        counters = [name for counter in self.counters for name in counter.names]
        return alternatives([*measures, *counters])

    def currency_pattern(self) -> str:
        """Matches a currency's name after an amount."""
        names = [name for currency in self.currencies.values() for name in currency.names]
        return rf"{alternatives(names)}|(?:{'|'.join(self.other_currencies)})(?![A-Za-z])"

    def symbol_pattern(self) -> str:
        """Matches a currency's sign or code before an amount."""
        symbols = {*self.other_currencies, *(symbol for c in self.currencies.values() for symbol in c.symbols)}
        return "|".join(re.escape(s) for s in sorted(symbols, key=len, reverse=True))


def alternatives(names: list[str]) -> str:
    """A pattern for any of ``names``, longest first; Latin ones end at a word end and match in any case."""
    ordered = sorted(set(names), key=lambda name: (-len(name), name))
    others = [re.escape(name) for name in ordered if not name[-1].isascii()]
    words = [re.escape(name) for name in ordered if name[-1].isascii() and len(name) > 1]
    letters = [re.escape(name) for name in ordered if name[-1].isascii() and len(name) == 1]
    ending = [*([f"(?i:{'|'.join(words)})"] if words else []), *letters]  # m is a metre, M is none
    return "|".join([*others, *([rf"(?:{'|'.join(ending)})(?![A-Za-z])"] if ending else [])])


def _key(name: str) -> str:
    return name if len(name) == 1 else name.casefold()


@cache
def units() -> Units:
    """The table of units, read once."""
    return load("lexicon/units.yaml", Units)


@cache
def _measures_of(table: tuple[Measure, ...]) -> dict[str, Measure]:
    return {_key(name): unit for unit in table for name in unit.names}


def _measures(table: Units) -> dict[str, Measure]:
    return _measures_of(table.units)


@cache
def _counters_of(table: tuple[Counter, ...]) -> dict[str, str]:
    return {_key(name): counter.id for counter in table for name in counter.names}


def _counters(table: Units) -> dict[str, str]:
    return _counters_of(table.counters)
