"""Sound effects of our own making: short, soft, seeded."""

import zlib
from collections.abc import Callable

import numpy as np

from domain.errors import AssetError
from domain.voice import SAMPLE_RATE
from media.music.drums import burst, dying, thump
from media.music.tones import Partials, fade_in, fade_out, noise, ring
from media.music.voices import Struck, read_voices, strike
from media.wave import Stereo, gain, samples, wav_bytes

PEAK_DBFS = -6.0

Make = Callable[[np.random.Generator], Stereo]


def make_effect(name: str, seed: int) -> bytes:
    """A sound effect as a 48 kHz stereo 16-bit WAV with its peak at −6 dBFS.

    ``name`` is one of ``effect_names()``; seeds vary the same effect a little. Raises AssetError
    for an unknown name.
    """
    if name not in _EFFECTS:
        raise AssetError(f"sound effect '{name}' is unknown", hint=f"Choose one of: {', '.join(effect_names())}")
    sound = _EFFECTS[name](np.random.default_rng((zlib.crc32(name.encode()), seed)))
    sound = fade_out(fade_in(sound, 0.001), 0.02)
    sound *= gain(PEAK_DBFS) / np.abs(sound).max()
    return wav_bytes(sound)


def effect_names() -> tuple[str, ...]:
    """Every effect there is."""
    return tuple(sorted(_EFFECTS))


def _whoosh(rng: np.random.Generator) -> Stereo:
    """Air passing from one side to the other: noise whose pitch rises and falls with its loudness."""
    length = samples(0.62 + rng.uniform(-0.06, 0.06))
    time = np.linspace(0, 1, length, dtype=np.float32)
    sound = np.zeros((2, length), np.float32)
    for low, high, width, level in ((150, 500, 0.3, 1.0), (450, 1400, 0.22, 0.8), (1200, 5000, 0.15, 0.45)):
        swell = np.exp(-(((time - 0.56) / width) ** 2))
        sound += noise(length, low, high, rng) * swell * np.float32(level)
    across = time if rng.random() < 0.5 else 1 - time
    sound *= np.stack((np.cos(across * np.pi / 2), np.sin(across * np.pi / 2))) * 0.7 + 0.3
    return fade_out(fade_in(sound, 0.08), 0.12)


def _pop(rng: np.random.Generator) -> Stereo:
    """A bubble: a short tone that slides upwards."""
    length = samples(0.11)
    time = np.arange(length) / SAMPLE_RATE
    base = 330 * 2 ** rng.uniform(-0.15, 0.15)
    turns = base * time + base * 1.6 * (time - 0.03 * (1 - np.exp(-time / 0.03)))
    body = np.sin(2 * np.pi * turns).astype(np.float32) * dying(length, 0.028)
    return fade_in(np.stack((body, body)), 0.004)


def _ding(rng: np.random.Generator) -> Stereo:
    """Two notes of a small bell, a fourth apart."""
    root = 83 + int(rng.integers(0, 3))
    return _melody(read_voices().struck["bell"], (root, root + 5), 0.07, 1.3, rng)


def _shimmer(rng: np.random.Generator) -> Stereo:
    """A quick run up a pentatonic scale: something sparkles."""
    root = 79 + int(rng.integers(0, 3))
    notes = tuple(root + step for step in (0, 4, 7, 9, 12, 16))
    return _melody(read_voices().struck["bell"], notes, 0.055, 1.4, rng)


def _melody(voice: Struck, pitches: tuple[int, ...], apart: float, seconds: float, rng: np.random.Generator) -> Stereo:
    """Notes one after the other, ``apart`` seconds from each to the next, ringing for ``seconds``."""
    sound = np.zeros((2, samples(seconds)), np.float32)
    for i, pitch in enumerate(pitches):
        start = samples(i * apart + rng.uniform(0, 0.006))
        note = strike(voice, pitch, False, seconds - i * apart, rng)[:, : sound.shape[1] - start]
        sound[:, start : start + note.shape[1]] += note * np.float32(0.7 + 0.3 * (i == len(pitches) - 1))
    return fade_out(sound, 0.4)


def _tick(rng: np.random.Generator) -> Stereo:
    """A small wooden click."""
    hertz = np.array([1350.0, 2240.0, 3380.0]) * 2 ** rng.uniform(-0.06, 0.06)
    level = np.array([1.0, 0.6, 0.25])
    partials = Partials(hertz, level, level, np.array([0.011, 0.007, 0.004]), np.zeros(3))
    sound = ring(partials, samples(0.08), 0.0008)
    scratch = burst(2500, 7000, 0.0006, 0.003, rng)
    sound[:, : scratch.shape[1]] += scratch * np.float32(0.12)
    return sound


def _thud(rng: np.random.Generator) -> Stereo:
    """Something heavy set down softly."""
    return thump(52 * 2 ** rng.uniform(-0.08, 0.08), 60, 0.12, 0.12, rng)


_EFFECTS: dict[str, Make] = {
    "whoosh": _whoosh,
    "pop": _pop,
    "ding": _ding,
    "shimmer": _shimmer,
    "tick": _tick,
    "thud": _thud,
}
