"""What in a text must be provable: prices, percentages, quantities, numbers, model codes and strong words."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from agent.data import load
from agent.disguise import reveal, unsplit
from agent.numerals import ENGLISH_NUMERAL, HANZI_NUMERAL, english_value, hanzi_value, plain
from agent.units import Units, units
from domain.base import Frozen

Kind = Literal["price", "percent", "discount", "quantity", "code", "absolute", "compared", "crowd", "property"]
Part = Literal["", "saving", "was", "now"]

_NUMBER = r"\d+(?:\.\d+)?"
_STRICT_ONE = r"小时|个小时|分钟|秒|毫升|升|克|千克|公斤|斤|米|厘米|毫米|元|块钱|折|倍|个月|年(?!四季|到头)"
_DIMES = r"(?<=[一二两三四五六七八九十0-9]块)[一二三四五六七八九](?![零一二三四五六七八九十百千])"
_ONE_UNIT = r"\bone(?=[\s-](?:hour|minute|second|litre|liter|year|month|kilo|percent|yuan|dollar))"
_HALVES = (
    (re.compile(r"半价"), "5折"),
    (re.compile(r"半(?=个?小时|年)"), "0.5"),
    (re.compile(r"\bhalf[- ]?(?:price|off)\b", re.I), "50% off"),
    (re.compile(r"\bhalf an (?=hour)", re.I), "0.5 "),
    (re.compile(r"百分之百|百分百"), "100%"),
)


class _Words(Frozen):
    zh: tuple[str, ...]
    en: tuple[str, ...]


class _Absolute(_Words):
    superlative_exceptions: frozenset[str]


class _PriceWords(Frozen):
    saving: str
    was: str
    now: str
    saving_after: str


class ClaimWords(Frozen):
    """``lexicon/claims.yaml``."""

    absolute: _Absolute
    compared: _Words
    crowd: _Words
    properties: dict[str, str]
    price_words: _PriceWords
    idioms: str


@dataclass(frozen=True)
class Mention:
    """One thing to prove.

    ``value`` is canonical: a plain number in the base ``unit``, a code or strong word in lower case, or the key of
    a property. ``unit`` is a base unit, a counter, or ISO codes joined by ``/``. ``part`` says what a price is called.
    """

    kind: Kind
    value: str
    unit: str
    text: str
    part: Part = ""

    @property
    def key(self) -> tuple[Kind, str, str]:
        """What makes two mentions the same claim, whatever their spelling."""
        return self.kind, self.value, self.unit


def normalise(text: str) -> str:
    """``text`` with plain forms and every numeral in digits: ``十二小时，５０元`` → ``12小时,50元``."""
    plain_text = re.sub(_words().idioms, lambda m: "□" * len(m[0]), reveal(text))
    for pattern, replacement in _HALVES:
        plain_text = pattern.sub(replacement, plain_text)
    plain_text = re.sub(rf"百分之({HANZI_NUMERAL}|{_NUMBER})", lambda m: f"{_digits(m[1])}%", plain_text)
    plain_text = re.sub(_DIMES, lambda m: plain(hanzi_value(m[0])), plain_text)
    plain_text = _hanzi_before_unit().sub(lambda m: _hanzi_digits(m, plain_text), plain_text)
    plain_text = re.sub(_ONE_UNIT, "1", plain_text)
    return re.sub(ENGLISH_NUMERAL, _english_digits, plain_text, flags=re.I)


@lru_cache(maxsize=4096)
def mentions(text: str) -> tuple[Mention, ...]:
    """Every mention in ``text``, numbers first, in order of appearance."""
    plain_text = normalise(text)
    numbers = (_number_mention(match, plain_text) for match in _number_pattern().finditer(plain_text))
    return (*numbers, *strong_words(plain_text))


@lru_cache(maxsize=4096)
def strong_words(text: str) -> tuple[Mention, ...]:
    """Absolute terms, comparisons, crowd claims and properties in ``text``."""
    lower = unsplit(text)
    found = [Mention(kind, match[0].strip(), "", match[0].strip()) for kind, match in _spotted(lower)]
    groups = ((key, pattern.search(lower)) for key, pattern in _property_patterns())
    return (*found, *(Mention("property", key, "", match[0]) for key, match in groups if match))


def _spotted(lower: str) -> list[tuple[Kind, "re.Match[str]"]]:
    tables: tuple[tuple[Kind, re.Pattern[str]], ...] = _strong_patterns()
    spotted = [(kind, match) for kind, pattern in tables for match in pattern.finditer(lower)]
    exceptions = _words().absolute.superlative_exceptions
    endings = re.finditer(r"\b[a-z]{2,}est\b", lower)
    return spotted + [("absolute", match) for match in endings if match[0] not in exceptions]


@cache
def _words() -> ClaimWords:
    return load("lexicon/claims.yaml", ClaimWords)


@cache
def _property_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((key, re.compile(pattern)) for key, pattern in _words().properties.items())


@cache
def _strong_patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    words = _words()
    tables: tuple[tuple[Kind, _Words], ...] = (
        ("absolute", words.absolute),
        ("compared", words.compared),
        ("crowd", words.crowd),
    )
    return tuple((kind, re.compile("|".join((*table.zh, *table.en)))) for kind, table in tables)


@cache
def _number_pattern() -> re.Pattern[str]:
    table: Units = units()
    return re.compile(
        rf"(?P<symbol>{table.symbol_pattern()})\s*(?P<amount>{_NUMBER})"
        r"|(?P<code>(?<![A-Za-z0-9])(?:[A-Za-z]+-?\d[A-Za-z0-9]*|\d+(?:K|G|D|P|p)(?![A-Za-z])))"
        rf"|(?P<number>{_NUMBER})[\s-]*(?:(?P<percent>%|(?i:per\s?cent))|(?P<tenths>折)"
        rf"|(?P<currency>{table.currency_pattern()})(?P<dime>\s*\d(?![\d.]))?|(?P<unit>{table.unit_pattern()}))?"
    )


@cache
def _hanzi_before_unit() -> re.Pattern[str]:
    table = units()
    follows = rf"\s*(?:{table.unit_pattern()}|{table.currency_pattern()}|%|折)"
    starts = r"(?<![第每零〇一二两三四五六七八九十百千万亿])(?=[零〇一二两三四五六七八九十])"
    return re.compile(rf"{starts}{HANZI_NUMERAL}(?={follows})")


def _hanzi_digits(match: "re.Match[str]", text: str) -> str:
    counts_nothing = match[0] == "一" and not re.match(_STRICT_ONE, text[match.end() :].lstrip())
    return match[0] if counts_nothing else plain(hanzi_value(match[0]))


def _english_digits(match: "re.Match[str]") -> str:
    return match[0] if match[0].lower() == "one" else str(english_value(match[0]))


def _digits(numeral: str) -> str:
    return numeral if numeral[0].isdigit() else plain(hanzi_value(numeral))


def _number_mention(match: "re.Match[str]", text: str) -> Mention:
    said = match[0].strip(" -")
    if match["code"]:
        return Mention("code", said.casefold(), "", said)
    if match["amount"]:
        return _price(match, Decimal(match["amount"]), match["symbol"], text)
    value = Decimal(match["number"])
    if match["currency"]:
        dime = Decimal(match["dime"].strip()) / 10 if match["dime"] else Decimal(0)
        return _price(match, value + dime, match["currency"], text)
    if match["percent"]:
        return Mention("percent", plain(value), "", said, _part(match, text))
    if match["tenths"]:
        return Mention("discount", plain(value if value < 10 else value / 10), "", said)
    unit, factor = units().base(match["unit"]) if match["unit"] else ("count", Decimal(1))
    return Mention("quantity", plain(value * factor), unit, said)


def _price(match: "re.Match[str]", value: Decimal, currency: str, text: str) -> Mention:
    codes = "/".join(sorted(units().currencies_named(currency)))
    return Mention("price", plain(value), codes, match[0].strip(), _part(match, text))


def _part(match: "re.Match[str]", text: str) -> Part:
    """What the price is said to be, by the nearest telling word in the same clause."""
    words = _words().price_words
    if re.match(words.saving_after, text[match.end() :], re.I):
        return "saving"
    before = re.split(r"[,.;:!?。;!?]", text[max(0, match.start() - 24) : match.start()])[-1]
    parts: tuple[tuple[Part, str], ...] = (("saving", words.saving), ("was", words.was), ("now", words.now))
    told = [(m.end(), part) for part, pattern in parts for m in re.finditer(pattern, before, re.I)]
    return max(told)[1] if told else ""
