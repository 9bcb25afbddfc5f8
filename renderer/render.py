"""Rendering: a timeline to one MP4, paying only for the segments that no earlier render has made.

The sound is mixed by ffmpeg in a process of its own while the picture is drawn and encoded here; before that
where the render is to keep to one core.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from domain.errors import RenderError
from domain.render import EncodeSettings, Progress, Render
from domain.timeline import Timeline
from renderer.assemble import assemble
from renderer.audio.mix import Mixdown, mix_sound
from renderer.cache import open_cache, sha256_of
from renderer.encode import VideoFormat
from renderer.making import Drawer, Workshop, threads_each
from renderer.memory import draw_in_callers_threads, give_back_unused_memory, keep_freed_memory
from renderer.resources import Resources
from renderer.segments import Segment, fingerprint_tools, plan_segments, segment_key
from renderer.storage import put_in_place, scratch_folder, unfinished, writing_to
from renderer.video import FrameDrawer

STAGE = "render"


def render(
    timeline: Timeline,
    resources: Resources,
    settings: EncodeSettings,
    cache: Path,
    out: Path,
    progress: Progress | None = None,
    use_cache: bool = True,
    workers: int = 1,
    cache_bytes: int | None = None,
    drawer: Callable[[], Drawer] | None = None,
) -> Render:
    """Render a timeline to ``out``, an MP4 that is complete once it has its name.

    Segments are looked up and kept in the ``cache`` folder; with ``use_cache`` off every one is
    made anew and none kept. ``workers`` of them are made at a time. The cache is brought down to
    ``cache_bytes`` afterwards.
    ``progress`` is called with "render" and the share of frames done, and may raise to give up.
    Raises RenderError when drawing, encoding or mixing fails, StorageError when a folder cannot be
    written; nothing is left behind then but finished segments in the cache.
    """
    give_back_unused_memory()
    keep_freed_memory()
    draw_in_callers_threads()
    pieces = _pieces(timeline, settings, resources)
    with (
        unfinished(out.parent, ".mp4") as written,
        open_cache(cache, use_cache, cache_bytes) as store,
        scratch_folder(cache) as scratch,
        ThreadPoolExecutor(1, "sound") as pool,
    ):
        sound = pool.submit(mix_sound, timeline, resources.asset_path, scratch, settings.audio_kbps)
        ready = {piece.key: path for piece in pieces if (path := store.find(piece.key))}
        missing = _once([piece for piece in pieces if piece.key not in ready])
        tell = _teller(timeline.frames, sum(segment.frames for segment in missing.values()), sound, progress)
        tell(0)
        if settings.threads == workers == 1:
            wait((sound,))
        if missing:
            video = VideoFormat(timeline.width, timeline.height, timeline.fps, threads_each(settings, workers))
            shop = Workshop(drawer or partial(FrameDrawer, timeline, resources), video, store, workers, tell)
            ready |= shop.make(missing)
        give_back_unused_memory()
        mixdown = sound.result()
        _join([ready[piece.key] for piece in pieces], mixdown.path, timeline, written)
        with writing_to(out.parent):
            put_in_place(written, out)
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


def _teller(total: int, to_draw: int, sound: Future[Mixdown], progress: Progress | None) -> Callable[[int], None]:
    """Reports the share of frames done; a sound that cannot be mixed is raised here and not at the end."""

    def tell(drawn: int) -> None:
        if sound.done():
            sound.result()
        if progress:
            progress(STAGE, (total - to_draw + drawn) / total)

    return tell


def _join(segments: Sequence[Path], sound: Path, timeline: Timeline, out: Path) -> None:
    with writing_to(out.parent):
        frames = assemble(segments, sound, timeline.fps, out)
    if frames != timeline.frames:
        raise RenderError(f"{timeline.title}: {frames} frames were joined instead of {timeline.frames}")
