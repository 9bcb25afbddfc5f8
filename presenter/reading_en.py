"""How English narration reads prices, units, years and names. Plain numbers are left to the voice."""

import re
from calendar import month_name

from presenter.rules import DASH, HANZI, LATIN, NUMBER, Rule, any_of, phrase_rule, read_latin, unit_pattern
from presenter.tables import LatinTable, ReadingTable


def english_rules(table: ReadingTable, latin: LatinTable) -> tuple[Rule, ...]:
    """The rules in order of precedence; marks and spaces are left to the caller."""
    sign, rule = any_of(table.currencies), re.compile
    codes = any_of(key for key in table.currencies if key.isascii() and key.isalpha())
    times = r"(?:\s?(thousand|million|billion|[KMB](?![A-Za-z])))?"
    return (
        phrase_rule(table.phrases),
        Rule(rule(r"(?<![\d-])(?:1-)?\d{3,4}-\d{3,4}-\d{3,4}(?![\d-])"), _phone),
        Rule(rule(r"(?<![\d-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\d-])"), _date),
        Rule(rule(r"(?<=the )['’]?([2-9])0s\b"), lambda m: _TENS[int(m[1])]),
        Rule(rule(r"(?<![\w.])(\d)['′](\d{1,2})?[\"″]?(?!\w)"), lambda m: f"{m[1]} feet {m[2] or ''}".strip()),
        Rule(rule(rf"(?<=\d)[\"″](?=\s?(?:{any_of(table.inches_before)})\b)"), lambda m: "inches"),
        Rule(rule(rf"({sign})\s?({NUMBER})(?:{DASH}{sign}?({NUMBER}))?{times}\b"), lambda m: _money(m, table)),
        Rule(rule(rf"(?P<n>{NUMBER})\s(?P<code>{codes})\b"), lambda m: _price(m["n"], m["code"], table)),
        Rule(
            rule(rf"{any_of(table.grades)}(?=L?\s(?:{any_of(table.grade_before)}))"), lambda m: table.grades[m.group()]
        ),
        Rule(rule(r"\d+(?:st|nd|rd|th)\b"), lambda m: m.group()),
        Rule(rule(r"(?<!\d)(1[89]|20)(\d)0s\b"), lambda m: _decade(m[1], int(m[2]))),
        Rule(
            rule(r"(?<![\d:.])(\d{1,2}):(\d{1,2})(?![\d:])(?:\s?([ap])\.?m\b\.?)?(?=(\s(?:scale|ratio|model|mix))?)"),
            _clock_or_ratio,
        ),
        Rule(rule(r"(?<![A-Za-z0-9])([A-Z]{1,4})-?(\d{2,})([A-Z]{1,3})(?![A-Za-z0-9])"), _model),
        Rule(rule(r"#(?=\d)"), lambda m: "number"),
        Rule(rule(rf"({NUMBER}){DASH}({NUMBER})(?![-\d])"), lambda m: f"{_plain(m[1])} to {_plain(m[2])}"),
        Rule(rule(r"(?<=\d)/(?=(?:5|10)(?!\d))"), lambda m: "out of"),
        Rule(rule(r"(?<![\w)\]℃°%])[-−](?=\d)"), lambda m: "minus"),
        Rule(rule(rf"(?<=[A-Za-z℃°%])\s?[–—~]\s?(?=\d)|(?<=[℃°%]){DASH}(?=\d)|(?<=\dK)-(?=\d+K)"), lambda m: "to"),
        Rule(rule(NUMBER), lambda m: _number(m, table)),
        Rule(unit_pattern(table.units, table.glued_units), lambda m: _unit(m, table)),
        Rule(rule(r"(?<=\d)\s?[xX*×]\s?(?=\d)"), lambda m: "by"),
        Rule(rule(r"(?<=[A-Za-z]\s)[x×]\s?(?=\d)|(?<=[A-Za-z])×\s?(?=\d)"), lambda m: "times"),
        Rule(rule(rf"/(?=(?:{any_of(table.per)})\b)"), _per),
        Rule(rule(r"(?<=[A-Za-z])\.(?=[A-Za-z]{2})"), lambda m: "dot"),
        Rule(rule(LATIN), lambda m: read_latin(m.group(), latin)),
        Rule(rule(HANZI), lambda m: m.group(), "hanzi"),
    )


