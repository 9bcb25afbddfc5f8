"""Stills: any single frame of a timeline, as it will be encoded."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from domain.errors import TimelineError
from domain.timeline import Timeline
from renderer.resources import Resources
from renderer.segments import plan_segments
from renderer.video import FrameDrawer


def draw_still(timeline: Timeline, frame: int, resources: Resources) -> NDArray[np.uint8]:
    """Frame number ``frame`` as (H, W, 3) RGB; TimelineError when the video has no such frame."""
    if not 0 <= frame < timeline.frames:
        raise TimelineError(
            f"frame {frame} is outside the video's {timeline.frames} frames",
            hint=f"ask for a frame from 0 to {timeline.frames - 1}",
        )
    segment = next(s for s in plan_segments(timeline) if s.first <= frame < s.first + s.frames)
    return FrameDrawer(timeline, resources).frame_of(segment, frame - segment.first).to_rgb()


def draw_frames(timeline: Timeline, step: int, resources: Resources) -> Iterator[NDArray[np.uint8]]:
    """Every ``step``-th frame from the first on as (H, W, 3) RGB, each scene opened once."""
    drawer, number = FrameDrawer(timeline, resources), 0
    for segment in plan_segments(timeline):
        for canvas in drawer.segment(segment):
            if number % step == 0:
                yield canvas.to_rgb()
            number += 1
