"""Portraits as clips: what a lip-sync engine is given, and a look at all of what it gives back."""

import io
from pathlib import Path

import av
import cv2
import numpy as np

from domain.errors import AssetError
from domain.portrait import FacePoints, head_and_shoulders
from media.picture import Pixels

_FPS = 25
_HEIGHT, _SHAPE = 832, 10 / 13
"""Pixels, and width by height: a frame's of head and shoulders."""
_LONGEST_GAP_S = 0.5


def portrait_clip(picture: Pixels, points: FacePoints, seconds: float) -> bytes:
    """An MP4 (H.264, 25 frames a second, no sound) in which head and shoulders of a portrait stand still."""
    height, width = picture.shape[:2]
    left, top, wide, tall = head_and_shoulders(points, (width, height), _SHAPE)
    part = picture[round(top) : round(top + tall), round(left) : round(left + wide), :3]
    size = (round(_HEIGHT * _SHAPE), _HEIGHT)
    shown = cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_AREA)
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=_FPS, options={"preset": "veryfast", "crf": "16"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(max(1, round(seconds * _FPS))):
            frame = av.VideoFrame.from_ndarray(np.asarray(shown, np.uint8), format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def check_whole(path: Path, name: str, seconds: float) -> None:
    """Decode every picture of a clip. Raises AssetError where one is missing, or it is shorter than ``seconds``."""
    last = 0.0
    try:
        with av.open(str(path), options={"protocol_whitelist": "file"}) as container:
            for frame in container.decode(container.streams.video[0]):
                now = float(frame.time or 0)
                if now - last > _LONGEST_GAP_S:
                    raise AssetError(f"{name}: pictures are missing at {last:.1f} s", hint="make it again")
                last = now
    except (av.FFmpegError, IndexError) as error:
        raise AssetError(f"{name}: it is damaged at {last:.1f} s ({error})", hint="make it again") from error
    if last < seconds - _LONGEST_GAP_S:
        raise AssetError(f"{name}: its pictures end at {last:.1f} s of {seconds:.1f} s", hint="make it again")
