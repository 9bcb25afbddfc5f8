"""The same timeline through MoviePy, on a few spans of it, scaled to its length."""

from pathlib import Path

from benchmarks.measure import Cost, timed
from benchmarks.picture import SETTINGS
from benchmarks.subject import Subject
from renderer.moviepy_bridge import timeline_clip

SPANS, FRAMES_EACH = 6, 10


def through_moviepy(subject: Subject, folder: Path) -> Cost:
    """The cost of the whole picture as MoviePy would write it, from ``SPANS`` spans spread evenly over it.

    Building the clip is not counted, nor is the sound: both favour MoviePy.
    """
    clip = timeline_clip(subject.timeline, subject.resources)
    total, fps, cost = subject.timeline.frames, float(subject.timeline.fps), Cost()
    for i in range(SPANS):
        first = round((i + 0.5) * total / SPANS)
        span = clip.subclipped(first / fps, (first + FRAMES_EACH) / fps)
        with timed() as part:
            span.write_videofile(
                str(folder / f"moviepy-{i}.mp4"), fps=fps, codec="libx264", audio=False, preset=SETTINGS.preset,
                ffmpeg_params=["-crf", str(SETTINGS.crf), "-g", str(SETTINGS.keyint)], logger=None,
            )  # fmt: skip
        cost = Cost(cost.wall + part.wall, cost.cpu + part.cpu)
    scale = total / (SPANS * FRAMES_EACH)
    return Cost(cost.wall * scale, cost.cpu * scale)
