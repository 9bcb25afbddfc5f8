"""The voices: the embedded one's speed and how it sounds, and how far words and lips are off where a voice tells none.

The other embedded voice, at another pitch and speed, stands in for a service: its own times are the truth.
"""

import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import yaml

from benchmarks.report import Figure
from domain.brief import Language
from domain.rig import MouthCue
from presenter.acting import mouth_cues
from presenter.espeak import EspeakSpeaker
from presenter.forced import force
from presenter.level import envelope
from presenter.lips import lips
from presenter.speaker import SpokenLine

LINES = Path(__file__).parents[1] / "tests" / "presenter" / "lines.yaml"
_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_FPS = 30


def speech_figures() -> tuple[list[Figure], dict[str, object]]:
    """Every figure over the narration lines that the suite uses too."""
    lines: dict[Language, list[str]] = yaml.safe_load(LINES.read_text(encoding="utf-8"))
    start = time.perf_counter()
    spoken = [
        (text, language, EspeakSpeaker().speak(text, language)) for language in _LANGUAGES for text in lines[language]
    ]
    wall = time.perf_counter() - start
    seconds = sum(line.duration_ms for _, _, line in spoken) / 1000
    onsets = [abs(line.words[0].start_ms - _first_sound(line)) for _, _, line in spoken]
    own = [abs(cue.frame * 1000 / _FPS - at) for _, _, line in spoken for cue, at in _cues(line)]
    words, shapes = _guided(spoken)
    captions = [drift for _, _, line in spoken for drift in _caption_drifts(line)]
    return [
        Figure("embedded voice over real time", seconds / wall, "×", 30, "at least"),
        Figure("embedded voice, first word against its sound, largest", max(onsets), "ms", 80, "at most"),
        Figure("captions against the voice's energy after each pause, largest", max(captions), "ms", 80, "at most"),
        Figure("lip shapes against phonemes, embedded, median", float(np.median(own)), "ms", 33, "at most"),
        Figure("lip shapes against phonemes, guided, median", float(np.median(shapes)), "ms", 33, "at most"),
        Figure("words found in a sound, 95 % within", float(np.percentile(words, 95)), "ms", 80, "at most"),
        Figure("words found in a sound, largest drift", max(words), "ms", 80, "at most"),
    ], {"speech": {"words": len(words), "largest drift, ms": max(words), "seconds spoken": seconds, "wall": wall}}


def _cues(line: SpokenLine) -> list[tuple[MouthCue, int]]:
    """Each mouth cue with the nearest moment at which the voice makes that shape."""
    return [
        (
            cue,
            min(
                (v.start_ms for v in line.visemes if v.shape == cue.shape),
                key=lambda at: abs(at - cue.frame * 1000 / _FPS),
            ),
        )
        for cue in mouth_cues(line.visemes, _FPS)
    ]


def _first_sound(line: SpokenLine) -> int:
    return _onsets(line)[0]


def _onsets(line: SpokenLine) -> list[int]:
    """When the voice begins to sound, first and after every pause of 80 ms, in ms."""
    levels = envelope(line.pcm / 32768, 240)
    loud = np.flatnonzero(levels > levels.max() * 10 ** (-35 / 20))
    return [int(loud[0]) * 5, *(int(now) * 5 for before, now in pairwise(loud) if now - before > 80 // 5)]


def _caption_drifts(line: SpokenLine) -> list[float]:
    """How far the frame that marks a word is from where its sound begins, for each word after a pause, in ms."""
    marked = [round(word.start_ms * _FPS / 1000) * 1000 / _FPS for word in line.words]
    return [min(abs(at - onset) for at in marked) for onset in _onsets(line)]


def _guided(spoken: list[tuple[str, Language, SpokenLine]]) -> tuple[list[int], list[int]]:
    """How far off the starts of words and the lip shapes are, in ms."""
    words, shapes = [], []
    for i, (text, language, guide) in enumerate(spoken):
        true = EspeakSpeaker(f"espeak-{language}-max").speak(text, language, (0.85, 1.2)[i % 2])
        found = force(guide, true.pcm)
        words += [abs(one.start_ms - other.start_ms) for one, other in zip(found, true.words, strict=True)]
        shaped = lips(guide, SpokenLine(true.pcm, found))
        for viseme in true.visemes:
            near = [abs(one.start_ms - viseme.start_ms) for one in shaped if one.shape == viseme.shape]
            shapes += [min(near)] if near else []
    return words, shapes
