"""Assembling: segments and sound joined into one MP4 by copying packets, nothing encoded again.

Every platform we know takes the result: index first, no edit list, constant frame rate from 0.
Without an edit list the sound's priming cannot be marked to be skipped, so its packet is left out;
what would have been its time is the fade-in of the mix.
"""

import heapq
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from domain.errors import RenderError
from domain.voice import SAMPLE_RATE
from renderer.encode import MP4_WITHOUT_EDIT_LIST

_REORDER = 2
"""Frames that x264 with B-frames and a pyramid decodes ahead: decoding starts this much before showing."""
_SLICE, _IDR = 1, 5
_AAC_FRAME = 1024
_NOT_DECODED = {"skip_frame": "all"}
"""Opening a file otherwise decodes its first picture: 6 ms a segment."""
_DELIVERED = MP4_WITHOUT_EDIT_LIST | {
    "movflags": "+faststart+negative_cts_offsets",
    "avoid_negative_ts": "disabled",
}


def assemble(segments: Sequence[Path], sound: Path, fps: Fraction, out: Path) -> int:
    """Join segments and an AAC track into ``out``; returns the number of frames.

    Raises RenderError when a segment does not start with a key picture, or was encoded otherwise
    than the first.
    """
    with (
        av.open(str(segments[0]), options=_NOT_DECODED) as first,
        av.open(str(sound), options={"ignore_editlist": "1"}) as heard,
        av.open(str(out), "w", format="mp4", options=_DELIVERED) as target,
    ):
        picture = target.add_stream_from_template(first.streams.video[0])
        audio = target.add_stream_from_template(heard.streams.audio[0])
        frames = 0
        tracks: list[Iterator[Packet[Any]]] = [_pictures(segments, picture, fps), _sounds(heard, audio)]
        for packet in heapq.merge(*tracks, key=_seconds):
            frames += packet.stream is picture
            target.mux(packet)
    return frames


def _seconds(packet: "Packet[Any]") -> Fraction:
    return (packet.dts or 0) * packet.time_base


def _pictures(segments: Sequence[Path], stream: VideoStream, fps: Fraction) -> "Iterator[Packet[VideoStream]]":
    """Every segment's packets in decoding order, shown and decoded one frame apart from start to end."""
    start, parameters = 0, bytes(stream.codec_context.extradata or b"")
    for path in segments:
        with av.open(str(path), options=_NOT_DECODED) as source:
            origin = source.streams.video[0]
            if bytes(origin.codec_context.extradata or b"") != parameters:
                raise RenderError(f"{path.name}: encoded with other settings than the segments before it")
            count = 0
            for packet in source.demux(origin):
                if not packet.size:
                    continue
                key = _holds_key_picture(bytes(packet))
                if not count and not key:
                    raise RenderError(f"{path.name}: does not start with a key picture")
                shown = round((packet.pts or 0) * packet.time_base * fps)
                packet.stream, packet.time_base, packet.is_keyframe = stream, 1 / fps, key
                packet.pts, packet.dts, packet.duration = start + shown, start + count - _REORDER, 1
                yield packet
                count += 1
            start += count


def _sounds(source: InputContainer, stream: AudioStream) -> "Iterator[Packet[AudioStream]]":
    """The sound's packets but the first, which holds only the encoder's priming."""
    origin = source.streams.audio[0]
    packets = (packet for packet in source.demux(origin) if packet.size)
    next(packets, None)
    for i, packet in enumerate(packets):
        packet.stream, packet.time_base = stream, Fraction(1, SAMPLE_RATE)
        packet.pts = packet.dts = i * _AAC_FRAME
        packet.duration = _AAC_FRAME
        yield packet


def _holds_key_picture(data: bytes) -> bool:
    """Whether a packet of length-prefixed NAL units holds an IDR picture."""
    at = 0
    while at + 5 <= len(data):
        kind = data[at + 4] & 0x1F
        if kind in (_SLICE, _IDR):
            return kind == _IDR
        at += 4 + int.from_bytes(data[at : at + 4])
    return False
