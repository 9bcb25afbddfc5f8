"""Sums with colours: laid over one another, lightened, and how far apart two of them look."""

import colorsys
import math
from collections.abc import Sequence

from domain.base import Colour


def rgb_of(colour: Colour) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 1."""
    r, g, b = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return r, g, b


def hex_of(rgb: Sequence[float]) -> Colour:
    return "#" + "".join(f"{round(channel * 255):02X}" for channel in rgb)


def alpha_of(colour: Colour) -> float:
    """How much of what is below a colour hides, from 0 to 1."""
    return int(colour[7:] or "FF", 16) / 255


def mixed(colour: Colour, into: Colour, share: float) -> Colour:
    """``share`` of the colour and the rest of the other, both opaque."""
    return hex_of([a * share + b * (1 - share) for a, b in zip(rgb_of(colour), rgb_of(into), strict=True)])


def lightened(colour: Colour, share: float) -> Colour:
    """A lighter tone of the same hue, ``share`` of the way to white; its alpha stays."""
    hue, light, saturation = colorsys.rgb_to_hls(*rgb_of(colour))
    return hex_of(colorsys.hls_to_rgb(hue, light + (1 - light) * share, saturation)) + colour[7:]


def deepened(colour: Colour, share: float) -> Colour:
    """A darker tone of the same hue, ``share`` of the way to black; its alpha stays."""
    return hex_of([channel * (1 - share) for channel in rgb_of(colour)]) + colour[7:]


def linear(colour: Colour) -> tuple[float, float, float]:
    """Red, green and blue as amounts of light."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb_of(colour))
    return r, g, b


def apart(a: Colour, b: Colour) -> float:
    """How far apart two colours look, hue and lightness together: a distance in Oklab (Ottosson 2020), where black and
    white are 1 apart, and in which hue counts more."""
    light, *hue = (x - y for x, y in zip(_oklab(a), _oklab(b), strict=True))
    return math.hypot(light, *(_HUE * part for part in hue))


_CONES = ((0.412221, 0.536333, 0.051446), (0.211903, 0.680700, 0.107397), (0.088302, 0.281719, 0.629979))
_HUE = 2.5
_LAB = ((0.210454, 0.793618, -0.004072), (1.977998, -2.428592, 0.450594), (0.025904, 0.782772, -0.808676))


def _oklab(colour: Colour) -> tuple[float, ...]:
    light = linear(colour)
    cones = [sum(w * c for w, c in zip(row, light, strict=True)) ** (1 / 3) for row in _CONES]
    return tuple(sum(w * c for w, c in zip(row, cones, strict=True)) for row in _LAB)
