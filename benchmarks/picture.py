"""The render stage, and the same frames through the encoder alone."""

from collections.abc import Iterator
from contextlib import closing
from io import FileIO
from pathlib import Path

import av

from benchmarks.measure import Cost, timed
from benchmarks.subject import Subject
from domain.errors import StorageError
from domain.render import EncodeSettings
from renderer.canvas import Canvas
from renderer.encode import Encoder, VideoFormat
from renderer.memory import keep_freed_memory
from renderer.render import render
from renderer.segments import plan_segments
from renderer.video import FrameDrawer

SETTINGS = EncodeSettings()


def draw_to_file(subject: Subject, path: Path) -> None:
    """Every frame of the timeline as raw I420, drawn ahead so that drawing is not timed."""
    drawer = FrameDrawer(subject.timeline, subject.resources)
    with path.open("wb") as file:
        for segment in plan_segments(subject.timeline):
            for canvas in drawer.segment(segment):
                file.write(canvas.buffer.data)


def encode_only(subject: Subject, frames: Path, out: Path) -> Cost:
    """One encoder, the same settings, frames read from memory the system keeps of the file."""
    timeline = subject.timeline
    canvas = Canvas.blank(timeline.width, timeline.height)
    video = VideoFormat(timeline.width, timeline.height, timeline.fps, SETTINGS)
    keep_freed_memory()  # as rendering does: a fresh page is not the encoder's cost
    with timed() as cost, frames.open("rb", buffering=0) as file, closing(Encoder(video)) as encoder:
        encoder.write(out, (packet for _, packet in encoder.packets(_read(file, canvas))))
    _check_frames(out, timeline.frames)
    return cost


def _read(file: FileIO, canvas: Canvas) -> Iterator[tuple[None, Canvas]]:
    while file.readinto(canvas.buffer.data) == canvas.buffer.nbytes:
        yield None, canvas


def render_stage(subject: Subject, folder: Path) -> Cost:
    """Drawing, encoding, sound and joining, nothing taken from the cache."""
    out = folder / "render.mp4"
    with timed() as cost:
        render(subject.timeline, subject.resources, SETTINGS, folder / "cache", out, use_cache=False)
    _check_frames(out, subject.timeline.frames)
    return cost


def _check_frames(path: Path, wanted: int) -> None:
    with av.open(str(path)) as file:
        held = file.streams.video[0].frames
    if held != wanted:
        raise StorageError(f"{path} holds {held} frames instead of {wanted}")
