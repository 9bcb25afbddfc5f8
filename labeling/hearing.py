"""Hearing the audible mark in decoded sound: where the rhythm stands, how exact, how loud."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from domain.errors import LabelError
from labeling.demuxers import demuxer_of
from labeling.rhythm import PATTERN

RATE = 16_000
MAX_SECONDS = 3600
_HOP = 0.002
_WINDOW = 0.010
_FLOOR = 0.003
_SHORTEST = 0.012
_UNITS = (0.06, 0.35)
_TOLERANCE = 0.35


@dataclass(frozen=True)
class Heard:
    """The rhythm as heard: its place, the length of a short tone in seconds, its level in dBFS (RMS), and
    by how much the worst tone or gap misses its length, in units."""

    place: str
    unit: float
    level: float
    miss: float


@dataclass(frozen=True)
class Listening:
    """A decoded sound file: what the decoder says of it, its length, its loudness, and the rhythm if heard."""

    codec: str
    rate: int
    channels: int
    seconds: float
    level: float
    heard: Heard | None


def listen(path: Path) -> Listening:
    """Decodes a sound file and listens at both its ends. Raises LabelError when it does not decode."""
    samples, codec, rate, channels = _decoded(path)
    envelope = _envelope(samples)
    heard = _heard(envelope, "before the sound") or _heard(envelope[::-1], "after the sound", backward=True)
    sounding = envelope[envelope > _FLOOR]
    level = _decibels(float(np.sqrt((sounding**2).mean()))) if sounding.size else -99.0
    return Listening(codec, rate, channels, samples.size / RATE, level, heard)


def _decoded(path: Path) -> tuple[NDArray[np.float32], str, int, int]:
    try:
        with av.open(f"file:{path}", format=demuxer_of(path), mode="r") as container:
            stream = next(iter(container.streams.audio), None)
            if stream is None:
                raise LabelError(f"{path.name} has no sound", hint="give a sound file")
            context = stream.codec_context
            parts: list[NDArray[np.float32]] = []
            resampler = av.AudioResampler("flt", "mono", RATE)
            for frame in container.decode(stream):
                parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
                if len(parts) * 64 > MAX_SECONDS * RATE:
                    raise LabelError(f"{path.name} is longer than {MAX_SECONDS} s", hint="give a shorter file")
            parts += [part.to_ndarray()[0] for part in resampler.resample(None)]
            return np.concatenate(parts or [np.zeros(0, np.float32)]), context.name, context.rate, context.channels
    except av.error.FFmpegError as error:
        raise LabelError(f"{path.name} does not decode: {error}", hint="make or download the file again") from error


def _envelope(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """The level every 2 ms over 10 ms, RMS."""
    hop, window = round(_HOP * RATE), round(_WINDOW * RATE)
    sums = np.concatenate(([0.0], np.cumsum(samples.astype(np.float64) ** 2)))
    starts = np.arange(0, max(0, samples.size - window), hop)
    return np.sqrt((sums[starts + window] - sums[starts]) / window)


def _heard(envelope: NDArray[np.float64], place: str, backward: bool = False) -> Heard | None:
    loud = np.flatnonzero(envelope > _FLOOR)
    if not loud.size:
        return None
    part = envelope[loud[0] : loud[0] + round(sum(PATTERN) * _UNITS[1] / _HOP)]
    threshold = 0.4 * float(part[: round(0.05 / _HOP)].max())
    part = part[int(np.argmax(part > threshold)) :]
    runs = _runs(part > threshold)[: len(PATTERN)]
    wanted = np.array(PATTERN[::-1] if backward else PATTERN)
    if len(runs) < len(PATTERN):
        return None
    unit = float(runs.sum()) / float(wanted.sum())
    miss = float(np.abs(runs / unit - wanted).max())
    if not _UNITS[0] <= unit * _HOP <= _UNITS[1] or miss > _TOLERANCE:
        return None
    sounding = part[: int(runs.sum())]
    level = float(np.sqrt((sounding[sounding > threshold] ** 2).mean()))
    return Heard(place, unit * _HOP, _decibels(level), miss)


def _runs(loud: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The lengths of sound and silence in turn, from the first sound on; drop-outs of a few milliseconds closed."""
    edges = np.flatnonzero(np.diff(loud.astype(np.int8))) + 1
    lengths = np.diff(np.concatenate(([0], edges, [loud.size]))).tolist()
    merged: list[int] = []
    joining = False
    for length in lengths:
        if joining or (merged and length < _SHORTEST / _HOP):
            merged[-1] += length
            joining = not joining
        else:
            merged.append(length)
    return np.array(merged, np.int64)


def _decibels(level: float) -> float:
    return 20 * float(np.log10(max(level, 1e-9)))
