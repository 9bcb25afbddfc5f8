"""Clips as people film them: taken in, rendered small, and read back: the right way up, whole, in time."""

import subprocess
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest
from moviepy import VideoClip
from numpy.typing import NDArray

from domain.base import Box
from domain.errors import AssetError, RenderError
from domain.fonts import FontBook
from domain.layers import VideoLayer
from domain.render import EncodeSettings
from media.probe import probe
from renderer.footage import Footage
from renderer.moviepy_footage import clip_footage
from renderer.render import render
from renderer.resources import Resources
from tests.renderer.drawing import no_picture
from tests.renderer.small_timelines import scene, timeline

CORNERS = ("red", "lime", "blue", "white")
"""Top left, top right, bottom left, bottom right of every clip as a viewer sees it."""
RGB = np.array([(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)])
X264 = ("-c:v", "libx264", "-preset", "ultrafast")
HDR = ("-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc")


def ffmpeg(*arguments: str | Path) -> None:
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, arguments)], check=True, capture_output=True
    )


def quarters(width: int, height: int, turn: str = "") -> tuple[str, ...]:
    """ffmpeg's input of one second of four coloured quarters, ``turn`` a filter over it."""
    w, h = width // 2, height // 2
    a, b, c, d = (f"color={name}:s={{}}x{{}}:r=25:d=1" for name in CORNERS)
    parts = [a.format(w, h), b.format(width - w, h), c.format(w, height - h), d.format(width - w, height - h)]
    graph = ";".join(f"{part}[p{i}]" for i, part in enumerate(parts))
    graph += ";[p0][p1]hstack[t];[p2][p3]hstack[u];[t][u]vstack" + (f",{turn}" if turn else "")
    return "-f", "lavfi", "-i", graph


def film(kind: str, folder: Path) -> Path:
    """A clip of one second; the quarters are as ``CORNERS`` says when it is shown as its file asks."""
    out = folder / f"{kind}.{'webm' if kind == 'vp9' else 'mov' if kind == 'prores' else 'mp4'}"
    if kind in ("turned-90", "turned-270"):
        flat, back = folder / "flat.mp4", {"turned-90": "transpose=clock", "turned-270": "transpose=cclock"}[kind]
        ffmpeg(*quarters(120, 200, back), *X264, "-pix_fmt", "yuv420p", flat)
        ffmpeg("-display_rotation", kind.split("-")[1], "-i", flat, "-c", "copy", out)
    elif kind in ("mirrored", "mirrored-90"):
        flat = folder / "flat.mp4"
        ffmpeg(*quarters(120, 200, "hflip" if kind == "mirrored" else "transpose=clock_flip"), *X264, flat)
        turned = ("-display_rotation", "90") if kind == "mirrored-90" else ()
        ffmpeg(*turned, "-display_hflip", "-i", flat, "-c", "copy", out)
    elif kind == "uneven":
        # ten frames a second, then four: no two gaps the same length as the other half's
        gaps = "select='if(lt(t,0.5),not(mod(n,2)),not(mod(n,6)))'"
        ffmpeg(*quarters(160, 200, gaps), "-fps_mode", "vfr", *X264, "-pix_fmt", "yuv420p", out)
    elif kind == "vp9":
        ffmpeg(*quarters(160, 200), "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", out)
    elif kind == "odd":
        ffmpeg(*quarters(481, 853), *X264, "-pix_fmt", "yuv444p", out)
    elif kind == "hdr":
        ffmpeg(*quarters(160, 200, "format=yuv420p10le"), *X264, *HDR, out)
    elif kind == "prores":
        ffmpeg(*quarters(160, 200), "-c:v", "prores_ks", out)
    elif kind == "covered":
        film("odd", folder)
        ffmpeg("-f", "lavfi", "-i", "color=gray:s=90x90", "-frames:v", "1", folder / "cover.png")
        both = ("-i", folder / "cover.png", "-i", folder / "odd.mp4", "-map", "0", "-map", "1")
        ffmpeg(*both, "-c", "copy", "-disposition:v:0", "attached_pic", out)
    return out


def rendered(clip: Path, folder: Path) -> list[NDArray[np.int64]]:
    """The frames of a render of 64 × 64 that shows a clip over all of it for 24 frames."""
    asset = probe(clip)
    layer = VideoLayer(id="clip", box=Box(x=0, y=0, w=64, h=64), asset=asset.sha256)
    video = timeline(scene("a", 24, layer), assets=(asset,))
    resources = Resources(FontBook(roles={}), lambda sha256: clip, no_picture)
    done = render(video, resources, EncodeSettings(threads=1), folder / "cache", folder / "out.mp4")
    with av.open(str(done.path)) as file:
        return [frame.to_ndarray(format="rgb24").astype(np.int64) for frame in file.decode(video=0)]


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        ("turned-90", (120, 200)),
        ("turned-270", (120, 200)),
        ("mirrored", (120, 200)),
        ("mirrored-90", (120, 200)),
        ("uneven", (160, 200)),
        ("vp9", (160, 200)),
        ("odd", (481, 853)),
        ("hdr", (160, 200)),
        ("prores", (160, 200)),
        ("covered", (481, 853)),
    ],
)
def test_a_clip_is_shown_the_right_way_up_and_whole(kind: str, size: tuple[int, int], tmp_path: Path) -> None:
    clip = film(kind, tmp_path)
    asset = probe(clip)
    assert (asset.width, asset.height) == size
    assert asset.duration_ms == pytest.approx(1000, abs=200)
    frames = rendered(clip, tmp_path)
    assert len(frames) == 24
    for frame in (frames[0], frames[12], frames[23]):
        corners = np.array([frame[y, x] for y in (8, 56) for x in (8, 56)])
        assert np.abs(corners[:, None] - RGB[None]).sum(axis=2).argmin(axis=1).tolist() == [0, 1, 2, 3]


