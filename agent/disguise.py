"""Words hidden from a checker by odd characters, spaces, spelling or signs, made plain again."""

import re
import unicodedata
from functools import cache, lru_cache

from agent.data import load
from agent.numerals import fold
from agent.wording import is_hanzi
from domain.base import Frozen

_SIGNS = "•~*\\\\^+=_`'’\u200b\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff"
_GAPS = r"\s·.\-—–|/"
_SIGN, _GAP = re.compile(f"[{_SIGNS}]"), re.compile(f"[{_GAPS}]+")
_LONGEST_GAP = 4
_DECOY = f"[{_SIGNS}{_GAPS}]"
_SPLIT = re.compile(f"{_DECOY}+")
_SPLIT_LETTERS = re.compile(
    rf"(?<![A-Za-z])(?:[A-Za-z]{_DECOY}{{1,3}}){{2,}}[A-Za-z1](?![A-Za-z0-9])|\bn{_DECOY}{{0,2}}o{_DECOY}{{1,3}}1\b",
    re.I,
)
_EMOJI_IN_NUMBER = re.compile("(?<=\\d)[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]+(?=\\d)")
_LETTER_DIGITS = re.compile(
    r"(?<=\d)[oO](?=[\doO]*\s*(?:元|块|折|%|yuan|\d))|(?<![A-Za-z\d])[lI](?=\d+\s*(?:元|块|折|%|小时))"
)
_CAPITAL_RUN = "[零壹贰叁肆伍陆柒捌玖拾佰仟萬万]"
_BETWEEN_SYLLABLES = r"[\s'’·.\-]"


class Disguises(Frozen):
    """``lexicon/disguises.yaml``."""

    traditional: str
    simplified: str
    latin: dict[str, str]
    small_capitals: dict[str, str]
    hanzi: dict[str, str]
    capitals: dict[str, str]
    leet: dict[str, str]
    pinyin: dict[str, str]


@lru_cache(maxsize=4096)
def reveal(text: str) -> str:
    """``text`` with look-alike, invisible, traditional and decorated characters made plain, spaces left as they are.

    ``９⃣９ 塊``, ``bеst`` with a Cyrillic е and ``第壹`` become ``99 块``, ``best`` and ``第一``.
    """
    plain = _EMOJI_IN_NUMBER.sub("", _undecorated(text))
    if plain.isascii():
        return _LETTER_DIGITS.sub(_digit, plain)
    plain = _latin(plain).translate(_simplified())
    plain = _swapped_pattern().sub(lambda m: _disguises().hanzi[m[0]], plain)
    plain = _capital_numerals().sub(lambda m: "".join(_disguises().capitals.get(c, c) for c in m[0]), plain)
    return _LETTER_DIGITS.sub(_digit, plain)


@lru_cache(maxsize=4096)
def unsplit(text: str) -> str:
    """``reveal``, in lower case, with what splits words taken out and spelled words written in hanzi.

    ``最🔥好``, ``zui hao``, ``b.e.s.t`` and ``be$t`` become ``最好`` and ``best``. For finding words, not for reading.
    """
    plain = _GAP.sub(_without_gap, _SPLIT.sub(_without_signs, _unaccented(reveal(text)))).lower()
    plain = _SPLIT_LETTERS.sub(lambda m: re.sub(_DECOY, "", m[0]), plain)
    plain = re.sub(r"(?<![a-z0-9$])[a-z]+(?:[013457$@!€][a-z]+)+", _unleet, plain)
    return _spelled(plain)


def _without_signs(match: "re.Match[str]") -> str:
    """Nothing for signs between two hanzi, with the gaps around them."""
    before, after = _beside(match)
    return "" if is_hanzi(before[-1:]) and is_hanzi(after[:1]) and _SIGN.search(match[0]) else match[0]


def _without_gap(match: "re.Match[str]") -> str:
    """Nothing for a gap between two hanzi one of which stands alone: ``全 网``, but not ``安全 国内``."""
    before, after = _beside(match)
    if len(match[0]) > _LONGEST_GAP or not (is_hanzi(before[-1:]) and is_hanzi(after[:1])):
        return match[0]
    return match[0] if is_hanzi(before[:-1]) and is_hanzi(after[1:]) else ""


def _beside(match: "re.Match[str]") -> tuple[str, str]:
    """At most two characters on either side of a match."""
    return match.string[max(0, match.start() - 2) : match.start()], match.string[match.end() : match.end() + 2]


