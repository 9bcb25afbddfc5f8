"""Made-up sounds for tests, as WAV files and assets, and what a decoder hears of a file."""

import hashlib
import wave
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from domain.asset import Asset

RATE = 48_000
Samples = NDArray[np.float64]


def seconds(length: float) -> Samples:
    """The times of the samples of a sound."""
    return np.arange(round(length * RATE)) / RATE


def tone(length: float, hertz: float = 440, level: float = 0.25) -> Samples:
    return np.asarray(level * np.sin(2 * np.pi * hertz * seconds(length)))


def speech(length: float, seed: int = 1) -> Samples:
    """Something like speech: a buzz in syllables of changing length and height, with peaks and pauses."""
    random, t = np.random.default_rng(seed), seconds(length)
    sound, at = np.zeros_like(t), 0.0
    while at < length - 0.1:
        end = at + random.uniform(0.09, 0.3)
        inside = (t >= at) & (t < end)
        envelope = np.sin(np.pi * (t[inside] - at) / (end - at)) * random.uniform(0.2, 0.7)
        pitch = 2 * np.pi * random.uniform(90, 240) * t[inside]
        sound[inside] = envelope * sum(np.cos(k * pitch) / k for k in range(1, 14)) / 3
        at = end + random.choice([0.02, 0.05, 0.3], p=[0.6, 0.3, 0.1])
    return np.clip(sound, -1, 1)


def music(length: float) -> Samples:
    """A chord with a beat and a little hiss."""
    t = seconds(length)
    chord = sum(np.sin(2 * np.pi * f * t) for f in (220, 277.2, 329.6)) * (0.7 + 0.3 * np.sin(2 * np.pi * t / 4))
    beat = np.exp(-(t % 0.5) * 18) * np.sin(2 * np.pi * 62 * t) * 2.5
    hiss = np.random.default_rng(2).standard_normal(len(t)) * np.exp(-(t % 0.25) * 50) * 0.3
    return np.asarray((chord + beat + hiss) / 8)


class Shelf:
    """Sounds written to a folder, found again by their hash like assets in a store."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.assets: dict[str, Asset] = {}

    def put(self, name: str, samples: Samples) -> str:
        """Write a mono sound; returns its hash."""
        path = self._folder / f"{name}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
        return self.put_file(path, round(len(samples) * 1000 / RATE))

    def put_file(self, path: Path, duration_ms: int) -> str:
        sha256 = hashlib.sha256(path.name.encode()).hexdigest()
        self.assets[sha256] = Asset(
            sha256=sha256, kind="audio", name=path.name, mime="audio/wav", duration_ms=duration_ms
        )
        return sha256

    def path(self, sha256: str) -> Path:
        return self._folder / self.assets[sha256].name


def heard(path: Path) -> Samples:
    """The decoded sound of a file, its two channels averaged, edit lists not applied."""
    planar = av.AudioResampler("fltp", "stereo", RATE)
    with av.open(str(path), options={"ignore_editlist": "1"}) as file:
        frames = [part for frame in file.decode(audio=0) for part in planar.resample(frame)]
    return np.concatenate([frame.to_ndarray().mean(axis=0) for frame in frames]).astype(np.float64)
