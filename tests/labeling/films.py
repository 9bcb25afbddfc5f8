"""Small real MP4s: the delivered layout, with or without the mark drawn on their frames."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from domain.render import Render

Frame = NDArray[np.uint8]
_DELIVERED = {"movflags": "+faststart+negative_cts_offsets", "use_editlist": "0"}


@dataclass(frozen=True)
class Size:
    """A frame size in pixels."""

    width: int
    height: int


SMALL = Size(360, 640)
FULL = Size(1080, 1920)


def backdrop(size: Size, seed: int = 3) -> Frame:
    """A busy picture: soft blobs over a gradient, bright in the mark's corner."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(40, 255, (size.height // 40 + 1, size.width // 40 + 1, 3)).astype(np.uint8)
    wide = np.kron(coarse, np.ones((40, 40, 1), np.uint8))[: size.height, : size.width]
    fade = np.linspace(255, 60, size.height)[:, None, None]
    return (wide * 0.4 + fade * 0.6).astype(np.uint8)


def moving(picture: Frame, frames: int, stamp: Callable[[Frame, int], Frame]) -> Iterator[Frame]:
    """The picture panning sideways, each frame stamped."""
    for number in range(frames):
        yield stamp(np.roll(picture, 2 * number, axis=1), number)


def encode(path: Path, frames: Iterator[Frame], size: Size, rate: int = 30, **options: str) -> Path:
    """An H.264 and AAC MP4 as the renderer delivers it, unless ``options`` say otherwise."""
    with av.open(str(path), "w", options=_DELIVERED | options) as container:
        video = container.add_stream("libx264", rate=rate, options={"preset": "veryfast", "crf": "20", "g": "60"})
        video.width, video.height, video.pix_fmt = size.width, size.height, "yuv420p"
        sound = container.add_stream("aac", rate=48000, layout="stereo")
        count = 0
        for pixels in frames:
            container.mux(video.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")))
            count += 1
        container.mux(video.encode(None))
        for block in _tone(Fraction(count, rate)):
            container.mux(sound.encode(block))
        container.mux(sound.encode(None))
    return path


def _tone(seconds: Fraction) -> Iterator[av.AudioFrame]:
    samples = int(seconds * 48000)
    wave = (np.sin(np.arange(samples) * 0.06) * 6000).astype(np.int16)
    for start in range(0, samples - samples % 1024, 1024):
        block = np.repeat(wave[start : start + 1024], 2)[None]
        frame = av.AudioFrame.from_ndarray(block, format="s16", layout="stereo")
        frame.sample_rate, frame.pts = 48000, start
        yield frame


def render_of(path: Path, size: Size, frames: int) -> Render:
    """What the renderer says of such a file."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Render(
        path=path,
        sha256=digest,
        width=size.width,
        height=size.height,
        fps=Fraction(30),
        frames=frames,
        segments=1,
        segments_reused=0,
    )
