"""Where the product is in a clip, and from when on it is in shot."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np
from av import VideoFrame
from av.container import InputContainer
from av.video.stream import VideoStream

from domain.asset import Asset
from domain.base import Area
from domain.errors import AssetError
from media.focus import find_subject, hull
from media.footage import picture_stream, upright
from media.picture import Pixels
from media.source import open_source
from media.streams import open_stream, seek, tick

VERSION = 1
"""Raised with every change of what is found, so that what was found before counts no more."""
_LOOK_AT = 400
"""Longer side in pixels of the small copies in which the product is looked for."""
_MOMENTS = 6
_SHORT = 8
"""Seconds up to which a clip is decoded from end to end; of a longer one only key frames are."""


@dataclass(frozen=True)
class Looked:
    """``subject`` holds the product wherever it was found, as fractions of the picture as displayed; None where it was
    not. ``starts_ms`` is when it was seen first."""

    subject: Area | None = None
    starts_ms: int = 0


def look(path: Path, clip: Asset) -> Looked:
    """Look for the product at about six moments of a stored clip. One that cannot be decoded so far tells nothing:
    where that matters, drawing it says so."""
    around, starts = None, None
    try:
        source = open_source(path)
        with open_stream(source) as container:
            stream = picture_stream(source, container)
            for frame in _moments(container, stream, Fraction(clip.duration_ms, 1000)):
                found = find_subject(_small(frame, clip))
                around = hull(around, found)
                if found and starts is None:
                    starts = round(_seconds(frame, stream) * 1000)
    except AssetError:
        pass
    return Looked(around, starts or 0)


def _moments(container: InputContainer, stream: VideoStream, seconds: Fraction) -> Iterator[VideoFrame]:
    """Pictures spread evenly over a clip, the last one among them; those that nothing is predicted from are not even
    decoded."""
    stream.codec_context.skip_frame = "NONREF"
    times = [seconds * step / _MOMENTS for step in range(_MOMENTS)]
    if seconds > _SHORT:
        for time in [*times, seconds - 1]:
            seek(container, stream, time)
            yield from islice(container.decode(stream), 1)
        return
    last = None
    for frame in container.decode(stream):
        last = frame
        if times and _seconds(frame, stream) >= times[0] - Fraction(1, 100):
            times.pop(0)
            last = None
            yield frame
    if last:
        yield last


def _seconds(frame: VideoFrame, stream: VideoStream) -> Fraction:
    """When a picture comes, from the stream's start."""
    return max(Fraction(0), ((frame.pts or 0) - (stream.start_time or 0)) * tick(stream))


def _small(frame: VideoFrame, clip: Asset) -> Pixels:
    scale = min(1.0, _LOOK_AT / max(frame.width, frame.height))
    width, height = (max(8, round(side * scale)) for side in (frame.width, frame.height))
    stored = np.asarray(frame.to_ndarray(width=width, height=height, format="rgb24"), np.uint8)
    rgb = upright(stored, clip.rotation, clip.mirrored)
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])
