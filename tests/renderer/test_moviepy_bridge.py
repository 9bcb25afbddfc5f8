from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.asset import Asset
from domain.base import Box
from domain.fonts import FontBook
from domain.layers import (
    Camera,
    CaptionLayer,
    CaptionPage,
    CaptionWord,
    GroupLayer,
    ImageLayer,
    Layer,
    PortraitLayer,
    PresenterLayer,
    ShapeLayer,
    TextLayer,
    TextStyle,
    VideoLayer,
    View,
)
from domain.motion import Key, Track
from domain.paint import LinearGradient, Shadow, Solid, Stop, Stroke
from domain.portrait import Take
from domain.rig import MouthCue, Performance
from domain.timeline import Scene, Timeline, Transition
from renderer.canvas import Canvas
from renderer.encode import VideoFormat
from renderer.layers.framed import to_planes
from renderer.moviepy_bridge import timeline_clip
from renderer.resources import Resources
from renderer.still import draw_still
from tests.renderer.similarity import ssim
from tests.renderer.test_encode import SMALL, encode
from tests.renderer.test_portrait import MOUTHS, POINTS
from tests.renderer.test_presenter import RIG

SIDE = 160
PHOTO = Asset(sha256="ab" * 32, kind="image", name="p.jpg", mime="image/jpeg", width=200, height=150)
CLIP = Asset(
    sha256="cd" * 32, kind="video", name="c.mp4", mime="video/mp4", width=120, height=90, duration_ms=2000, fps=30
)
STYLE = TextStyle(size=26, min_size=10, colour="#FFFFFF", shadow=Shadow(dy=2, blur=3))
GRADIENT = LinearGradient(angle=30, stops=(Stop(at=0, colour="#203060"), Stop(at=1, colour="#A04020")))


def slope(path: Path) -> NDArray[np.uint8]:
    ys, xs = np.mgrid[:150, :200]
    return np.dstack([xs + 20, ys + 60, 255 - xs, np.full_like(xs, 255)]).astype(np.uint8)


@pytest.fixture(scope="module")
def resources(fonts: FontBook, tmp_path_factory: pytest.TempPathFactory) -> Resources:
    path = tmp_path_factory.mktemp("clips") / "c.mp4"
    pictures = [Canvas.blank(120, 90) for _ in range(60)]
    for i, picture in enumerate(pictures):
        picture.y[:] = np.linspace(40 + i, 120 + i, 120).astype(np.uint8)
    encode(path, pictures, VideoFormat(120, 90, SMALL.fps, SMALL.settings))
    return Resources(fonts, lambda sha256: path, slope)


def video(*layers: Layer, frames: int = 24) -> Timeline:
    scene = Scene(id="s", role="hook", frames=frames, background=GRADIENT, layers=layers)
    return whole(scene)


def whole(*scenes: Scene, overlays: tuple[Layer, ...] = ()) -> Timeline:
    return Timeline(
        title="t", language="en", template="none", seed=1, width=SIDE, height=SIDE,
        safe=Box(x=0, y=0, w=SIDE, h=SIDE), scenes=scenes, overlays=overlays,
        assets={asset.sha256: asset for asset in (PHOTO, CLIP)}, rigs={"block": RIG},
    )  # fmt: skip


def likenesses(timeline: Timeline, resources: Resources, frames: tuple[int, ...]) -> dict[int, float]:
    """The structural similarity, at most 1, between MoviePy's frames and ours."""
    clip = timeline_clip(timeline, resources)
    assert tuple(clip.size) == (SIDE, SIDE)
    assert round(clip.duration * 30) == timeline.frames
    pairs = {f: (clip.get_frame((f + 0.01) / 30), draw_still(timeline, f, resources)) for f in frames}
    return {f: ssim(delivered(theirs), delivered(ours)) for f, (theirs, ours) in pairs.items()}