def test_a_moviepy_clip_is_shown_in_its_colours_and_its_time(tmp_path: Path) -> None:
    def picture(t: float) -> NDArray[np.uint8]:
        pixels = np.zeros((721, 1281, 3), np.uint8)
        pixels[:360, :640], pixels[:360, 640:], pixels[360:, :640] = (230, 30, 40), (40, 180, 60), (50, 60, 200)
        pixels[360:, 640:] = 255 if t >= 0.4 else 0
        return pixels

    clip = clip_footage(VideoClip(picture, duration=1), tmp_path / "made.mp4")
    assert (probe(clip).width, probe(clip).height, probe(clip).duration_ms) == (1280, 720, 1000)
    frames = rendered(clip, tmp_path)
    for place, colour in (((8, 8), (230, 30, 40)), ((8, 56), (40, 180, 60)), ((56, 8), (50, 60, 200))):
        assert np.abs(frames[5][place] - colour).max() <= 12
    assert [int(frame[56, 56].mean() > 128) for frame in frames] == [0] * 12 + [1] * 12


def test_a_moviepy_clip_without_an_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="has no end"):
        clip_footage(VideoClip(lambda t: np.zeros((64, 64, 3), np.uint8)), tmp_path / "x.mp4")


def test_a_clip_of_uneven_frames_is_shown_at_its_own_pace(tmp_path: Path) -> None:
    """Its brightness rises with the time, whatever the time between two pictures."""
    ramp = "color=black:s=96x96:r=50:d=2,geq=lum='40+80*T':cb=128:cr=128"
    clip = tmp_path / "ramp.mp4"
    uneven = f"{ramp},select='if(lt(t,0.3),1,not(mod(n,5)))'"
    ffmpeg("-f", "lavfi", "-i", uneven, "-fps_mode", "vfr", *X264, "-pix_fmt", "yuv420p", clip)
    frames = rendered(clip, tmp_path)
    levels = [float(frame[32, 32].mean()) for frame in frames]
    assert np.all(np.diff(levels) >= -1.5)
    pace = np.polyfit(np.arange(24) / 30, levels, 1)[0]
    assert pace == pytest.approx(80 * 255 / 219, rel=0.1)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("film.mp4", ("-r", "24", "-c:v", "libx264", "-g", "12", "-bf", "3")),
        ("uneven.mp4", ("-vf", "select='if(lt(t,0.6),not(mod(n,2)),not(mod(n,7)))'", "-fps_mode", "vfr", *X264)),
        ("web.webm", ("-r", "20", "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")),
        ("old.mov", ("-r", "12", "-c:v", "prores_ks")),
    ],
)
@pytest.mark.parametrize("start", [0.0, 0.7])
def test_a_clip_looks_the_same_exactly_as_long_as_a_picture_is_shown(
    name: str, how: tuple[str, ...], start: float, tmp_path: Path
) -> None:
    """So that nothing is drawn for a picture that is still there, at its end or when it is slower than the video."""
    clip = tmp_path / name
    ramp = "color=black:s=96x96:r=60:d=1.5,geq=lum='40+120*T':cb=128:cr=128"
    ffmpeg("-f", "lavfi", "-i", ramp, *how, "-pix_fmt", "yuv422p10le" if "prores_ks" in how else "yuv420p", clip)
    footage, times = Footage(str(clip), name, (96, 96), 0), [start + frame / 30 for frame in range(60)]
    since = [footage.shown_since(time) for time in times]
    shown = [float(footage.at(time).y.mean()) for time in times]
    assert len(set(shown)) > 5
    changes = [(a != b, c != d) for a, b, c, d in zip(since, since[1:], shown, shown[1:], strict=False)]
    assert all(known == seen for known, seen in changes)
    assert footage.shown_since(start) == since[0]


def test_a_clip_without_a_moving_picture_is_named(tmp_path: Path) -> None:
    clip = tmp_path / "sound.m4a"
    ffmpeg("-f", "lavfi", "-i", "anullsrc=d=1", clip)
    footage = Footage(str(clip), "sound.m4a", (64, 64), 0)
    assert footage.shown_since(0.5) == pytest.approx(0.5, abs=0.01)
    with pytest.raises(AssetError, match=r"sound\.m4a cannot be decoded: it has no moving picture"):
        footage.at(0)
