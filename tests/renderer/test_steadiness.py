"""Slow camera moves glide: measured in parts of a pixel, frame by frame."""

from pathlib import Path

import numpy as np

from domain.asset import Asset
from domain.base import Box
from domain.fonts import FontBook
from domain.layers import Camera, ImageLayer, View
from renderer.resources import Resources
from renderer.segments import plan_segments
from renderer.video import FrameDrawer
from tests.renderer.small_timelines import scene, timeline

PHOTO = Asset(sha256="ab" * 32, kind="image", name="p.jpg", mime="image/jpeg", width=256, height=256)
SLOPE = 0.75
"""Codes a pixel of the photo: how bright it is where tells how far it has moved."""


def ramp(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    grey = np.tile(np.round(30 + SLOPE * np.arange(256)), (256, 1)).astype(np.uint8)
    return np.dstack([grey, grey, grey, np.full_like(grey, 255)])


def test_a_slow_move_takes_even_steps_of_parts_of_a_pixel() -> None:
    views = [View(x=x, y=0.5, zoom=1.25) for x in (0.46, 0.54)]
    camera = Camera(start=views[0], end=views[1], ease="linear")
    layer = ImageLayer(id="p", box=Box(x=0, y=0, w=64, h=64), asset=PHOTO.sha256, camera=camera)
    video = timeline(scene("a", 60, layer), assets=(PHOTO,))
    drawer = FrameDrawer(video, Resources(FontBook(roles={}), lambda sha256: Path(sha256), ramp))
    levels = [float(canvas.y.mean()) for canvas in drawer.segment(plan_segments(video)[0])]
    per_pixel = np.mean(np.diff(np.asarray(ramp(Path())[0, :, 0], float))) * 219 / 255 * 256 / (64 * 1.25)
    steps = np.diff(levels) / per_pixel
    assert 0.05 < steps.mean() < 0.2
    assert np.abs(steps - steps.mean()).max() < 0.15
