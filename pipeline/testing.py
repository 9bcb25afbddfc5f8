"""Test videos: for nothing, the same every time, and told from real ones at a glance.

No provider that costs or varies is asked, and the word TEST lies over the whole picture. The AI mark
and every other label are those of any video.
"""

from dataclasses import replace

from domain.base import Box
from domain.layers import TextLayer, TextStyle
from domain.paint import Stroke
from domain.timeline import Timeline
from pipeline.studio import Studio

TEST_ID = "test-mark"
_TEXT = "TEST"
_HEIGHT = 0.16
_OPACITY = 0.55


def put_test_mark(timeline: Timeline) -> Timeline:
    """The timeline with TEST across its middle, from the first frame to the last; once, however often it is put."""
    others = tuple(layer for layer in timeline.overlays if layer.id != TEST_ID)
    return timeline.model_copy(update={"overlays": (*others, _layer(timeline.width, timeline.height))})


def without_providers(studio: Studio) -> Studio:
    """The studio with its offline planner and embedded voice alone, which stand last among those to ask."""
    return replace(studio, model=None, speakers=lambda voice: studio.speakers(voice)[-1:])


def _layer(width: int, height: int) -> TextLayer:
    size = round(_HEIGHT * min(width, height))
    box = Box(x=round(0.1 * width), y=(height - 2 * size) // 2, w=round(0.8 * width), h=2 * size)
    return TextLayer(
        id=TEST_ID,
        text=_TEXT,
        box=box,
        max_lines=1,
        opacity=_OPACITY,
        style=TextStyle(
            font="text", weight=700, size=size, min_size=size // 2, colour="#FFFFFF",
            stroke=Stroke(width=max(1.0, size / 30), colour="#000000"), align="centre", valign="middle",
        ),
    )  # fmt: skip
