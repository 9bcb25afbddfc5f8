"""Stills: any single frame of a timeline, as it will be encoded."""

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
