"""Encoding: frames to H.264 segments that stand on their own: closed GOPs, BT.709, one per file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from domain.errors import RenderError
from domain.render import EncodeSettings
from renderer.canvas import Canvas
from renderer.storage import writing_to

BT709, LIMITED = 1, 1
MP4_WITHOUT_EDIT_LIST = {"movflags": "+negative_cts_offsets", "use_editlist": "0", "fflags": "+bitexact"}
# With its AVX-512 code x264 165 gives other bytes from run to run; this flag costs nothing measurable.
_REPEATABLE = "cpu-independent=1"


@dataclass(frozen=True)
class VideoFormat:
    """The size, rate and compression every segment of a video shares."""

    width: int
    height: int
    fps: Fraction
    settings: EncodeSettings


class SegmentWriter:
    """Encodes frames, one after another, into an MP4 of a single closed-GOP H.264 stream.

    Every method raises StorageError when the file cannot be written, RenderError when x264 fails.
    """

    def __init__(self, path: Path, video: VideoFormat) -> None:
        self._path, self._time_base, self._count = path, 1 / video.fps, 0
        with _named(path):
            self._container = av.open(str(path), "w", format="mp4", options=MP4_WITHOUT_EDIT_LIST)
        self._stream = self._container.add_stream("libx264", rate=video.fps)
        _configure(self._stream.codec_context, video)

    def write(self, picture: Canvas) -> None:
        """Encode a picture; x264 has its own copy when this returns."""
        frame = VideoFrame.from_numpy_buffer(picture.buffer, format="yuv420p")
        frame.pts, frame.time_base = self._count, self._time_base
        self._count += 1
        with _named(self._path):
            self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Encode what x264 still holds back and complete the file."""
        with _named(self._path):
            self._container.mux(self._stream.encode(None))
            self._container.close()

    def abandon(self) -> None:
        """Let go of the file as it is; nothing is left to do for a finished one."""
        with suppress(av.FFmpegError):
            self._container.close()


@contextmanager
def writing_segment(path: Path, video: VideoFormat) -> Iterator[SegmentWriter]:
    """A writer whose file is complete once the block is left, and let go of when it fails."""
    writer = SegmentWriter(path, video)
    try:
        yield writer
        writer.finish()
    finally:
        writer.abandon()


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        with writing_to(path.parent):
            yield
    except av.FFmpegError as error:
        raise RenderError(f"encoding {path.name}: {error}") from error


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
        "x264-params": f"open-gop=0:{_REPEATABLE}",
    }