def delivered(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture with its colour at half the size, as every video is delivered."""
    planes, canvas = to_planes(np.asarray(rgb, np.uint8)), Canvas.blank(SIDE, SIDE)
    for onto, plane in ((canvas.y, planes.y), (canvas.u, planes.u), (canvas.v, planes.v)):
        onto[:] = plane
    return canvas.to_rgb()


def track(name: str, start: float, end: float) -> Track:
    return Track.model_validate({"property": name, "keys": [Key(frame=2, value=start), Key(frame=14, value=end)]})


BOX = Box(x=30, y=40, w=90, h=60)
EVEN = Box(x=30, y=40, w=92, h=60)
"""A box in which the whole photo, 80 pixels wide, starts on an even pixel, as colour at half the size needs."""
CAPTION = CaptionLayer(
    id="caption",
    box=Box(x=10, y=100, w=140, h=40),
    style=STYLE,
    pages=(
        CaptionPage(
            start=2,
            end=20,
            lines=((CaptionWord(text="one ", start=2, end=8), CaptionWord(text="two", start=8, end=18)),),
        ),
    ),
)
ACT = Performance(mouth=(MouthCue(frame=4, shape="a"), MouthCue(frame=10, shape="sil")), blinks=(12,))
LAYERS: dict[str, Layer] = {
    "shape": ShapeLayer(id="l", box=BOX, fill=Solid(colour="#FFCC00"), radius=12, motion=(track("x", -40, 20),)),
    "stroke": ShapeLayer(id="l", box=BOX, stroke=Stroke(width=6, colour="#FFFFFF"), motion=(track("scale", 0.4, 1.2),)),
    "turning": ShapeLayer(id="l", box=BOX, fill=Solid(colour="#22CC88"), motion=(track("rotation", 0, 40),)),
    "fading": ShapeLayer(id="l", box=BOX, fill=Solid(colour="#FFFFFF"), motion=(track("opacity", 0, 0.8),)),
    "wiping": ShapeLayer(id="l", box=BOX, fill=Solid(colour="#FFFFFF"), motion=(track("wipe", 0, 1),)),
    "text": TextLayer(id="l", box=BOX, text="Hello", style=STYLE, start=3, end=20, opacity=0.7),
    "words": TextLayer(
        id="l", box=BOX, text="one two", style=STYLE, by="word", stagger=4, motion=(track("y", 30, 0),)
    ),
    "photo": ImageLayer(id="l", box=BOX, asset=PHOTO.sha256, radius=10, camera=Camera(end=View(zoom=1.4, x=0.6))),
    "mat": ImageLayer(id="l", box=EVEN, asset=PHOTO.sha256, fit="contain", mat="#FFFFFF", shadow=Shadow()),
    "bare": ImageLayer(id="l", box=BOX, asset=PHOTO.sha256, fit="contain", border=Stroke(width=4, colour="#000000")),
    "footage": VideoLayer(id="l", box=BOX, asset=CLIP.sha256, trim_ms=100, motion=(track("x", 0, 30),)),
    "caption": CAPTION,
    "presenter": PresenterLayer(id="l", box=BOX, rig="block", act=ACT, start=1, motion=(track("x", 20, 0),)),
    "portrait": PortraitLayer(
        id="l", box=BOX, asset=PHOTO.sha256, points=POINTS, mouths=MOUTHS, radius=20, act=ACT, opacity=0.9
    ),
    "filmed": PortraitLayer(
        id="l", box=BOX, asset=PHOTO.sha256, points=POINTS, mouths=MOUTHS, radius=20,
        take=Take(asset=CLIP.sha256, start_ms=100, end_ms=400, begins=4),
    ),
    "group": GroupLayer(
        id="l",
        box=BOX,
        layers=(
            ShapeLayer(id="a", box=BOX, fill=GRADIENT),
            TextLayer(id="b", box=BOX, text="ab", style=STYLE),
        ),
    ),
}  # fmt: skip


TRANSITIONS = get_args(Transition.model_fields["kind"].annotation)
ALIKE = 0.98


def test_every_type_of_layer_has_a_row() -> None:
    assert {type(layer) for layer in LAYERS.values()} == set(get_args(get_args(Layer)[0]))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(LAYERS))
def test_a_layer_looks_the_same_through_moviepy(name: str, resources: Resources) -> None:
    timeline = video(LAYERS[name])
    assert ssim(draw_still(timeline, 12, resources), draw_still(video(), 12, resources)) < ALIKE
    found = likenesses(timeline, resources, (0, 5, 9, 12, 23))
    assert min(found.values()) >= ALIKE, found


@pytest.mark.slow
@pytest.mark.parametrize("kind", TRANSITIONS)
def test_a_transition_looks_the_same_through_moviepy(kind: str, resources: Resources) -> None:
    white = Solid(colour="#F0F0F0")
    first = Scene(id="a", role="hook", frames=16, background=GRADIENT, layers=(LAYERS["shape"],))
    join = Transition.model_validate({"kind": kind, "frames": 8})
    second = Scene(id="b", role="cta", frames=16, background=white, layers=(LAYERS["group"],), transition=join)
    found = likenesses(whole(first, second, overlays=(LAYERS["text"],)), resources, (4, 8, 10, 12, 15, 20))
    assert min(found.values()) >= ALIKE, found
