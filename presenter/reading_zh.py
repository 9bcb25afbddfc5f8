"""How Chinese narration reads numbers, prices, units, dates and names."""

import re
import unicodedata

from presenter.numerals import cardinal, digit_by_digit
from presenter.rules import DASH, HANZI, LATIN, NUMBER, Rule, any_of, phrase_rule, read_latin, unit_pattern
from presenter.tables import LatinTable, ReadingTable

_PHONE_LENGTH = 8
"""A longer row of digits without grouping is a number to dial, not a quantity."""


def chinese_rules(table: ReadingTable, latin: LatinTable) -> tuple[Rule, ...]:
    """The rules in order of precedence; marks and spaces are left to the caller."""
    sign = any_of(table.currencies)
    rule = re.compile
    return (
        phrase_rule(table.phrases),
        Rule(rule(r"(?<![\d-])\d{3,4}-\d{3,4}-\d{3,4}(?![\d-])"), _phone),
        Rule(rule(rf"(?<![\d/])\d{{1,2}}/\d{{1,2}}(?=\s?{HANZI}{{0,3}}节)"), lambda m: digit_by_digit(m.group())),
        Rule(rule(r"[Øø](?=\s?\d)"), lambda m: "直径"),
        Rule(rule(r"(?<!\d)(?:[5-9]0|00|10)(?=\s?后(?:们|[，。！？\s]|$))"), lambda m: digit_by_digit(m.group())),
        Rule(rule(r"(?<![\d.])100\s?%"), lambda m: "百分之百"),
        Rule(rule(r"(?<=[A-Z]{2}\s)\d{4}(?![\d.])"), lambda m: digit_by_digit(m.group())),
        Rule(rule(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), _date),
        Rule(rule(r"(?<!\d)\d{4}(?=年)"), lambda m: digit_by_digit(m.group())),
        Rule(rule(rf"({sign})\s?({NUMBER})(?:{DASH}{sign}?({NUMBER}))?([万亿]?)[元块]?"), _Money(table, 1, 2, 3, 4)),
        Rule(rule(rf"({NUMBER})()()\s?({any_of(k for k in table.currencies if k.isascii() and k.isalpha())})\b"),
             _Money(table, 4, 1, 2, 3)),
        Rule(rule(rf"({NUMBER})\s?%(?:{DASH}({NUMBER})\s?%)?|({NUMBER}){DASH}({NUMBER})\s?%"), _percent),
        Rule(rule(rf"(\d{{3,4}})(L?)(?=\s?{any_of(table.digitwise_before)})"), _grade),
        Rule(rule(rf"{NUMBER}(?=\s?折(?!叠))"), lambda m: digit_by_digit(m.group())),
        Rule(rule(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])"), _fraction),
        Rule(rule(r"(?<![\d:])(\d{1,2}):(\d{1,2})(?![\d:])(\s?(?:比例|模型|仿真|还原|兑|稀释))?"), _clock_or_ratio),
        Rule(unit_pattern(table.units, table.glued_units), lambda m: table.units[m.group()]),
        Rule(rule(r"([A-Za-z]+)(\d+\.\d+)(?![\d.])"), lambda m: f"{read_latin(m[1], latin)} {cardinal(m[2])}"),
        Rule(rule(rf"(?<=[A-Za-z²³])/(?={HANZI})"), lambda m: "每"),
        Rule(rule(r"(\d)A(?=级|景)"), lambda m: f"{cardinal(m[1])} A"),
        Rule(rule(r"(?<![A-Za-z])(?!K-\d+K)[A-Za-z]+-?\d[A-Za-z0-9]*(?:-[A-Za-z0-9]+)*"),
             lambda m: _model(m.group(), latin)),
        Rule(rule(rf"(?<![A-Za-z0-9)\]℃°%])[-−]({NUMBER})(?=\s?(?:℃|°|度))"), lambda m: "零下" + _said(m[1])),
        Rule(rule(rf"(?<![\w)\]℃°%])[-−]({NUMBER})"), lambda m: "负" + _said(m[1])),
        Rule(rule(rf"(?<=[A-Za-z℃°%㎡]){DASH}(?=\d)"), lambda m: "到"),
        Rule(rule(rf"(?:(?<=第)|(?<=第\s)){NUMBER}"), lambda m: _said(m.group())),
        Rule(rule(rf"({NUMBER})\+(?!\d)"), lambda m: _said(m.group(1)) + "多"),
        Rule(rule(rf"({NUMBER})(?:{DASH}({NUMBER}))?(?=\s?(.?))", re.DOTALL), lambda m: _quantity(m, table)),
        Rule(rule(r"(?<=\d)\s?[xX*×]\s?(?=\d)"), lambda m: "乘"),
        Rule(rule(LATIN), lambda m: read_latin(_plain(m.group()), latin)),
        Rule(rule(HANZI), lambda m: m.group().replace("〇", "零"), "hanzi"),
        Rule(rule(rf"(?<={HANZI})\s+(?={HANZI})"), lambda m: "，", "mark"),
    )  # fmt: skip


