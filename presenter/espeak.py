"""The embedded offline voice: espeak-ng in a child process, made pleasant in ours."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from domain.base import Frozen
from domain.brief import Language
from domain.errors import SpeechError
from presenter import espeak_child
from presenter.emphasis import Marked, mark_up
from presenter.engine import Engine, Header, garbled
from presenter.normalise import Reading, normalise
from presenter.respell import respell, split_by_script
from presenter.sound import polish
from presenter.speaker import NO_LEXICON, Lexicon, SpokenLine, check_rate
from presenter.tables import respell_table, viseme_table
from presenter.timing import Moment, time_words
from presenter.visemes import visemes
from presenter.voices import AUTO, Voice, load_voices, pick_voice

_VOLUME = 60
"""Out of 100: louder, the engine flattens its own peaks."""


class _Tuning(Frozen):
    """How the engine speaks one voice: see voices.yaml."""

    voice: str
    wpm: float
    pitch: int
    range: int
    gap: int
    exponent: float

    def request(self, text: str, rate: float) -> dict[str, object]:
        """The child's orders for a text at this rate."""
        orders: dict[str, object] = self.model_dump(include={"voice", "pitch", "range", "gap"})
        return {**orders, "wpm": round(self.wpm * rate ** (1 / self.exponent)), "volume": _VOLUME, "text": text}


class EspeakSpeaker:
    """The voice that is always there: no network, no key, Chinese and English.

    ``voice`` is a name from the catalogue or "auto"; ``stress`` lets numbers stand out; ``command``
    starts the engine's process (tests give it a faulty one), ``timeout_s`` is for one line.
    """

    name = "espeak"
    source = ""

    def __init__(
        self, voice: str = AUTO, command: Sequence[str] | None = None, timeout_s: float = 30.0, *, stress: bool = True
    ) -> None:
        self._wanted, self._stress = voice, stress
        self._engine = Engine(command or _command(), timeout_s)
        self._voices = load_voices()

    def voice_for(self, language: Language) -> str:
        return self._voice(language).name

    def speak(self, text: str, language: Language, rate: float = 1.0, lexicon: Lexicon = NO_LEXICON) -> SpokenLine:
        check_rate(rate)
        reading = normalise(text, language, lexicon)
        if not reading.tokens:
            raise SpeechError(f"'{text[:40]}' has nothing to say in it", hint="write the line in words")
        respelled = respell(reading, respell_table())
        parts = tuple(self._parts(respelled, language))
        header, pcm = self._engine.speak([tuning.request(part.text, rate) for tuning, part in parts])
        return _finish(respelled, _unmarked(header, [place for _, part in parts for place in part.places]), pcm)

    def _parts(self, reading: Reading, language: Language) -> Iterator[tuple[_Tuning, Marked]]:
        """What the child is asked to speak, and by which voice.

        Hanzi in another language's line go to the Chinese voice: others would only say "Chinese
        letter". (The Chinese voice turns to English for Latin words by itself.)
        """
        split = split_by_script(reading.said) if language != "zh" else ((True, reading.said),)
        begin = 0
        for chinese, text in split:
            yield (
                self._tuning("zh" if chinese else language),
                mark_up(reading, begin, begin + len(text), stress=self._stress),
            )
            begin += len(text)

    def _tuning(self, language: Language) -> _Tuning:
        return _Tuning.model_validate(self._voice(language).engine)

    def _voice(self, language: Language) -> Voice:
        return pick_voice(self._voices, self.name, language, self._wanted)


def _command() -> tuple[str, ...]:
    child = str(Path(espeak_child.__file__))
    return sys.executable, "-I", "-S", child, espeakng_loader.get_library_path(), espeakng_loader.get_data_path()


def _unmarked(header: Header, places: Sequence[int]) -> Header:
    """The same with its words' positions in the line, not in the markup. Raises SpeechError for one outside."""
    if any(not 0 <= position < len(places) for position, _ in header.words):
        raise garbled()
    return header.model_copy(update={"words": tuple((places[position], at) for position, at in header.words)})


def _finish(reading: Reading, header: Header, pcm: NDArray[np.int16]) -> SpokenLine:
    polished = polish(pcm, header.rate)
    if not polished.pcm.size:
        raise SpeechError(f"the embedded voice was silent on '{reading.said[:40]}'", hint="write the line in words")
    line = SpokenLine(polished.pcm, ())

    def ms(sample: int) -> float:
        return sample * 1000 / header.rate - polished.cut_ms

    moments = [Moment(position, ms(start), ms(end)) for position, start, end in _word_ends(header)]
    sounds = ((ipa, _within(ms(at), line.duration_ms)) for ipa, at in _sounds(header))
    return replace(
        line,
        words=time_words(reading, moments, line.duration_ms),
        visemes=visemes(sounds, viseme_table()),
    )


def _within(ms: float, duration_ms: int) -> int:
    return min(max(0, round(ms)), duration_ms)


def _sounds(header: Header) -> list[tuple[str, int]]:
    """The phonemes without the engine's notes of a change of language, and the silence at the end."""
    sounds = [(ipa, at) for ipa, at in header.phonemes if not ipa.startswith("(")]
    return [*sounds, ("", header.samples)]


def _word_ends(header: Header) -> list[tuple[int, int, int]]:
    """(position, start, end) of each word in samples: it ends with its last sound, not with the pause after it."""
    sounds = [(at, after) for (ipa, at), (_, after) in pairwise(_sounds(header)) if ipa]
    starts = [start for _, start in header.words]
    words = []
    for (position, start), following in zip(header.words, [*starts[1:], header.samples], strict=True):
        ends = (min(after, following) for at, after in sounds if start <= at < following)
        words.append((position, start, max(ends, default=following)))
    return words
