"""Opening untrusted clips and sounds: one forced demuxer, local files only, every failure an AssetError."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from media.headers import MAX_PIXELS
from media.magic import WAV
from media.source import Source

MediaStream = VideoStream | AudioStream
MAX_SECONDS = 600

_CUT = "is cut short: it says it lasts {said:.1f} s, but ends after {found:.1f} s"
_LIMIT = f"at most {MAX_SECONDS // 60} minutes can be used"
_SHORTEN = "Cut out the part that shows the product"
_LOCAL = {"protocol_whitelist": "file", "max_pixels": str(MAX_PIXELS)}
_PROBE_WAV = {"probesize": "4096"}
"""Left to guess, the demuxer searches a WAV for hidden compressed sound as far as it goes: 20 ms for each line that is
spoken. The mix takes no more of it than this either, so that what is probed is what will be heard."""
_TOLERANCE = Fraction(3, 5)
"""Seconds by which containers are honestly wrong about their length."""


@contextmanager
def open_stream(source: Source) -> Iterator[InputContainer]:
    """The container, demuxed as what its bytes say; neither playlists nor other files are ever followed.

    Raises AssetError for everything the demuxer or a decoder objects to, then and inside the block.
    """
    try:
        with av.open(
            str(source.path.absolute()),
            format=source.format.demuxer,
            options=_LOCAL | (_PROBE_WAV if source.format == WAV else {}),
            metadata_errors="replace",
            timeout=30,
        ) as container:
            yield container
    except av.error.FFmpegError as error:
        raise source.refusal(f"is damaged or incomplete ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise source.refusal("is damaged: its text makes no sense") from error


def checked_seconds(source: Source, container: InputContainer, stream: MediaStream) -> Fraction:
    """How long a stream lasts, its end really being there.

    Raises AssetError when it lasts longer than ``MAX_SECONDS``, has no length or is cut short.
    """
    said = _said_seconds(container, stream)
    if said > MAX_SECONDS:
        raise source.refusal(f"lasts {float(said) / 60:.0f} minutes; {_LIMIT}", _SHORTEN)
    if said > 2:
        seek(container, stream, said - 1)
    found = _last_moment(source, container, stream)
    if said and found < said - max(_TOLERANCE, said / 50):
        raise source.refusal(_CUT.format(said=float(said), found=float(found)))
    if not (said or found):
        raise source.refusal("has no length: there is nothing in it")
    return said or found


def seek(container: InputContainer, stream: MediaStream, seconds: Fraction) -> None:
    """Go to the key frame at or before a time after the stream's start."""
    container.seek((stream.start_time or 0) + int(seconds / tick(stream)), stream=stream)


def tick(stream: MediaStream) -> Fraction:
    """The unit of a stream's times, in seconds."""
    return stream.time_base or Fraction(1, 1_000_000)


def _said_seconds(container: InputContainer, stream: MediaStream) -> Fraction:
    if stream.duration:
        return stream.duration * tick(stream)
    return Fraction(container.duration or 0, 1_000_000)


def _last_moment(source: Source, container: InputContainer, stream: MediaStream) -> Fraction:
    """When the last packet from here on ends, in seconds from the stream's start."""
    start, last, unit = stream.start_time or 0, 0, tick(stream)
    for packet in container.demux(stream):
        if packet.pts is None or packet.is_corrupt:
            continue
        last = max(last, packet.pts - start + (packet.duration or 0))
        if last * unit > MAX_SECONDS + 5:
            raise source.refusal(f"goes on too long; {_LIMIT}", _SHORTEN)
    return last * unit
