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
Part = Literal["", "saving", "was", "now", "over", "upto", "not"]

_NUMBER = r"\d+(?:\.\d+)?"
_STRICT_ONE = r"小时|个小时|分钟|秒|毫升|升|克|千克|公斤|斤|米|厘米|毫米|元|块钱|折|倍|个月|年(?!四季|到头)"
_DIMES = r"(?<=[一二两三四五六七八九十0-9]块)[一二三四五六七八九](?![零一二三四五六七八九十百千])"
_ONE_UNIT = r"\bone(?=[\s-](?:hour|minute|second|litre|liter|year|month|kilo|percent|yuan|dollar))"
_COUNTED = rf"(?:{HANZI_NUMERAL}|{_NUMBER})"
_FRACTIONS = (
    (re.compile(r"半价|(?:打|减)个?对折|价格(?:减|砍)半|一半的?价"), "5折"),
    (re.compile(r"半(?=个?(?:小时|钟头|年|升|斤|公斤|米|月))"), "0.5"),
    (re.compile(r"(?<=\d)个半(?=小时|月|钟头)"), ".5个"),
    (re.compile(r"\bhalf[- ]?(?:(?:the |its )?(?:usual )?price|off)\b", re.I), "50% off"),
    (re.compile(r"\ba (?:third) off\b", re.I), "33.3% off"),
    (re.compile(r"\ba (?:quarter) off\b", re.I), "25% off"),
    (re.compile(r"\bhalf an? (?=hour|lit|kilo|pound|metre|meter)", re.I), "0.5 "),
    (re.compile(r"\ba dozen\b", re.I), "12"),
    (re.compile(r"百分之百|百分百|十成"), "100%"),
    (re.compile(rf"百分之({_COUNTED})"), r"\1%"),
    (re.compile(r"([一二三四五六七八九两])成(?![分人年为功品长套了])"), r"\1十%"),
)
_REACH = r"[^,;.!?，。；！？\d≥≤]{0,6}"
"""How far a word that makes a figure a least or a most may stand before it."""
_CLAUSE = r"[,;!?，。；！？]|\.(?=\s|$)"
_DENIAL = re.compile(
    r"(?:不|非|没有?|未|无法|\b(?:not?|non|never|without|isn't|aren't|cannot|can't|won't)[\s-](?:\w+ )?)$"
)
_RANGE = re.compile(
    rf"({_COUNTED})\s*(?:[-–—~～至到]|to)\s*({_COUNTED})\s*(?=[A-Za-z°%一-鿿])(?!\s*(?:[-–]|to\b|in\b|for\b|by\b|合))"
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


class _Bounds(Frozen):
    over: str
    over_after: str
    upto: str


class ClaimWords(Frozen):
    """``lexicon/claims.yaml``."""

    absolute: _Absolute
    compared: _Words
    crowd: _Words
    properties: dict[str, str]
    price_words: _PriceWords
    bounds: _Bounds
    subjects: dict[str, dict[str, str]]
    idioms: str


@dataclass(frozen=True)
class Mention:
    """One thing to prove.

    ``value`` is canonical: a plain number in the base ``unit``, a code or strong word in lower case, or the key of
    a property. ``unit`` is a base unit, a counter, or ISO codes joined by ``/``. ``part`` says what a price is called,
    whether a quantity is a least or a most, and whether a property is denied. ``about`` is what a figure measures.
    """

    kind: Kind
    value: str
    unit: str
    text: str
    part: Part = ""
    about: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[Kind, str, str]:
        """What makes two mentions the same claim, whatever their spelling."""
        return self.kind, self.value, self.unit


def normalise(text: str) -> str:
    """``text`` with plain forms and every numeral in digits: ``十二小时，５０元`` → ``12小时,50元``."""
    plain_text = re.sub(_words().idioms, lambda m: "□" * len(m[0]), reveal(text))
    for pattern, replacement in _FRACTIONS:
        plain_text = pattern.sub(replacement, plain_text)
    plain_text = re.sub(rf"(?<=立省|立减|直降|只要|到手|仅需|便宜)\s*({HANZI_NUMERAL})", _digits_of_price, plain_text)
    plain_text = re.sub(_DIMES, lambda m: plain(hanzi_value(m[0])), plain_text)
    plain_text = _hanzi_before_unit().sub(lambda m: _hanzi_digits(m, plain_text), plain_text)
    plain_text = re.sub(_ONE_UNIT, "1", plain_text)
    plain_text = re.sub(ENGLISH_NUMERAL, _english_digits, plain_text, flags=re.I)
    return _RANGE.sub(_both_ends, plain_text)


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
    return (*found, *(Mention("property", key, "", m[0], _denied(m, lower)) for key, m in groups if m))


def _denied(match: "re.Match[str]", lower: str) -> Part:
    return "not" if _DENIAL.search(lower[max(0, match.start() - 10) : match.start()]) else ""


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
def _unit_pattern() -> re.Pattern[str]:
    table = units()
    return re.compile(rf"\s*(?:{table.unit_pattern()}|{table.currency_pattern()}|%|折)")


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


def _digits_of_price(match: "re.Match[str]") -> str:
    """``立减四十`` → ``立减40``; a single numeral may begin a word (``只要一想``) and stays."""
    return plain(hanzi_value(match[1])) if len(match[1]) > 1 else match[0]


def _both_ends(match: "re.Match[str]") -> str:
    """A range as its two bounds, each with the unit: ``10-12小时`` → ``≥10小时 ≤12小时``."""
    rest = match.string[match.end() :]
    unit = _unit_pattern().match(rest)
    return f"≥{match[1]}{unit[0]} ≤{match[2]}" if unit else match[0]


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
        return Mention("percent", plain(value), "", said, _part(match, text), _about(match, "percent", text))
    if match["tenths"]:
        return Mention("discount", plain(value if value < 10 else value / 10), "", said)
    unit, factor = units().base(match["unit"]) if match["unit"] else ("count", Decimal(1))
    return Mention("quantity", plain(value * factor), unit, said, _bound(match, text), _about(match, unit, text))


def _bound(match: "re.Match[str]", text: str) -> Part:
    """Whether the figure is said to be a least or a most."""
    before, after = text[max(0, match.start() - 14) : match.start()], text[match.end() : match.end() + 8]
    words = _words().bounds
    if re.search(rf"(?:{words.over}){_REACH}$", before, re.I) or re.match(rf"\s*(?:{words.over_after})", after, re.I):
        return "over"
    return "upto" if re.search(rf"(?:{words.upto}){_REACH}$", before, re.I) else ""


def _about(match: "re.Match[str]", unit: str, text: str) -> frozenset[str]:
    """What the clause says the figure measures, where its unit can measure several things."""
    subjects = _words().subjects.get(unit)
    if not subjects:
        return frozenset()
    before = re.split(_CLAUSE, text[: match.start()])[-1]
    clause = (before + re.split(_CLAUSE, text[match.start() :], maxsplit=1)[0]).lower()
    return frozenset(name for name, pattern in subjects.items() if re.search(pattern, clause))


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
