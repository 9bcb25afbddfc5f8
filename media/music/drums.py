"""Percussion: each sound a few lines, soft enough to sit under a voice."""

from collections.abc import Callable

import numpy as np

from domain.voice import SAMPLE_RATE
from media.music.tones import Partials, fade_in, fade_out, noise, ring
from media.wave import Mono, Stereo, samples

KICKS = ("kick", "deep", "stomp")
"""Drums so low that they carry the beat: they stay dry and in front."""

Make = Callable[[np.random.Generator], Stereo]


def hit(name: str, rng: np.random.Generator) -> Stereo:
    """One stroke of a drum, about unit peak, a little different with every ``rng``."""
    sound = fade_out(DRUMS[name](rng), 0.01)
    sound *= 1 / np.float32(np.abs(sound).max() + 1e-9)
    return sound


def dying(length: int, seconds: float) -> Mono:
    return np.asarray(np.exp(-np.arange(length, dtype=np.float32) / np.float32(seconds * SAMPLE_RATE)), np.float32)


def thump(low: float, sweep: float, decay: float, click: float, rng: np.random.Generator) -> Stereo:
    """A drum skin: a sine falling to ``low`` Hz from ``sweep`` Hz above it."""
    length = samples(decay * 5)
    time = np.arange(length) / SAMPLE_RATE
    turns = low * time + sweep * 0.03 * (1 - np.exp(-time / 0.03))
    body = np.sin(2 * np.pi * turns).astype(np.float32) * dying(length, decay)
    sound = np.stack((body, body))
    count = samples(0.02)
    sound[:, :count] += noise(count, 300, 2500, rng) * dying(count, 0.004) * np.float32(click)
    return fade_in(sound, 0.002)


def _kick(rng: np.random.Generator) -> Stereo:
    return thump(48, 80 + rng.uniform(-4, 4), 0.13, 0.03, rng)


def _deep(rng: np.random.Generator) -> Stereo:
    return thump(41, 42, 0.24, 0.01, rng)


def burst(low: float, high: float, attack: float, decay: float, rng: np.random.Generator) -> Stereo:
    """A puff of noise."""
    length = samples(attack + decay * 6)
    return fade_in(noise(length, low, high, rng) * dying(length, decay), attack)


def _clap(rng: np.random.Generator) -> Stereo:
    """Several hands: bursts a few milliseconds apart, then the room."""
    sound = burst(700, 3800, 0.002, 0.055, rng) * np.float32(0.7)
    for delay in (0.0, 0.009 + rng.uniform(0, 0.003), 0.019 + rng.uniform(0, 0.004)):
        start, hand = samples(delay), burst(800, 3600, 0.001, 0.006, rng)
        sound[:, start : start + hand.shape[1]] += hand
    return sound


def _snap(rng: np.random.Generator) -> Stereo:
    sound = burst(1200, 4200, 0.001, 0.03, rng) * np.float32(0.5)
    length = sound.shape[1]
    rows = np.array([1150.0, 1730.0]) * (1 + rng.uniform(-0.02, 0.02))
    level = np.array([0.8, 0.4])
    return sound + ring(Partials(rows, level, level, np.array([0.012, 0.008]), np.zeros(2)), length, 0.001)


def _rim(rng: np.random.Generator) -> Stereo:
    rows = np.array([430.0, 810.0, 1260.0]) * (1 + rng.uniform(-0.01, 0.01))
    level = np.array([0.6, 1.0, 0.35])
    return ring(Partials(rows, level, level * 0.8, np.array([0.03, 0.022, 0.012]), np.zeros(3)), samples(0.16), 0.001)


def _stomp(rng: np.random.Generator) -> Stereo:
    """A heel on a wooden floor."""
    return thump(58, 46, 0.1, 0.16, rng)


def _snare(rng: np.random.Generator) -> Stereo:
    """A loose skin and the wires under it."""
    skin = thump(178, 60, 0.05, 0.02, rng)
    wires = burst(1100, 5200, 0.002, 0.07, rng)
    sound = np.zeros((2, max(skin.shape[1], wires.shape[1])), np.float32)
    sound[:, : skin.shape[1]] += skin
    sound[:, : wires.shape[1]] += wires * np.float32(0.45)
    return sound


def _sleigh(rng: np.random.Generator) -> Stereo:
    """A strap of small bells, shaken."""
    rows = rng.uniform(3800, 8200, 12)
    level = rng.uniform(0.3, 1.0, (2, 12))
    bells = Partials(rows, level[0], level[1], rng.uniform(0.04, 0.11, 12), rng.uniform(-1, 1, 12))
    return ring(bells, samples(0.5), 0.012)


def _swell(rng: np.random.Generator) -> Stereo:
    """A cymbal backwards: leads into a new section, its loudest moment at its end."""
    length = samples(1.6)
    return noise(length, 3500, 11_000, rng) * np.linspace(0, 1, length, dtype=np.float32) ** 3


DRUMS: dict[str, Make] = {
    "kick": _kick,
    "deep": _deep,
    "stomp": _stomp,
    "snare": _snare,
    "sleigh": _sleigh,
    "clap": _clap,
    "snap": _snap,
    "rim": _rim,
    "shaker": lambda rng: burst(4800, 10_000, 0.014, 0.022 + rng.uniform(0, 0.006), rng),
    "hat": lambda rng: burst(6500, 12_000, 0.001, 0.02, rng),
    "brush": lambda rng: burst(1800, 7000, 0.03, 0.07, rng),
    "cymbal": lambda rng: burst(3200, 11_000, 0.02, 0.55, rng),
    "swell": _swell,
}
