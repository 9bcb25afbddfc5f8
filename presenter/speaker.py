"""What a voice provider is, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from domain.brief import Language
from domain.errors import SpeechError
from domain.voice import SAMPLE_RATE, SpokenWord, Viseme

Lexicon = Mapping[str, str]
"""How a brand says its own words: as written → as said."""

NO_LEXICON: Lexicon = MappingProxyType({})

SLOWEST, FASTEST = 0.7, 1.4
"""The range of ``rate`` that still sounds like speech."""


@dataclass(frozen=True, eq=False)
class SpokenLine:
    """One line spoken: int16 mono samples at 48 kHz, and the time of every word and mouth shape in them.

    The words' ``text`` joined is the line as written. Providers without phonemes give no visemes.
    """

    pcm: NDArray[np.int16]
    words: tuple[SpokenWord, ...]
    visemes: tuple[Viseme, ...] = ()

    @property
    def duration_ms(self) -> int:
        return round(len(self.pcm) * 1000 / SAMPLE_RATE)


class Speaker(Protocol):
    """A voice provider. ``rate`` 1 is the voice's normal speed, 0.7 slowest, 1.4 fastest;
    ``lexicon`` goes before every other rule of reading.

    ``speak`` raises SpeechError naming the provider, the reason and the remedy.
    """

    @property
    def name(self) -> str: ...

    @property
    def source(self) -> str:
        """Where its voices are, when there may be others of the same names elsewhere: an address; else empty."""

    def voice_for(self, language: Language) -> str:
        """The name of the voice that speaks this language."""

    def speak(self, text: str, language: Language, rate: float = 1.0, lexicon: Lexicon = NO_LEXICON) -> SpokenLine: ...


def check_rate(rate: float) -> None:
    """Raise SpeechError unless the rate is one a voice can be understood at."""
    if not SLOWEST <= rate <= FASTEST:
        raise SpeechError(
            f"speaking rate {rate} is outside {SLOWEST}–{FASTEST}", hint="shorten or lengthen the text instead"
        )
