"""Chords: from symbols to pitches, led smoothly from one to the next."""

from dataclasses import dataclass
from itertools import pairwise

ROOTS = {
    "I": 0, "bII": 1, "ii": 2, "II": 2, "bIII": 3, "iii": 4, "III": 4, "IV": 5, "iv": 5,
    "V": 7, "v": 7, "bVI": 8, "vi": 9, "VI": 9, "bVII": 10, "vii": 11,
}  # fmt: skip
"""Roman numerals as semitones above the key note."""

QUALITIES = {
    "maj": (0, 4, 7),
    "min": (0, 3, 7),
    "add9": (0, 4, 7, 14),
    "minadd9": (0, 3, 7, 14),
    "maj7": (0, 4, 7, 11),
    "maj9": (0, 4, 7, 11, 14),
    "min7": (0, 3, 7, 10),
    "min9": (0, 3, 7, 10, 14),
    "dom7": (0, 4, 7, 10),
    "six": (0, 4, 7, 9),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "9sus": (0, 5, 7, 10, 14),
}
"""Chord qualities as semitones above the root."""

_KEYS = {"C": 0, "Db": 1, "D": 2, "Eb": 3, "E": 4, "F": 5, "Gb": 6, "G": 7, "Ab": 8, "A": 9, "Bb": 10, "B": 11}
_LOWEST, _MIDDLE, _HIGHEST = 50, 61, 76
_BASS_FROM = 33


@dataclass(frozen=True)
class Chord:
    """A chord as played: MIDI pitches of the bass, of the four voices above it, and of a scale for tunes."""

    bass: int
    voices: tuple[int, ...]
    ladder: tuple[int, ...]


def spell(symbols: tuple[str, ...], key: str) -> tuple[Chord, ...]:
    """``("I:maj9", "vi:min7")`` in a key, each voiced as near as can be to the one before.

    Raises KeyError for an unknown numeral, quality or key.
    """
    chords: list[Chord] = []
    for symbol in symbols:
        root, tones = _parse(symbol, _KEYS[key])
        before = chords[-1].voices if chords else (_MIDDLE,) * 4
        chords.append(Chord(_bass(root), _lead(tones, before), _ladder(tones)))
    return tuple(chords)


def is_chord(symbol: str) -> bool:
    """Whether ``spell`` knows a symbol."""
    numeral, _, quality = symbol.partition(":")
    return numeral in ROOTS and quality in QUALITIES


def _parse(symbol: str, key: int) -> tuple[int, frozenset[int]]:
    """Root and upper voices as pitch classes; a chord of five notes leaves its root to the bass."""
    numeral, _, quality = symbol.partition(":")
    root = (ROOTS[numeral] + key) % 12
    tones = QUALITIES[quality]
    return root, frozenset((root + tone) % 12 for tone in (tones[1:] if len(tones) > 4 else tones))


def _bass(root: int) -> int:
    return _BASS_FROM + (root - _BASS_FROM) % 12


def _lead(tones: frozenset[int], before: tuple[int, ...]) -> tuple[int, ...]:
    """The four voices nearest to those before them."""
    return min(_voicings(tones), key=lambda voices: _distance(voices, before))


def _voicings(tones: frozenset[int]) -> list[tuple[int, ...]]:
    """Close and drop-2 positions in the middle register."""
    found = []
    for lowest in range(_LOWEST, _HIGHEST):
        if lowest % 12 in tones:
            close = tuple(p for p in range(lowest, lowest + 24) if p % 12 in tones)[:4]
            dropped = tuple(sorted((close[0], close[1], close[2] - 12, close[3])))
            found += [voices for voices in (close, dropped) if voices[0] >= _LOWEST and voices[-1] <= _HIGHEST]
    return found


def _distance(voices: tuple[int, ...], before: tuple[int, ...]) -> float:
    moved = sum(abs(a - b) for a, b in zip(voices, before, strict=True))
    crowded = sum(2.0 for low, high in pairwise(voices) if high - low < 3)
    return moved + crowded + 0.6 * abs(sum(voices) / 4 - _MIDDLE)


def _ladder(tones: frozenset[int]) -> tuple[int, ...]:
    """Chord tones for tunes, rising from about A4."""
    return tuple(pitch for pitch in range(67, 67 + 30) if pitch % 12 in tones)[:8]