class _Money:
    """Reads an amount; the numbers say which groups hold sign, first and second number, multiplier."""

    def __init__(self, table: ReadingTable, sign: int, first: int, second: int, times: int) -> None:
        self._names = table.currencies
        self._groups = sign, first, second, times

    def __call__(self, match: re.Match[str]) -> str:
        sign, first, second, times = (match.group(i) or "" for i in self._groups)
        upto = f"到{_amount(second)}" if second else ""
        return f"{_amount(first)}{upto}{times}{self._names[sign]}"


def _amount(number: str) -> str:
    whole, _, cents = number.partition(".")
    cents = cents.rstrip("0")
    return _said(f"{whole}.{cents}" if cents else whole)


def _said(number: str) -> str:
    digits = number.replace(",", "")
    too_long = "," not in number and len(digits.partition(".")[0]) > _PHONE_LENGTH
    return digit_by_digit(digits) if too_long else cardinal(digits)


def _date(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    return f"{digit_by_digit(year)}年{cardinal(month.lstrip('0') or '0')}月{cardinal(day.lstrip('0') or '0')}日"


def _grade(match: re.Match[str]) -> str:
    return f"{digit_by_digit(match[1])} {match[2]}".rstrip()


def _percent(match: re.Match[str]) -> str:
    first, second = (match.group(i) or match.group(i + 2) for i in (1, 2))
    return f"百分之{_said(first)}" + (f"到百分之{_said(second)}" if second else "")


def _phone(match: re.Match[str]) -> str:
    return "，".join(digit_by_digit(part) for part in match[0].split("-"))


def _fraction(match: re.Match[str]) -> str:
    top, bottom = match.groups()
    if int(top) < int(bottom):
        return f"{cardinal(bottom)}分之{cardinal(top)}"
    return f"{cardinal(top)}、{cardinal(bottom)}"


def _clock_or_ratio(match: re.Match[str]) -> str:
    first, second, scale = match.groups()
    named = match.string[: match.start()].rstrip().endswith("比例")
    if scale or named:
        return f"{cardinal(first)}比{cardinal(second)}{(scale or '').strip()}"
    if len(second) == 1 or int(first) > 24 or int(second) > 59 or (first, second) == ("16", "10"):
        return f"{cardinal(first)}比{cardinal(second)}"
    minutes = "" if second == "00" else ("半" if second == "30" else f"{cardinal(second)}分")
    return f"{cardinal(first.lstrip('0') or '0')}点{minutes}"


def _model(name: str, latin: LatinTable) -> str:
    """Letters as a name, up to two digits as a number, more digit by digit."""
    parts = re.findall(r"[A-Za-z]+|\d+", name)
    digits = (digit_by_digit(p) if len(p) > 2 else cardinal(p) for p in parts if p.isdigit())
    return " ".join(next(digits) if part.isdigit() else read_latin(part, latin) for part in parts)


def _quantity(match: re.Match[str], table: ReadingTable) -> str:
    first, second, following = match.groups()
    last = second or first
    counted = bool(following) and following in table.measure_words
    said = "两" if last == "2" and counted else _said(last)
    return f"{_said(first)}到{said}" if second else said


def _plain(word: str) -> str:
    """Letters without their accents, which the engine would take for tone marks."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
