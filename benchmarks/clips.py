"""Clips for measuring recognition: families of one layout, in them products, of them near variants.

Drawn without the renderer, so that a hundred take minutes; with what makes product videos hard to
tell apart: the same backgrounds, the same photo under other words, the same music.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.subject import ROOT

Pixels = NDArray[np.uint8]
WIDTH, HEIGHT, RATE, SCENES = 1080, 1920, 5, 4
SCENE_FRAMES = 8
VARIANTS = 3
"""Clips in a row that show the same product to the same music, with other words and prices."""


@dataclass(frozen=True)
class Clip:
    """A clip by its number: what it shows follows from it."""

    number: int

    @property
    def product(self) -> int:
        return self.number // VARIANTS

    @property
    def layout(self) -> int:
        return self.product % 5

    def draw(self, path: Path) -> None:
        """Write the clip as an MP4 like ours: H.264 at crf 20 with a key frame per scene, AAC at 160 kbit/s."""
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
            options = {"preset": "ultrafast", "crf": "20", "g": str(SCENE_FRAMES)}
            video = container.add_stream("libx264", rate=RATE, options=options)
            video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            sound = container.add_stream("aac", rate=48000, layout="mono", bit_rate=160_000)
            for pixels in self._frames():
                container.mux(video.encode(av.VideoFrame.from_ndarray(pixels, format="bgr24")))
            container.mux(video.encode(None))
            frame = av.AudioFrame.from_ndarray(self._sound()[None], format="s16", layout="mono")
            frame.sample_rate = 48000
            container.mux(sound.encode(frame))
            container.mux(sound.encode(None))

    def _frames(self) -> Iterator[Pixels]:
        rng = np.random.default_rng(self.number)
        for scene in range(SCENES):
            photo, ground = _photo(self.product, scene), _ground(self.layout, scene)
            words = [str(rng.integers(10, 10**7)) for _ in range(2)]
            for step in range(SCENE_FRAMES):
                yield _drawn(ground, photo, words, self.layout, step)

    def _sound(self) -> NDArray[np.int16]:
        return np.concatenate([_music(self.product), _voice(self.number)]).reshape(2, -1).sum(axis=0, dtype=np.int16)


@cache
def _photos() -> tuple[Pixels, ...]:
    files = sorted((ROOT / "examples").rglob("*.jpg"))
    return tuple(np.asarray(cv2.imread(str(file)), np.uint8) for file in files)


def _photo(product: int, scene: int) -> Pixels:
    """A part of one of the example photos, coloured anew for every product."""
    rng = np.random.default_rng(1000 + product)
    photo = _photos()[(product + scene * (product % 3)) % len(_photos())]
    side = min(photo.shape[:2]) * 3 // 4
    y, x = (int(rng.integers(0, size - side + 1)) for size in photo.shape[:2])
    part = cv2.resize(photo[y : y + side, x : x + side], (800, 800), interpolation=cv2.INTER_AREA)
    return np.clip(part * rng.uniform(0.55, 1.25, 3), 0, 255).astype(np.uint8)


@cache
def _ground(layout: int, scene: int) -> Pixels:
    rng = np.random.default_rng(layout * 10 + scene)
    top, bottom = rng.uniform(30, 255, (2, 1, 1, 3))
    fade = np.linspace(0, 1, HEIGHT)[:, None, None]
    return np.broadcast_to(top * (1 - fade) + bottom * fade, (HEIGHT, WIDTH, 3)).astype(np.uint8)


def _drawn(ground: Pixels, photo: Pixels, words: list[str], layout: int, step: int) -> Pixels:
    frame = ground.copy()
    size = 700 + layout * 40 + step * 8
    y, x = 260 + layout * 90, (WIDTH - size) // 2
    frame[y : y + size, x : x + size] = cv2.resize(photo, (size, size))[: HEIGHT - y]
    for line, word in enumerate(words):
        place = (80, min(HEIGHT - 60, y + size + 140 + 150 * line))
        cv2.putText(frame, word, place, cv2.FONT_HERSHEY_DUPLEX, 4.0, (250, 250, 250), 14, cv2.LINE_AA)
    return frame


def _music(product: int) -> NDArray[np.int16]:
    """A melody of four notes a second with three overtones."""
    rng = np.random.default_rng(2000 + product)
    seconds = float(Fraction(SCENES * SCENE_FRAMES, RATE))
    at = np.arange(int(seconds * 48000)) / 48000
    notes = 220 * 2 ** (rng.integers(0, 24, int(seconds * 4) + 1) / 12)
    pitch = np.cumsum(notes[(at * 4).astype(int)]) / 48000 * 2 * np.pi
    tone = sum(np.sin(pitch * part) / part for part in (1, 2, 3, 5))
    return np.asarray(tone * np.exp(-3 * (at * 4 % 1)) * 3500, np.int16)


def _voice(number: int) -> NDArray[np.int16]:
    """Noise in moving bands, as syllables have: another one for every clip."""
    rng = np.random.default_rng(3000 + number)
    size = _music(0).size
    spectrum = np.fft.rfft(rng.normal(0, 1, size))
    frequencies = np.fft.rfftfreq(size, 1 / 48000)
    parts = [np.exp(-(((frequencies - centre) / 220) ** 2)) for centre in rng.uniform(300, 2400, 6)]
    gates = np.kron(rng.uniform(0, 1, (6, 30)), np.ones(size // 30 + 1))[:, :size]
    speech = sum(np.fft.irfft(spectrum * part, size) * gate for part, gate in zip(parts, gates, strict=True))
    return np.asarray(speech / np.abs(speech).max() * 9000, np.int16)
