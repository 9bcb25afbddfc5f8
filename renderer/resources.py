"""What drawing needs from outside: fonts, and pictures and clips by their hash."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.fonts import FontBook

Picture = NDArray[np.uint8]
"""(H, W, 4) straight-alpha sRGB, the right way up."""


@dataclass(frozen=True)
class Resources:
    """``asset_path`` finds a stored asset by its hash; ``load_picture`` decodes an image file safely."""

    fonts: FontBook
    asset_path: Callable[[str], Path]
    load_picture: Callable[[Path], Picture]
