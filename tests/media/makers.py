"""Small media files made on the spot, whole or broken, for the tests of ``media``."""

import io
import struct
import zlib
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image


def picture(width: int = 120, height: int = 80) -> NDArray[np.uint8]:
    """(H, W, 3) RGB with a different colour in every corner and some noise."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    noise = np.random.default_rng(1).integers(0, 20, (height, width))
    return np.stack([x * 220 + noise, y * 220 + noise, 230 - x * 200 + 0 * noise], axis=2).astype(np.uint8)


def encoded(suffix: str, pixels: NDArray[np.uint8] | None = None) -> bytes:
    """A picture as the format of a suffix."""
    rgb = picture() if pixels is None else pixels
    flipped = cv2.cvtColor(rgb, cv2.COLOR_RGBA2BGRA if rgb.shape[2] == 4 else cv2.COLOR_RGB2BGR)
    return cv2.imencode(suffix, flipped)[1].tobytes()


def pillow(kind: str, image: Image.Image | None = None, **options: object) -> bytes:
    """A picture as Pillow writes it, for what OpenCV cannot: EXIF, ICC, progressive, animation."""
    out = io.BytesIO()
    (image or Image.fromarray(picture())).save(out, kind, **options)
    return out.getvalue()


def frames(count: int) -> list[Image.Image]:
    """Different frames of a small animation."""
    return [Image.new("RGB", (70, 70), (i % 256, i // 256, 0)) for i in range(count)]


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, body: bytes, *extra: bytes, end: bool = True) -> bytes:
    """A 1-bit greyscale PNG with the given raw rows; ``extra`` chunks go before the data."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    data = png_chunk(b"IDAT", zlib.compress(body, 9))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + data + (png_chunk(b"IEND", b"") if end else b"")


def riff(kind: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    body = kind + b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def clip(
    path: Path,
    *,
    count: int = 12,
    fps: int = 12,
    size: tuple[int, int] = (96, 64),
    codec: str = "libx264",
    rotation: int = 0,
    sound: bool = False,
    moov_first: bool = False,
    step: int = 1,
) -> Path:
    """A clip of ``count`` frames; ``rotation`` is counterclockwise degrees, ``step`` ticks a frame."""
    options = {"movflags": "faststart"} if moov_first else {}
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream(codec, rate=fps)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.time_base = Fraction(1, fps)
        if rotation:
            stream.set_display_rotation(rotation)
        track = container.add_stream("aac", rate=48_000, layout="mono") if sound else None
        for i in range(count):
            frame = av.VideoFrame.from_ndarray(np.roll(picture(*size), i * 3, axis=1), format="rgb24")
            frame.pts = i * step
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if track:
            container.mux(track.encode(_silence(int(count / fps * 48_000))))
            container.mux(track.encode(None))
    return path


def tone(path: Path, codec: str, seconds: float = 1.0) -> Path:
    """A sound file of a quiet sine wave."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=48_000, layout="mono")
        container.mux(stream.encode(_silence(int(seconds * 48_000), level=2000)))
        container.mux(stream.encode(None))
    return path


def _silence(samples: int, level: int = 0) -> av.AudioFrame:
    wave = (np.sin(np.arange(samples) / 20) * level).astype(np.int16)[None]
    frame = av.AudioFrame.from_ndarray(wave, format="s16", layout="mono")
    frame.sample_rate = 48_000
    return frame
