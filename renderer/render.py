"""Rendering: a timeline to one MP4, paying only for the segments that no earlier render has made.

The sound is mixed by ffmpeg in a process of its own while the picture is drawn and encoded here.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from domain.errors import RenderError
from domain.render import EncodeSettings, Progress, Render
from domain.timeline import Timeline
from renderer.assemble import assemble
from renderer.audio.mix import Mixdown, mix_sound
from renderer.cache import SegmentCache, open_cache, sha256_of
from renderer.encode import Picture, VideoFormat
from renderer.encoding import Encoding
from renderer.memory import give_back_unused_memory, keep_freed_memory
from renderer.resources import Resources
from renderer.segments import Segment, fingerprint_tools, plan_segments, segment_key
from renderer.storage import new_file, put_in_place, scratch_folder, writing_to
from renderer.video import FrameDrawer

STAGE = "render"
_SETTLED = 15
"""Frames after which a segment's scene is open and x264 has taken what it needs: a good time to tidy up."""


class Drawer(Protocol):
    """Draws the frames of a segment in order; each picture is only good until the next one."""

    def segment(self, segment: Segment) -> Iterator[Picture]: ...


def render(
    timeline: Timeline,
    resources: Resources,
    settings: EncodeSettings,
    cache: Path,
    out: Path,
    progress: Progress | None = None,
    use_cache: bool = True,
    drawer: Drawer | None = None,
) -> Render:
    """Render a timeline to ``out``, an MP4 that is complete once it has its name.

    Segments are looked up and kept in the ``cache`` folder; with ``use_cache`` off every one is
    made anew and none kept. ``progress`` is called with "render" and the share of frames done.
    Raises RenderError when drawing, encoding or mixing fails, StorageError when a folder cannot be
    written; nothing is left behind then but finished segments in the cache.
    """
    keep_freed_memory()
    pieces = _pieces(timeline, settings, resources)
    with (
        _unfinished(out) as unfinished,
        open_cache(cache, lasting=use_cache) as store,
        scratch_folder(cache) as scratch,
        ThreadPoolExecutor(1, "sound") as pool,
    ):
        sound = pool.submit(mix_sound, timeline, resources.asset_path, scratch, settings.audio_kbps)
        ready = {piece.key: path for piece in pieces if (path := store.find(piece.key))}
        missing = _once([piece for piece in pieces if piece.key not in ready])
        counter = _Counter(timeline.frames, sum(segment.frames for segment in missing.values()), progress)
        if missing:
            making = _Making(timeline, settings, store, drawer or FrameDrawer(timeline, resources), sound)
            ready |= making.segments(missing, counter)
        mixdown = sound.result()
        _join([ready[piece.key] for piece in pieces], mixdown.path, timeline, unfinished)
        with writing_to(out.parent):
            put_in_place(unfinished, out)
    return Render(
        path=out,
        sha256=sha256_of(out),
        width=timeline.width,
        height=timeline.height,
        fps=timeline.fps,
        frames=timeline.frames,
        segments=len(pieces),
        segments_reused=len(pieces) - len(missing),
        loudness_lufs=mixdown.loudness.lufs if mixdown.loudness else None,
        true_peak_dbtp=mixdown.loudness.peak if mixdown.loudness else None,
    )


@dataclass(frozen=True)
class _Piece:
    segment: Segment
    key: str


def _pieces(timeline: Timeline, settings: EncodeSettings, resources: Resources) -> tuple[_Piece, ...]:
    tools = fingerprint_tools(resources.fonts)
    return tuple(_Piece(s, segment_key(s, timeline, settings, tools)) for s in plan_segments(timeline))


def _once(pieces: Sequence[_Piece]) -> dict[str, Segment]:
    """One segment for each key, in order."""
    segments: dict[str, Segment] = {}
    for piece in pieces:
        segments.setdefault(piece.key, piece.segment)
    return segments


class _Counter:
    """Counts drawn frames and reports their share; frames that need no drawing count from the start."""

    def __init__(self, total: int, to_draw: int, progress: Progress | None) -> None:
        self._total, self._done, self._progress = total, total - to_draw, progress
        self._report()

    def count(self) -> None:
        self._done += 1
        self._report()

    def _report(self) -> None:
        if self._progress:
            self._progress(STAGE, self._done / self._total)


@dataclass(frozen=True)
class _Making:
    """What is needed to make segments: drawn, encoded, kept in the store."""

    timeline: Timeline
    settings: EncodeSettings
    store: SegmentCache
    drawer: Drawer
    sound: Future[Mixdown]

    def segments(self, missing: dict[str, Segment], counter: _Counter) -> dict[str, Path]:
        """Make the missing segments; returns their files by key."""
        made: dict[str, Path] = {}
        begun: list[Path] = []
        video = VideoFormat(self.timeline.width, self.timeline.height, self.timeline.fps, self.settings)
        try:
            with Encoding(video) as encoding:
                for key, segment in missing.items():
                    begun.append(self.store.new_file(key))
                    encoding.begin(begun[-1])
                    self._draw(segment, encoding, counter)
                    encoding.end(partial(self._keep, key, begun[-1], made))
        finally:
            for path in begun:
                path.unlink(missing_ok=True)
        return made

    def _draw(self, segment: Segment, encoding: Encoding, counter: _Counter) -> None:
        if self.sound.done():
            self.sound.result()  # a sound that cannot be mixed stops the work here, not at its end
        frames = 0
        for picture in self.drawer.segment(segment):
            encoding.write(picture)
            counter.count()
            frames += 1
            if frames == _SETTLED:
                give_back_unused_memory()
        if frames != segment.frames:
            raise RenderError(f"segment {segment.index}: {frames} frames were drawn instead of {segment.frames}")

    def _keep(self, key: str, written: Path, made: dict[str, Path]) -> None:
        made[key] = self.store.keep(key, written)


def _join(segments: Sequence[Path], sound: Path, timeline: Timeline, out: Path) -> None:
    with writing_to(out.parent):
        frames = assemble(segments, sound, timeline.fps, out)
    if frames != timeline.frames:
        raise RenderError(f"{timeline.title}: {frames} frames were joined instead of {timeline.frames}")


@contextmanager
def _unfinished(out: Path) -> Iterator[Path]:
    """A file beside ``out`` to write into, removed unless it was given its final name."""
    path = new_file(out.parent, ".mp4")
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
