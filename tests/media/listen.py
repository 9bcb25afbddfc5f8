"""Measuring sounds in tests."""

import re
import subprocess
import wave
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Heard:
    """A decoded WAV: rate and (2, samples) from −1 to 1."""

    rate: int
    sound: NDArray[np.float64]

    @property
    def mono(self) -> NDArray[np.float64]:
        return self.sound.mean(axis=0)

    @property
    def seconds(self) -> float:
        return self.sound.shape[1] / self.rate

    def level(self, start: float, end: float) -> float:
        """RMS in dBFS of a stretch of time."""
        part = self.mono[int(start * self.rate) : int(end * self.rate)]
        return float(20 * np.log10(np.sqrt(np.mean(part**2)) + 1e-9))

    def band(self, low: float, high: float) -> float:
        """Power between two frequencies as decibels of the whole."""
        power = np.abs(np.fft.rfft(self.mono)) ** 2
        hertz = np.fft.rfftfreq(self.mono.size, 1 / self.rate)
        return float(10 * np.log10(power[(hertz >= low) & (hertz < high)].sum() / power.sum() + 1e-12))


def hear(data: bytes) -> Heard:
    """Decode a 16-bit stereo WAV with the standard library."""
    with wave.open(BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (2, 2)
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return Heard(file.getframerate(), pcm.reshape(-1, 2).T / 32768)


def ffmpeg_loudness(path: Path) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBTP) by ffmpeg's ebur128 filter."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostats", "-i", str(path)]
    said = subprocess.run(
        [*command, "-af", "ebur128=peak=true", "-f", "null", "-"], capture_output=True, text=True, check=True
    ).stderr
    summary = said[said.rindex("Summary:") :]
    integrated = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert integrated and peak
    return float(integrated[1]), float(peak[1])


def clickiness(sound: NDArray[np.floating]) -> float:
    """How much more sharply the sound bends somewhere than anywhere within 50 ms of it; clicks exceed 3."""
    bend = np.abs(np.diff(sound, 2, axis=1)).max(axis=0)
    steps = bend[: bend.size // 32 * 32].reshape(-1, 32).max(axis=1)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(steps, 40, mode="edge"), 81)
    others = np.delete(around, range(38, 43), axis=1).max(axis=1)
    return float((steps / (others + 3e-4)).max())
