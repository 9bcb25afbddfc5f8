"""Scene backgrounds: solid colours and gradients, dithered so that dark gradients do not band."""

import numpy as np
from numpy.typing import NDArray

from domain.base import Box
from domain.paint import LinearGradient, Paint, RadialGradient, Solid
from renderer.canvas import Canvas
from renderer.colour import parse_colour, rgb_to_yuv
from renderer.dither import grain
from renderer.paint import gradient_line

_SHADES = 8192  # finer than any plane can show, so that the ramp itself never bands


def background(paint: Paint, width: int, height: int) -> Canvas:
    """A canvas filled with the paint. The dither is the same for the same size: no seed, no clock."""
    canvas = Canvas.blank(width, height)
    if isinstance(paint, Solid):
        y, u, v = np.rint(rgb_to_yuv(np.array(parse_colour(paint.colour)[:3], np.float32)))
        canvas.y.fill(int(y))
        canvas.u.fill(int(u))
        canvas.v.fill(int(v))
        return canvas
    colours = rgb_to_yuv(np.array([parse_colour(stop.colour)[:3] for stop in paint.stops], np.float32))
    places = [stop.at for stop in paint.stops]
    for channel, step, planes in ((0, 1, (canvas.y,)), (1, 2, (canvas.u, canvas.v))):
        shade = _shade(paint, width, height, step)
        for i, plane in enumerate(planes, channel):
            ramp = np.interp(np.linspace(0, 1, _SHADES), places, colours[:, i]).astype(np.float32)
            np.add(ramp[shade], grain(plane.shape) + np.float32(0.5), out=plane, casting="unsafe")
    return canvas


def _shade(paint: LinearGradient | RadialGradient, width: int, height: int, step: int) -> NDArray[np.int16]:
    """How far along the gradient each pixel of a plane lies, from 0 to _SHADES − 1."""
    xs = (np.arange(width // step, dtype=np.float32) + 0.5) * step
    ys = ((np.arange(height // step, dtype=np.float32) + 0.5) * step)[:, None]
    if isinstance(paint, LinearGradient):
        (x0, y0), (x1, y1) = gradient_line(paint.angle, Box(x=0, y=0, w=width, h=height))
        dx, dy = x1 - x0, y1 - y0
        scale = np.float32((_SHADES - 1) / (dx * dx + dy * dy))
        along = (xs - np.float32(x0)) * (dx * scale) + (ys - np.float32(y0)) * (dy * scale)
    else:
        flat = max(width, height) / np.array((width, height), np.float32) if paint.oval else np.ones(2, np.float32)
        across, down = xs - np.float32(paint.centre.x * width), ys - np.float32(paint.centre.y * height)
        along = np.square(across * flat[0]) + np.square(down * flat[1])
        np.sqrt(along, out=along)
        along *= np.float32((_SHADES - 1) / (paint.radius * max(width, height)))
    np.clip(along, 0, _SHADES - 1, out=along)
    return np.asarray(along, np.int16)
