"""How words are written for the screen and for the voice: spacing, punctuation, units, prices, lengths."""

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache

from agent.english import english
from agent.numerals import plain
from agent.tongue import german
from agent.units import units
from domain.brief import Language
from domain.money import format_money

CJK = "㐀-䶿一-鿿豈-﫿"
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\ufe0f\u200d\u20e3\U000e0000-\U000e007f]"
)
_INLINE = re.compile(r"</?(?:b|i|u|em|strong|span|font|a)(?:\s[^<>]{0,200})?>", re.I)
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|$)|<(script|style|template|noscript)\b.*?(?:</\1>|$)"
    r"|<(\w+)[^<>]*(?:display:\s*none|visibility:\s*hidden|opacity:\s*0(?![.\d])|font-size:\s*0|\bhidden\b|color:\s*(?:#fff|white)|left:\s*-\d{3})[^<>]*>"
    r".*?(?:</\2>|$)",
    re.I | re.S,
)
_MARKUP = re.compile(r"<[^<>]{1,200}>|&[a-z]{2,8};|https?://\S+|www\.\S+")
_BEFORE_NOUN = re.compile(
    r" (?!(?:for|of|at|in|with|per|after|on|and|to|or|from|when|by|each|is|are|long|wide|high|tall|deep|thick"
    r"|all|every|even|while|without|through|before|if|so|as|but|than|a|an|the|here|over|under)\b)[a-z]"
)
_CLOSED = "。！？!?.…"
_SIGNS_BEFORE = frozenset(("USD", "EUR", "GBP"))


def clean(text: str) -> str:
    """A fact as plain words: nothing hidden, no emoji, markup, addresses or control characters, single spaces."""
    shown = visible(unicodedata.normalize("NFC", text))
    bare = _EMOJI.sub(" ", _MARKUP.sub(" ", _INLINE.sub("", shown)))
    seen = "".join(c for c in bare if unicodedata.category(c) != "Cf")
    printable = "".join(c if not unicodedata.category(c).startswith("C") else " " for c in seen)
    printable = re.sub(r"[{}<>\\^`~|]+", " ", printable)
    folded = re.sub(r"[！-／：-＠［-｀｛-～０-９Ａ-Ｚａ-ｚ]", _half_width, printable)
    return space(re.sub(r"\s+", " ", folded)).strip(" ,，;；、·-–—~|")


def visible(text: str) -> str:
    """Without what a page would not show: comments, scripts and hidden elements."""
    return _HIDDEN.sub(" ", text) if "<" in text else text


@lru_cache(maxsize=8192)
def space(text: str) -> str:
    """One space between hanzi and Latin letters or digits, none beside full-width punctuation."""
    spaced = re.sub(rf"(?<=[{CJK}])(?=[A-Za-z0-9$€£¥])|(?<=[A-Za-z0-9%])(?=[{CJK}])", " ", text)
    return re.sub(r"\s+(?=[，。！？；：、”）])|(?<=[，。！？；：、“（])\s+", "", spaced)


@lru_cache(maxsize=8192)
def finish(text: str, language: Language) -> str:
    """A spoken line made whole: spacing, no doubled punctuation, a full stop, capitals after one in English."""
    line = re.sub(r"([。！？!?])[。，,.；;、：]+", r"\1", space(text).strip())
    line = re.sub(r"[，；、：]+(?=[，。！？；：])", "", line)
    if language == "zh":
        return line if line[-1:] in _CLOSED + "”」" else f"{line.rstrip('，、；：,')}。"
    line = re.sub(r"(?<=[a-z0-9])\.\.(?!\.)", ".", line)
    line = line if line[-1:] in _CLOSED + '”"' else f"{line.rstrip(',;:')}."
    return re.sub(r"(^|[.!?]\s+)([a-z])(?![A-Za-z]*[A-Z])", lambda m: m[1] + m[2].upper(), line)


def capital(text: str) -> str:
    """With a capital, unless its first word is spelled with one further on: ``iPhone`` and ``eSIM`` stay."""
    return re.sub(r"^[^\W\d_](?![A-Za-z]*[A-Z])", lambda m: m[0].upper(), text)


