"""What a logo is drawn in, so that it can be told whether it is seen on a ground."""

from pathlib import Path

import numpy as np

from media.picture import load_picture

_LOOK_AT = 200
"""Longer side in pixels of the small copy that is looked at."""
_SOLID = 128
"""Alpha from which a pixel is ink."""
_SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)


def inks_of(path: Path) -> tuple[str, ...]:
    """Five colours of a logo with a transparent ground, the darkest first: of its ink a tenth is darker than the first,
    and so on. None where the ground is its own. Raises AssetError when the picture cannot be used."""
    pixels = load_picture(path, _LOOK_AT)
    ink = pixels[pixels[..., 3] >= _SOLID][:, :3]
    if not len(ink) or pixels[..., 3].min() >= _SOLID:
        return ()
    by_light = ink[np.argsort(ink.astype(np.float32) @ np.array((0.2126, 0.7152, 0.0722), np.float32), kind="stable")]
    chosen = (by_light[int(share * len(by_light))] for share in _SHARES)
    return tuple("#{:02X}{:02X}{:02X}".format(*(int(channel) for channel in colour)) for colour in chosen)
