"""Numbers as people write them, in digits, hanzi or English words."""

import re
import unicodedata
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = (("亿", 100_000_000), ("万", 10_000))
HANZI_NUMERAL = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: i for i, word in enumerate(_ONES)} | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_WORD = "|".join([*_WORDS, *_SCALES])
ENGLISH_NUMERAL = rf"\b(?:{_WORD})(?:(?:[\s-]+and)?[\s-]+(?:{_WORD}))*\b"


def fold(text: str) -> str:
    """Full-width and compatibility forms made plain (``￥９９％`` → ``¥99%``), thousands separators dropped."""
    plain = unicodedata.normalize("NFKC", text.replace("℃", "°C")).replace("￥", "¥")
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)


def hanzi_value(numeral: str) -> Decimal:
    """``一百二十九`` → 129, ``三点五`` → 3.5, ``二零二六`` → 2026."""
    whole, _, fraction = numeral.partition("点")
    tail = "".join(str(_DIGITS[c]) for c in fraction)
    return Decimal(f"{_hanzi_whole(whole)}.{tail}" if tail else _hanzi_whole(whole))


def _hanzi_whole(numeral: str) -> int:
    if numeral and all(c in _DIGITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    for name, size in _GROUPS:
        if name in numeral:
            head, _, rest = numeral.partition(name)
            return (_hanzi_whole(head) or 1) * size + _hanzi_whole(rest)
    return _hanzi_small(numeral)


def _hanzi_small(numeral: str) -> int:
    total = digit = 0
    for c in numeral:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total += (digit or 1) * _POWERS[c]
            digit = 0
    return total + digit


def english_value(numeral: str) -> int:
    """``twelve`` → 12, ``one hundred and twenty-nine`` → 129."""
    total = section = 0
    for word in re.findall(r"[a-z]+", numeral.lower()):
        if word in _WORDS:
            section += _WORDS[word]
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in _SCALES:
            total += (section or 1) * _SCALES[word]
            section = 0
    return total + section


def plain(value: Decimal) -> str:
    """The shortest digits of a number: ``99.00`` → ``99``, ``12.50`` → ``12.5``."""
    return f"{value.normalize():f}"


def spoken_hanzi(value: Decimal) -> str:
    """How a number is read in Chinese: 129 → ``一百二十九``, 12.5 → ``十二点五``."""
    whole, _, fraction = plain(abs(value)).partition(".")
    tail = "点" + "".join("零一二三四五六七八九"[int(d)] for d in fraction) if fraction else ""
    return _read_whole(int(whole)) + tail


def _read_whole(number: int) -> str:
    for name, size in _GROUPS:
        if number >= size:
            head, rest = divmod(number, size)
            gap = "零" if 0 < rest < size // 10 else ""
            return _read_whole(head) + name + gap + (_read_whole(rest) if rest else "")
    return _read_small(number)


def _read_small(number: int) -> str:
    if number < 10:
        return "零一二三四五六七八九"[number]
    for name, size in (("千", 1000), ("百", 100), ("十", 10)):
        if number >= size:
            head, rest = divmod(number, size)
            lead = "" if size == 10 and head == 1 else "零一二三四五六七八九"[head]
            gap = "零" if 0 < rest < size // 10 else ""
            return lead + name + gap + (_read_small(rest) if rest else "")
    return ""


def spoken_english(value: Decimal) -> str:
    """How a number is read in English: 129 → ``one hundred twenty nine``, 12.5 → ``twelve point five``."""
    whole, _, fraction = plain(abs(value)).partition(".")
    tail = " point " + " ".join(_ONES[int(d)] for d in fraction) if fraction else ""
    return _read_english(int(whole)) + tail


def _read_english(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10 - 2] + (f" {_ONES[number % 10]}" if number % 10 else "")
    for name, size in (("million", 1_000_000), ("thousand", 1000), ("hundred", 100)):
        if number >= size:
            head, rest = divmod(number, size)
            return f"{_read_english(head)} {name}" + (f" {_read_english(rest)}" if rest else "")
    return ""
