"""How long a text takes to say."""

import re
from collections.abc import Iterable
from decimal import Decimal

from agent.numerals import fold, spoken_english, spoken_hanzi
from agent.wording import CJK
from domain.brief import Language
from domain.script import Script

PAUSE = 0.35
"""Seconds of silence a scene needs besides its voice."""

HANZI_PER_SECOND = 4.3
WORDS_PER_SECOND = 2.6
_SYLLABLES_PER_WORD = 1.45
"""Of English as these scripts write it; turns the word rate into a syllable rate."""

_COMMA = 0.1
_STOP = 0.25
_PIECE = re.compile(rf"[{CJK}]|\d+(?:\.\d+)?|[A-Za-z]+(?:'[a-z]+)?|[%$¥€£℃°]|[,，;；:：、]|[.。!！?？…]")


def estimate_seconds(text: str, language: Language) -> float:
    """Seconds the embedded voice needs at rate 1; digits, signs and foreign words count as they are read."""
    pieces = _PIECE.findall(fold(text))
    rate = HANZI_PER_SECOND if language == "zh" else WORDS_PER_SECOND * _SYLLABLES_PER_WORD
    voiced = sum(_syllables(piece, language) for piece in pieces)
    return voiced / rate + _pauses(pieces)


def script_seconds(script: Script) -> float:
    """Seconds of the whole script, with a pause for each scene."""
    return scenes_seconds((scene.narration for scene in script.scenes), script.language)


def scenes_seconds(narrations: Iterable[str], language: Language) -> float:
    """Seconds of scenes said one after the other, with a pause for each."""
    return sum(estimate_seconds(text, language) + PAUSE for text in narrations)


def _pauses(pieces: list[str]) -> float:
    """Silence inside the text; what follows its last word is trimmed."""
    while pieces and pieces[-1] in ",，;；:：、.。!！?？…":
        pieces = pieces[:-1]
    return sum(_STOP if t in ".。!！?？…" else _COMMA for t in pieces if t in ",，;；:：、.。!！?？…")


def _syllables(piece: str, language: Language) -> float:
    if piece[0].isdigit():
        number = Decimal(piece)
        return len(spoken_hanzi(number)) if language == "zh" else _english(spoken_english(number))
    if piece.isascii() and piece[0].isalpha():
        return _english(piece)
    if piece in "%$¥€£℃°":
        return 2.0
    if piece in ",，;；:：、.。!！?？…":
        return 0.0
    return 1.0 if language == "zh" else 4.0


def _english(words: str) -> float:
    return float(sum(_word(word) for word in words.split()))


def _word(word: str) -> int:
    """Syllables of one word: its groups of vowels, a silent final e left out; letters one by one in short codes."""
    if word.isupper() and len(word) <= 4:
        return len(word)
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and groups > 1 and not word.lower().endswith("le")
    return max(1, groups - silent)
