"""How long a text takes to say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from agent.numerals import fold, spoken_english, spoken_hanzi
from agent.wording import CJK
from domain.brief import Language
from domain.script import Script

PAUSE = 0.35
"""Seconds of silence a scene needs besides its voice."""


@dataclass(frozen=True)
class Pace:
    """Seconds the embedded voice takes at rate 1, fitted to some hundred lines it spoke.

    ``syllable``, ``foreign`` and ``figure`` are for a syllable of the language, of the other one's script, and of a
    number; ``comma`` and ``stop`` for the pause at such a mark; ``start`` for beginning and ending a line.
    """

    syllable: float
    foreign: float
    figure: float
    comma: float
    stop: float
    start: float


PACES: dict[Language, Pace] = {
    "zh": Pace(syllable=0.183, foreign=0.17, figure=0.193, comma=0.25, stop=0.2, start=0.17),
    "en": Pace(syllable=0.207, foreign=0.2, figure=0.226, comma=0.32, stop=0.63, start=0.41),
}
"""Pauses included, that is about 4 hanzi or 2.5 words a second."""


def pace_of(language: Language) -> Pace:
    """The pace of a language; of English where none was measured."""
    return PACES.get(language, PACES["en"])


_COMMAS = ",，;；:：、"
_STOPS = ".。!！?？…"
_SIGNS = "%$¥€£°"
_PIECE = re.compile(rf"[{CJK}]|\d+(?:\.\d+)?|[A-Za-z]+(?:'[a-z]+)?|[{_SIGNS}]|[{_COMMAS}]|[{_STOPS}]")


@lru_cache(maxsize=4096)
def estimate_seconds(text: str, language: Language) -> float:
    """Seconds to say ``text`` at rate 1; digits, signs and foreign words count as they are read."""
    pieces = _PIECE.findall(fold(text))
    while pieces and pieces[-1] in _COMMAS + _STOPS:
        pieces.pop()
    return pace_of(language).start + sum(_seconds(piece, language) for piece in pieces) if pieces else 0.0


def script_seconds(script: Script) -> float:
    """Seconds of the whole script, with a pause for each scene."""
    return scenes_seconds((scene.narration for scene in script.scenes), script.language)


def scenes_seconds(narrations: Iterable[str], language: Language) -> float:
    """Seconds of scenes said one after the other, with a pause for each."""
    return sum(estimate_seconds(text, language) + PAUSE for text in narrations)


@lru_cache(maxsize=8192)
def _seconds(piece: str, language: Language) -> float:
    pace = pace_of(language)
    if piece in _COMMAS:
        return pace.comma
    if piece in _STOPS:
        return pace.stop
    if piece in _SIGNS:
        return 2 * pace.figure
    if piece[0].isdigit():
        return pace.figure * _figure_syllables(Decimal(piece), language)
    if piece.isascii():
        return _english_syllables(piece) * (pace.foreign if language == "zh" else pace.syllable)
    return pace.syllable if language == "zh" else pace.foreign


def _figure_syllables(number: Decimal, language: Language) -> int:
    if language == "zh":
        return len(spoken_hanzi(number))
    return sum(_english_syllables(word) for word in spoken_english(number).split())


def _english_syllables(word: str) -> int:
    """Groups of vowels, a silent final e left out; the letters one by one in a short code."""
    if word.isupper() and len(word) <= 4:
        return len(word)
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and groups > 1 and not word.lower().endswith("le")
    return max(1, groups - silent)
