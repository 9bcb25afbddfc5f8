"""Who plays what and when: a mood's grids over a form's chords, humanised by a seed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from media.music.drums import KICKS
from media.music.form import Form
from media.music.harmony import Chord, spell
from media.music.moods import STEPS, Mood, Part

_LATE = 0.004
"""Standard deviation in seconds of how early or late people play."""
_HARD = 0.62
"""Velocity from which a note is struck hard."""
_LET_GO = 0.3
"""Seconds a chord rings on into the next."""
_EFFORT = (0.74, 0.9, 1.0)
"""How hard everybody plays at each energy."""
_LEAD_ORDER = (0, 1, 0, 2)


@dataclass(frozen=True)
class Note:
    """One sound to mix: ``pitches`` is empty for a drum and several for a pad; times in seconds."""

    part: Part
    start: float
    length: float
    velocity: float
    pitches: tuple[int, ...] = ()
    hard: bool = False


@dataclass(frozen=True)
class Span:
    """A chord and the time it is held, in beats; ``bar`` counts from 0 and ``phrase`` within four."""

    chord: Chord
    start: int
    beats: int
    bar: int
    phrase: int
    energy: int


def write_score(form: Form, mood: Mood, seed: int) -> tuple[Note, ...]:
    """Every note of a piece, in the order of its parts."""
    rng = np.random.default_rng((seed, 1))
    spans = _spans(form, mood, rng)
    notes: list[Note] = []
    for part in mood.parts:
        player = np.random.default_rng(rng.integers(2**32))
        notes += _pad(form, part, spans) if part.play == "pad" else _play(form, mood, part, spans, player)
        notes += _last(form, part, spans[-1], max(form.energy))
    notes += _swells(form, mood)
    return tuple(note for note in notes if note.start < form.seconds - 0.05)


def _spans(form: Form, mood: Mood, rng: np.random.Generator) -> list[Span]:
    """One chord a bar, another progression in the lift, the cadence, and the last chord after it all."""
    key = mood.keys[rng.integers(len(mood.keys))]
    order = rng.permutation(len(mood.progressions))
    opening = next((bar for bar, energy in enumerate(form.energy) if energy), 0)
    symbols, spans = [], []
    for bar, energy in enumerate(form.energy[:-1]):
        phrase = (bar - opening) % 4
        symbols.append(mood.progressions[order[1 % len(order) if energy == 2 else 0]][phrase])
        spans.append((bar * 4, 4, bar, phrase, energy))
    at, left = (form.bars - 1) * 4, form.beats - (form.bars - 1) * 4
    for half, symbol in enumerate(mood.cadence[:2]):
        symbols.append(symbol)
        spans.append((at + half * left // 2, left // 2, form.bars - 1, 3, form.energy[-1]))
    symbols.append(mood.cadence[2])
    spans.append((form.beats, 4, form.bars, 0, 0))
    return [Span(chord, *span) for chord, span in zip(spell(tuple(symbols), key), spans, strict=True)]


def _pad(form: Form, part: Part, spans: list[Span]) -> Iterator[Note]:
    for span in spans[:-1]:
        if span.energy >= part.energy:
            pitches = tuple(pitch + part.up for pitch in span.chord.voices)
            yield Note(part, span.start * form.beat, span.beats * form.beat, _EFFORT[span.energy], pitches)


def _play(form: Form, mood: Mood, part: Part, spans: list[Span], rng: np.random.Generator) -> Iterator[Note]:
    """A grid a bar, each character a note of the chord then sounding."""
    chosen = int(rng.integers(len(part.grids)))
    for span in spans[:-1]:
        if span.energy < part.energy:
            continue
        grid = _grid(part, span, chosen)
        first = span.start % 4 * 4
        for step in range(first, first + span.beats * 4):
            if grid[step] != ".":
                start = (span.start * 4 + step - first) * form.beat / 4
                late = mood.swing * form.beat / 4 if step % 2 else 0.0
                yield from _sound(form, part, span, grid[step], start + late, _accent(step), rng)


def _grid(part: Part, span: Span, chosen: int) -> str:
    if part.fill and span.phrase == 3:
        return part.fill
    turn = _LEAD_ORDER[span.phrase] if part.play == "lead" else 0
    return part.grids[(chosen + turn) % len(part.grids)]


def _accent(step: int) -> float:
    """How much the place in the bar weighs: the one, the beats, between them."""
    return 1.0 if step == 0 else 0.93 if step % 4 == 0 else 0.85 if step % 2 == 0 else 0.76


def _sound(
    form: Form, part: Part, span: Span, sign: str, start: float, accent: float, rng: np.random.Generator
) -> Iterator[Note]:
    """The note or notes that one character of a grid stands for."""
    loud = int(sign) / 9 if part.play in ("drum", "chords") else accent
    velocity = float(np.clip(loud * _EFFORT[span.energy] * rng.normal(1, 0.06), 0.1, 1))
    start = max(0.0, start + float(np.clip(rng.normal(0, _LATE), -2 * _LATE, 2 * _LATE)))
    until = (span.start + span.beats) * form.beat + _LET_GO - start
    for i, pitch in enumerate(_pitches(part, span.chord, sign)):
        delay = i * part.strum / 1000
        pitches = () if part.play == "drum" else (pitch + part.up,)
        fading = velocity * (1 - 0.05 * i)
        yield Note(part, start + delay, until - delay, fading, pitches, velocity > _HARD)


def _pitches(part: Part, chord: Chord, sign: str) -> tuple[int, ...]:
    if part.play == "drum":
        return (0,)
    if part.play == "bass":
        return (chord.bass + {"r": 0, "f": 7, "o": 12}[sign],)
    if part.play == "chords":
        return chord.voices
    if part.play == "lead":
        return (chord.ladder[int(sign) % len(chord.ladder)],)
    octave, voice = divmod(int(sign), len(chord.voices))
    return (chord.voices[voice] + 12 * (octave + 1),)


def _last(form: Form, part: Part, span: Span, reached: int) -> Iterator[Note]:
    """The last chord: rolled slowly, everyone who has played joining in, and it rings to the end."""
    if part.energy > reached or (part.play == "drum" and part.voice not in KICKS):
        return
    ring = form.seconds - form.last_chord
    whole = Note(part, form.last_chord, ring, 0.75)
    if part.play == "drum":
        yield whole
    elif part.play == "pad":
        yield replace(whole, pitches=tuple(pitch + part.up for pitch in span.chord.voices))
    else:
        roll = 0.06 if part.play == "chords" else 0.0
        for i, pitch in enumerate(_final_pitches(part, span.chord)):
            yield replace(whole, start=form.last_chord + i * roll, pitches=(pitch,), velocity=0.75 - 0.06 * i)


def _final_pitches(part: Part, chord: Chord) -> tuple[int, ...]:
    if part.play == "bass":
        return (chord.bass,)
    if part.play in ("arp", "lead"):
        return chord.ladder[2:3] if part.play == "arp" else chord.ladder[3:4]
    return tuple(pitch + part.up for pitch in chord.voices)


def _swells(form: Form, mood: Mood) -> Iterator[Note]:
    """A cymbal that leads into the lift and into the last chord, and one that opens them."""
    loudest = max(part.level for part in mood.parts if part.play != "bass")
    swell = Part(play="drum", voice="swell", level=loudest - 22, grids=("." * STEPS,))
    cymbal = Part(play="drum", voice="cymbal", level=loudest - 20, grids=("." * STEPS,))
    rises = [bar * 4 * form.beat for bar in range(1, form.bars) if form.energy[bar] == 2 > form.energy[bar - 1]]
    for moment in (*rises, form.last_chord):
        if moment > 1.7:
            yield Note(swell, moment - 1.6, 1.6, 0.9)
        yield Note(cymbal, moment, 3.0, 0.8)
