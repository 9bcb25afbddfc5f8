"""Encoding: pictures to H.264 segments that stand on their own: closed GOPs, BT.709, one per file.

One x264 makes one segment after another, each from a key picture on. Opened anew for each, it would
empty itself at every end while the cores wait: a twentieth of encoding.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import av
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from domain.errors import RenderError
from domain.render import EncodeSettings
from renderer.canvas import Canvas
from renderer.storage import writing_to

BT709, LIMITED = 1, 1
MP4_WITHOUT_EDIT_LIST = {"movflags": "+negative_cts_offsets", "use_editlist": "0", "fflags": "+bitexact"}
# With its AVX-512 code x264 165 gives other bytes from run to run; this flag costs nothing measurable.
_REPEATABLE = "cpu-independent=1"

T = TypeVar("T")


@dataclass(frozen=True)
class VideoFormat:
    """The size, rate and compression every segment of a video shares."""

    width: int
    height: int
    fps: Fraction
    settings: EncodeSettings


class Encoder:
    """An x264 for the segments of one video, one after another.

    Raises RenderError when x264 refuses its settings or fails. To be closed when done.
    """

    def __init__(self, video: VideoFormat) -> None:
        self._time_base = 1 / video.fps
        self._headers = av.open(BytesIO(), "w", format="mp4")
        self._stream = self._headers.add_stream("libx264", rate=video.fps)
        _configure(self._stream.codec_context, video)
        with _named("x264"):
            self._headers.start_encoding()

    def packets(self, pictures: Iterable[tuple[T, Canvas]]) -> "Iterator[tuple[T, Packet[VideoStream]]]":
        """The encoded pictures, each under its segment's name, counted from its segment's first one.

        Where the name changes a segment begins. x264 holds some pictures back, and has its own copy of a
        picture when it asks for the next one.
        """
        begun: deque[tuple[T, int]] = deque()
        for count, (name, picture) in enumerate(pictures):
            frame = VideoFrame.from_numpy_buffer(picture.buffer, format="yuv420p")
            frame.pts, frame.time_base = count, self._time_base
            if not begun or begun[-1][0] != name:
                begun.append((name, count))
                frame.pict_type = PictureType.I
            yield from self._coded(frame, begun)
        yield from self._coded(None, begun)

    def _coded(
        self, frame: VideoFrame | None, begun: deque[tuple[T, int]]
    ) -> "Iterator[tuple[T, Packet[VideoStream]]]":
        with _named("x264"):
            packets = self._stream.encode(frame)
        for packet in packets:
            shown, decoded = packet.pts or 0, packet.dts or 0
            if len(begun) > 1 and shown >= begun[1][1]:
                begun.popleft()
            name, first = begun[0]
            packet.pts, packet.dts = shown - first, decoded - first
            yield name, packet

    def write(self, path: Path, packets: "Iterable[Packet[VideoStream]]") -> None:
        """Write the packets of a segment into an MP4. Raises StorageError when that cannot be written."""
        with _writing(path):
            container = av.open(str(path), "w", format="mp4", options=MP4_WITHOUT_EDIT_LIST)
        stream = container.add_stream_from_template(self._stream)
        try:
            for packet in packets:
                packet.stream = stream
                with _writing(path):
                    container.mux_one(packet)
            with _writing(path):
                container.close()
        finally:
            with suppress(av.FFmpegError):
                container.close()

    def close(self) -> None:
        """Give up x264 and the pictures that it holds."""
        self._headers.close()


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    with _named(path.name), writing_to(path.parent):
        yield


@contextmanager
def _named(what: str) -> Iterator[None]:
    try:
        yield
    except av.FFmpegError as error:
        raise RenderError(f"encoding {what}: {error}") from error


def _configure(codec: VideoCodecContext, video: VideoFormat) -> None:
    codec.width, codec.height, codec.pix_fmt = video.width, video.height, "yuv420p"
    codec.time_base, codec.framerate = 1 / video.fps, video.fps
    codec.color_primaries = codec.color_trc = codec.colorspace = BT709
    codec.color_range = LIMITED
    codec.thread_type = "FRAME"  # PyAV asks for slices by default: less parallel, and worse compression
    codec.thread_count = video.settings.threads or len(os.sched_getaffinity(0))
    codec.options = {
        "preset": video.settings.preset,
        "crf": str(video.settings.crf),
        "g": str(video.settings.keyint),
        "profile": "high",
        "forced-idr": "1",
        "x264-params": f"open-gop=0:{_REPEATABLE}",
    }
