"""Encoding what is sealed from pixels or samples: still pictures, animations, sound files."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from domain.errors import LabelError
from labeling.formats import FormatName
from labeling.rhythm import Samples

_JPEG_QUALITY = 92
_WEBP_QUALITY = 90
_KBPS = 160
_CODECS = {"wav": ("pcm_s16le", "wav", "s16"), "mp3": ("libmp3lame", "mp3", "fltp"), "m4a": ("aac", "mp4", "fltp")}


def encode_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """RGB pixels (H, W, 3) as a JPEG with full colour resolution."""
    return encode_picture(pixels, "jpeg")


def encode_picture(pixels: NDArray[np.uint8], kind: FormatName) -> bytes:
    """RGB pixels (H, W, 3) as a JPEG, PNG or WebP. Raises LabelError for another shape or kind."""
    options: dict[FormatName, list[int]] = {
        "jpeg": [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, 0x111111],
        "png": [],
        "webp": [cv2.IMWRITE_WEBP_QUALITY, _WEBP_QUALITY],
    }
    if kind not in options or pixels.ndim != 3 or pixels.shape[2] != 3:
        raise LabelError(f"a picture of shape {pixels.shape} cannot become a {kind}", hint="give RGB pixels")
    done, data = cv2.imencode(f".{kind}", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options[kind])
    if not done:
        raise LabelError(f"a picture of shape {pixels.shape} cannot become a {kind}", hint="give a smaller picture")
    return data.tobytes()


def encode_animation(pictures: Sequence[NDArray[np.uint8]], milliseconds: int, kind: FormatName) -> bytes:
    """RGB pictures of one size, each shown for so long, as a WebP or GIF that repeats for ever."""
    if kind not in ("webp", "gif") or not pictures or len({picture.shape for picture in pictures}) != 1:
        raise LabelError(f"{len(pictures)} pictures cannot become a {kind}", hint="give RGB pictures of one size")
    animation = cv2.Animation()
    animation.frames = [cv2.cvtColor(picture, cv2.COLOR_RGB2BGR) for picture in pictures]
    animation.durations = [milliseconds] * len(pictures)
    options = {"webp": [cv2.IMWRITE_WEBP_QUALITY, _WEBP_QUALITY], "gif": [cv2.IMWRITE_GIF_QUALITY, 6]}[kind]
    done, data = cv2.imencodeanimation(f".{kind}", animation, options)
    if not done:
        raise LabelError(f"{len(pictures)} pictures cannot become a {kind}", hint="give fewer or smaller pictures")
    return np.asarray(data, np.uint8).tobytes()


def encode_sound(samples: Samples, rate: int, out: Path, kind: FormatName) -> None:
    """Writes samples (n, 1 or 2 channels) as WAV (16 bit), MP3 or M4A (160 kbit/s). Raises LabelError."""
    if kind not in _CODECS or samples.ndim != 2 or samples.shape[1] not in (1, 2):
        raise LabelError(f"sound of shape {samples.shape} cannot become a {kind}", hint="give (n, 1 or 2) samples")
    codec, container, layout = _CODECS[kind]
    channels = "mono" if samples.shape[1] == 1 else "stereo"
    try:
        with av.open(f"file:{out}", "w", format=container, options=_options(kind)) as file:
            stream = cast(AudioStream, file.add_stream(codec, rate=rate, layout=channels))
            stream.bit_rate = _KBPS * 1000
            for frame in _frames(samples, rate, channels, layout):
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
    except (av.error.FFmpegError, ValueError) as error:
        raise LabelError(f"{out.name} cannot be encoded: {error}", hint="use a rate of 44100 or 48000 Hz") from error


def _options(kind: FormatName) -> dict[str, str]:
    return {"m4a": {"movflags": "+faststart"}, "mp3": {"id3v2_version": "4"}}.get(kind, {})


def _frames(samples: Samples, rate: int, channels: str, layout: str) -> list[av.AudioFrame]:
    made = []
    for start in range(0, len(samples), 1152):
        block = np.clip(samples[start : start + 1152], -1, 1).astype(np.float32)
        if layout == "s16":
            frame = av.AudioFrame.from_ndarray((block * 32767).astype(np.int16).reshape(1, -1), layout, channels)
        else:
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), layout, channels)
        frame.sample_rate, frame.pts = rate, start
        made.append(frame)
    return made
