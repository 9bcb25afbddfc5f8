"""The letters of a text layer as a mask, to compare a finished picture with."""

import numpy as np
from numpy.typing import NDArray

from domain.fonts import FontBook
from domain.layers import TextLayer
from renderer.paint import Surface
from renderer.text.draw import paint_units, set_text
from renderer.text.faces import Faces
from renderer.text.layout import Shaper


def draw_mask(layer: TextLayer, fonts: FontBook, faces: Faces | None = None) -> NDArray[np.uint8]:
    """Alpha of the letters' fill alone, without stroke, shadow or plate; shape (box.h, box.w)."""
    shaper = Shaper(faces or Faces(fonts))
    style = layer.style.model_copy(update={"stroke": None, "shadow": None, "fill": None, "colour": "#FFFFFF"})
    layout = set_text(layer, shaper)
    surface = Surface(layer.box)
    paint_units(surface.canvas, layout.lines, layout, style, shaper)
    return np.ascontiguousarray(surface.pixels[:, :, 3])
