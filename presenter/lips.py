"""Lips for voices that tell no sounds: the embedded engine's, stretched onto the voice's own words."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from domain.brief import Language
from domain.errors import SpeechError
from domain.voice import SpokenWord, Viseme
from presenter.speaker import NO_LEXICON, Lexicon, Speaker, SpokenLine
from presenter.tables import viseme_table

_PAUSE_MS = 90
"""A gap between two words from which on the mouth closes."""


class WithLips:
    """Another speaker whose lines have mouth shapes: its own, else those of ``guide`` saying the same line."""

    def __init__(self, speaker: Speaker, guide: Speaker) -> None:
        self._speaker, self._guide = speaker, guide

    @property
    def name(self) -> str:
        return self._speaker.name

    @property
    def source(self) -> str:
        return self._speaker.source

    def voice_for(self, language: Language) -> str:
        return self._speaker.voice_for(language)

    def speak(self, text: str, language: Language, rate: float = 1.0, lexicon: Lexicon = NO_LEXICON) -> SpokenLine:
        line = self._speaker.speak(text, language, rate, lexicon)
        if line.visemes:
            return line
        try:
            guide = self._guide.speak(text, language, 1.0, lexicon)
        except SpeechError:  # the voice itself is there: better closed lips than no voice
            return line
        return SpokenLine(line.pcm, line.words, lips(guide, line))


def lips(guide: SpokenLine, line: SpokenLine) -> tuple[Viseme, ...]:
    """The guide's mouth shapes, word by word at the times of the same line spoken by another voice.

    Both lines' words joined are the same text; where they are cut differently, only cuts they share count.
    """
    anchors = _anchors(guide.words, line.words)
    told, meant = [0.0, *(a for a, _ in anchors)], [0.0, *(b for _, b in anchors)]
    silent = viseme_table().silence
    shapes = [(round(float(np.interp(v.start_ms, told, meant))), v.shape) for v in guide.visemes]
    shapes += [(start, silent) for start, _ in _pauses(line.words)]
    shapes.append((line.words[-1].end_ms if line.words else line.duration_ms, silent))
    return _settled(shapes, line.words, silent)


def _settled(shapes: list[tuple[int, str]], words: Sequence[SpokenWord], silent: str) -> tuple[Viseme, ...]:
    """In order, one at a time, none in a pause but the closed mouth."""
    pauses = _pauses(words)
    kept: list[Viseme] = []
    for at, shape in sorted(shapes, key=lambda pair: (pair[0], pair[1] != silent)):
        if shape != silent and any(start <= at < end for start, end in pauses):
            continue
        while kept and kept[-1].start_ms >= at:
            kept.pop()
        if not kept or kept[-1].shape != shape:
            kept.append(Viseme(shape=shape, start_ms=at))
    return tuple(kept)


def _pauses(words: Sequence[SpokenWord]) -> list[tuple[int, int]]:
    gaps = ((word.end_ms, after.start_ms) for word, after in pairwise(words))
    return [(start, end) for start, end in gaps if end - start > _PAUSE_MS]


def _anchors(told: Sequence[SpokenWord], meant: Sequence[SpokenWord]) -> list[tuple[float, float]]:
    """Moments of the guide and the same moments of the other line, rising in both."""
    theirs = {begin: i for i, begin in enumerate(_offsets(meant))}
    shared = [(i, theirs[begin]) for i, begin in enumerate(_offsets(told)) if begin in theirs]
    anchors: list[tuple[float, float]] = []
    for (i, j), (next_i, next_j) in pairwise([*shared, (len(told), len(meant))]):
        anchors.append((told[i].start_ms, meant[j].start_ms))
        end = told[next_i - 1].end_ms - 0.5  # half a millisecond apart from a word that begins at once
        anchors.append((max(told[i].start_ms + 0.25, end), meant[next_j - 1].end_ms))
    return anchors


def _offsets(words: Sequence[SpokenWord]) -> list[int]:
    return [0, *accumulate(len(word.text) for word in words)][: len(words)]
