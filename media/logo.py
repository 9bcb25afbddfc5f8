"""What a logo is drawn in, so that it can be told whether it is seen on a ground."""

from pathlib import Path

from domain.base import Colour
from media.picture import load_picture
from media.shades import SOLID, shades_of

_LOOK_AT = 200
"""Longer side in pixels of the small copy that is looked at."""


def inks_of(path: Path) -> tuple[Colour, ...]:
    """Five colours of a logo with a transparent ground, the darkest first: of its ink a tenth is darker than the first,
    and so on. None where the ground is its own. Raises AssetError when the picture cannot be used."""
    pixels = load_picture(path, _LOOK_AT)
    ink = pixels[pixels[..., 3] >= SOLID][:, :3]
    return shades_of(ink) if len(ink) and pixels[..., 3].min() < SOLID else ()