def _unaccented(text: str) -> str:
    """Without the tone marks of pinyin."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Mn")


def _undecorated(text: str) -> str:
    """Compatibility forms folded; keycaps, strike-throughs, boxed letters and foreign digits as plain ones."""
    folded = fold("".join(_unboxed(c) for c in text))
    kept = (c for c in folded if unicodedata.category(c) not in {"Mn", "Me"})
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in kept)


def _unboxed(char: str) -> str:
    code = ord(char)
    for first in (0x1F150, 0x1F170, 0x1F1E6):
        if first <= code < first + 26:
            return chr(ord("A") + code - first)
    return char


def _latin(text: str) -> str:
    """Look-alikes as Latin letters, unless the text holds letters that only Cyrillic or Greek has."""
    foreign = [c for c in text if "Ͱ" <= c <= "ӿ" and c.isalpha() and c not in "µμΩ"]
    if any(ord(c) not in _letters() for c in foreign) and not re.search(r"[A-Za-z][Ͱ-ӿ]|[Ͱ-ӿ][A-Za-z]", text):
        return text
    return text.translate(_letters())


def _spelled(text: str) -> str:
    if not any(map(_in_syllables().fullmatch, re.findall("[a-z]{2,}", text))):
        return text  # nearly every text: the pattern takes longer to compile than all else here
    return _pinyin_pattern().sub(_in_hanzi, text)


def _in_hanzi(match: "re.Match[str]") -> str:
    return re.sub(_one_spelled(), lambda m: _term_of(m[0]), match[0])


def _term_of(spelled: str) -> str:
    """The hanzi of one spelled word; a stretch already in hanzi stays."""
    found = (term for term, pattern in _spellings().items() if re.fullmatch(pattern, spelled))
    return next(found, spelled)


def _unleet(match: "re.Match[str]") -> str:
    return "".join(_disguises().leet.get(c, c) for c in match[0])


def _digit(match: "re.Match[str]") -> str:
    return "0" if match[0] in "oO" else "1"


@cache
def _disguises() -> Disguises:
    return load("lexicon/disguises.yaml", Disguises)


@cache
def _simplified() -> dict[int, int]:
    words = _disguises()
    pairs = zip(words.traditional.replace(" ", ""), words.simplified.replace(" ", ""), strict=True)
    return {ord(old): ord(new) for old, new in pairs if old != "萬"} | {ord("萬"): ord("万")}


@cache
def _letters() -> dict[int, int]:
    words = _disguises()
    tables = (words.latin, words.small_capitals)
    return {ord(a): ord(b) for table in tables for a, b in zip(table["from"], table["to"], strict=True)}


@cache
def _swapped_pattern() -> re.Pattern[str]:
    return re.compile("|".join(rf"{re.escape(key)}(?!\d)" for key in _disguises().hanzi))


@cache
def _capital_numerals() -> re.Pattern[str]:
    """Numerals as cheques write them: two together, or one before a unit of money or after 第."""
    return re.compile(rf"{_CAPITAL_RUN}{{2,}}|(?<=第){_CAPITAL_RUN}|{_CAPITAL_RUN}(?=[元块折级])")


@cache
def _spellings() -> dict[str, str]:
    """The pattern of each term, longest first."""
    terms = sorted(_disguises().pinyin.items(), key=lambda item: -len(item[0]))
    return {term: _either(term, spelling) for term, spelling in terms}


@cache
def _in_syllables() -> re.Pattern[str]:
    """A word that may be one spelled, or part of it."""
    known = {syllable for spelling in _disguises().pinyin.values() for syllable in spelling.split()}
    return re.compile(f"(?:{'|'.join(sorted(known))})+")


def _either(term: str, spelling: str) -> str:
    """Each hanzi or its spelling, at least one of them spelled."""
    parts = zip(term, spelling.split(), strict=True)
    either = f"{_BETWEEN_SYLLABLES}*".join(f"(?:{char}|{syllable})" for char, syllable in parts)
    return rf"(?!{term}){either}"


@cache
def _one_spelled() -> str:
    return "|".join(_spellings().values())


@cache
def _pinyin_pattern() -> re.Pattern[str]:
    """Spelled words one after another, nothing but gaps between them and none before the first."""
    return re.compile(rf"(?<![a-z])(?!{_BETWEEN_SYLLABLES})(?:{_BETWEEN_SYLLABLES}*(?:{_one_spelled()}))+(?![a-z])")
