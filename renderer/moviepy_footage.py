"""The bridge from MoviePy: a clip made there becomes footage, which a video layer or a brief's ``videos`` show."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import Colorspace

from domain.errors import RenderError
from renderer.moviepy_layers import Clip

_ALMOST_LOSSLESS = {"crf": "10", "preset": "fast"}


def clip_footage(clip: Clip, path: Path, fps: int = 30) -> Path:
    """Write the picture of a MoviePy clip as H.264 in BT.709, to be shown by this renderer; returns ``path``.

    Sides of an odd number of pixels lose one. The sound is left out: put it on the timeline. Raises RenderError for
    a clip without an end.
    """
    if not clip.duration:
        raise RenderError("the MoviePy clip has no end", hint="give it one: clip.with_duration(seconds)")
    width, height = (side // 2 * 2 for side in clip.size)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options=_ALMOST_LOSSLESS)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.colorspace, stream.codec_context.color_range = Colorspace.ITU709, 1
        for number, picture in enumerate(clip.iter_frames(fps=fps, dtype="uint8")):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture[:height, :width, :3]), format="rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