def _plain(number: str) -> str:
    return number.replace(",", "")


def _form(forms: str, one: bool) -> str:
    """The singular or the plural of a table entry ``one|many``."""
    single, _, many = forms.partition("|")
    return single if one or not many else many


def _money(match: re.Match[str], table: ReadingTable) -> str:
    sign, first, second, times = match.groups()
    times = _TIMES.get(times or "", times)
    if second or times:
        upto = f" to {_plain(second)}" if second else ""
        return f"{_plain(first)}{upto}{' ' + times if times else ''} {_form(table.currencies[sign], one=False)}"
    return _price(first, sign, table)


def _price(number: str, sign: str, table: ReadingTable) -> str:
    whole, _, cents = _plain(number).partition(".")
    name, minor = table.currencies[sign], table.minor_units.get(sign)
    if not int(cents or 0):
        return f"{whole} {_form(name, whole == '1')}"
    if minor is None or len(cents) != 2:
        return f"{whole}.{cents} {_form(name, one=False)}"
    small = f"{int(cents)} {_form(minor, int(cents) == 1)}"
    if int(whole) == 0:
        return small
    head = f"{whole} {_form(name, whole == '1')}"
    return f"{head} {cents}" if int(cents) >= 10 else f"{head} and {small}"


def _unit(match: re.Match[str], table: ReadingTable) -> str:
    before = re.search(rf"({NUMBER})\s?$", match.string[: match.start()])
    return _form(table.units[match.group()], one=before is not None and before[1] == "1")


def _number(match: re.Match[str], table: ReadingTable) -> str:
    number, before = match.group(), re.search(r"([A-Za-z]+)\.?\s$", match.string[: match.start()])
    is_year = re.fullmatch(r"19\d\d|20[1-9]\d", number) and before and before[1].lower() in table.year_after
    return f"{number[:2]} {number[2:]}" if is_year else _plain(number)


_TIMES = {"K": "thousand", "M": "million", "B": "billion"}
_TENS = (
    "hundreds",
    "tens",
    "twenties",
    "thirties",
    "forties",
    "fifties",
    "sixties",
    "seventies",
    "eighties",
    "nineties",
)


def _decade(century: str, ten: int) -> str:
    return "2 thousands" if (century, ten) == ("20", 0) else f"{century} {_TENS[ten]}"


def _clock_or_ratio(match: re.Match[str]) -> str:
    """9:30 am, 16:9: two digits after the colon are minutes, unless it is no time of day."""
    first, second, half, scale = match.groups()
    late = f" {half} m" if half else ""
    if scale or len(second) == 1 or int(first) > 24 or int(second) > 59 or (first, second) == ("16", "10"):
        return f"{first} to {second}"
    if second == "00":
        return f"{int(first)}{late or ' o clock'}"
    return f"{int(first)} {'oh ' if second[0] == '0' else ''}{int(second)}{late}"


def _model(match: re.Match[str]) -> str:
    letters, digits, ending = match.groups()
    return " ".join((*letters, digits, *ending))


def _phone(match: re.Match[str]) -> str:
    return ", ".join(" ".join(part) for part in match[0].split("-"))


def _date(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    return f"{month_name[int(month)]} {int(day)}, {year}"


def _per(match: re.Match[str]) -> str:
    measured = re.search(rf"{NUMBER}\s?[A-Za-z²³]{{0,4}}$", match.string[: match.start()])
    return "per" if measured else ""
