"""Captions as SubRip text, from the pages that the timeline shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from domain.layers import CaptionLayer, CaptionPage
from domain.timeline import Timeline


@dataclass(frozen=True)
class Cue:
    """One caption: its frames of the whole video (``end`` exclusive) and its lines."""

    start: int
    end: int
    lines: tuple[str, ...]


def captions(timeline: Timeline) -> tuple[Cue, ...]:
    """Every caption page in the order shown; where scenes overlap, a page ends when the next begins."""
    cues = sorted(_cues(timeline), key=lambda cue: cue.start)
    ends = [cue.start for cue in cues[1:]] + [timeline.frames]
    return tuple(
        Cue(cue.start, min(cue.end, end), cue.lines) for cue, end in zip(cues, ends, strict=False) if end > cue.start
    )


def as_srt(timeline: Timeline) -> str:
    """The captions as SubRip: numbered cues, times in milliseconds, UTF-8 text."""
    blocks = []
    for number, cue in enumerate(captions(timeline), start=1):
        times = f"{_time(cue.start, timeline.fps, ',')} --> {_time(cue.end, timeline.fps, ',')}"
        blocks.append("\n".join([str(number), times, *cue.lines]) + "\n")
    return "\n".join(blocks)


def as_vtt(timeline: Timeline) -> str:
    """The captions as WebVTT: the same cues with their signs escaped, UTF-8 text."""
    blocks = ["WEBVTT\n"]
    for cue in captions(timeline):
        times = f"{_time(cue.start, timeline.fps, '.')} --> {_time(cue.end, timeline.fps, '.')}"
        blocks.append("\n".join([times, *(escape(line, quote=False) for line in cue.lines)]) + "\n")
    return "\n".join(blocks)


def _cues(timeline: Timeline) -> Iterator[Cue]:
    for start, scene in zip(timeline.starts, timeline.scenes, strict=True):
        for layer in scene.layers:
            if isinstance(layer, CaptionLayer):
                yield from (_cue(page, start, scene.frames) for page in layer.pages if page.start < scene.frames)


def _cue(page: CaptionPage, start: int, frames: int) -> Cue:
    lines = tuple("".join(word.text for word in line).strip() for line in page.lines)
    return Cue(start + page.start, start + min(page.end, frames), tuple(line for line in lines if line))


def _time(frame: int, fps: Fraction, point: str) -> str:
    ms = round(frame * 1000 / fps)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{point}{ms % 1000:03}"
