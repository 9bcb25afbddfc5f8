"""What drawing needs from outside: fonts, and pictures and clips by their hash."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.fonts import FontBook
from renderer.text.faces import Faces

Picture = NDArray[np.uint8]
"""(H, W, 4) straight-alpha sRGB, the right way up."""


@dataclass(frozen=True)
class Resources:
    """``asset_path`` finds a stored asset by its hash; ``load_picture`` decodes an image file safely."""

    fonts: FontBook
    asset_path: Callable[[str], Path]
    load_picture: Callable[[Path], Picture]

    @cached_property
    def faces(self) -> Faces:
        """The fonts opened, once for all who draw: a CJK family is 25 MB each time."""
        return Faces(self.fonts)