def spoken(text: str, language: Language) -> str:
    """Units written out as a voice says them: ``500 ml`` → ``500 毫升`` or ``500 millilitres``."""
    if language not in ("zh", "en"):
        return text
    said = _measured().sub(lambda m: _spoken_unit(m, language), text)
    return re.sub(rf"(?<=[{CJK}])\s+(?=[{CJK}])", "", said) if said != text else text


def spoken_price(amount: Decimal, currency: str, language: Language) -> str:
    """A price as it is said: ``99 元``, ``12.5 美元``, ``$12.50``, ``99 yuan``; an unknown currency keeps its code."""
    known = units().currencies.get(currency)
    if language == "en" and currency in _SIGNS_BEFORE:
        return format_money(amount, currency, language)
    if language not in ("zh", "en"):
        return format_money(amount, currency, language)
    name = (known.zh if language == "zh" else known.en) if known else currency
    whole = amount == amount.to_integral_value()
    if language == "zh":
        return f"{plain(amount)} {name}"
    return f"{amount:,.0f} {name}" if whole else f"{amount:,.2f} {name}"


def lowered(text: str) -> str:
    """Without the capital of a plain first word, so that the text can stand inside a sentence; German keeps it."""
    first = text.split()[0] if text.split() else ""
    plain_word = re.fullmatch(r"A|[A-Z][a-z]+(?:-[a-z]+)*,?", first) and first.rstrip(",") not in english().proper_set
    return text[0].lower() + text[1:] if plain_word and not german(text) else text


def has_hanzi(text: str) -> bool:
    """Whether any character is a hanzi."""
    return bool(re.search(f"[{CJK}]", text))


def is_hanzi(character: str) -> bool:
    """Whether it is one; for few characters, where a pattern would take longer to compile than to ask."""
    return "㐀" <= character <= "䶿" or "一" <= character <= "鿿" or "豈" <= character <= "﫿"


def is_neutral(text: str) -> bool:
    """Whether a text reads the same in both languages: figures, units and codes such as ``500 ml`` or ``USB-C``."""
    words = re.findall(r"[^\W\d_]{3,}", _measured().sub("", text))
    return not has_hanzi(text) and all(word.isupper() for word in words)


def speaks(text: str, language: Language) -> bool:
    """Whether a text can be said in ``language`` as it stands."""
    if is_neutral(text):
        return True
    return has_hanzi(text) if language == "zh" else not has_hanzi(text)


@lru_cache(maxsize=8192)
def width(text: str) -> float:
    """Length on screen in full-width characters; Latin letters, digits and spaces count half."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" and ord(c) > 0x2E7F else 0.5 for c in text)


@lru_cache(maxsize=8192)
def fits_headline(text: str, language: Language) -> bool:
    """Whether a text is short enough for a headline: 12 full-width characters, or 5 words and 28 letters."""
    if language == "zh":
        return 0 < width(text) <= 12
    return 0 < len(text) <= 28 and len(text.split()) <= 5


@lru_cache(maxsize=8192)
def fits_subline(text: str, language: Language) -> bool:
    """Whether a text is short enough for the line under a headline: 20 full-width characters, or 42 letters."""
    return 0 < width(text) <= 20 if language == "zh" else 0 < len(text) <= 42


@cache
def _measured() -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9])(\d+(?:\.\d+)?)\s?({units().unit_pattern()})")


def _half_width(match: "re.Match[str]") -> str:
    """Full-width letters, digits and signs made plain, except the punctuation Chinese text needs."""
    return match[0] if match[0] in "！（），：；？" else unicodedata.normalize("NFKC", match[0])


def _spoken_unit(match: "re.Match[str]", language: Language) -> str:
    unit = units().measure(match[2])
    if unit is None or (language == "en" and len(match[2]) > 4 and match[2].isascii()):
        return match[0]
    name = unit.spoken(language)
    if language == "en" and (match[1] == "1" or _BEFORE_NOUN.match(match.string, match.end())):
        name = name.removesuffix("s")
    attributive = language == "en" and _BEFORE_NOUN.match(match.string, match.end())
    return f"{match[1]}{'-' if attributive else ' '}{name}"
