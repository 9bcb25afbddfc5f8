"""How the visible AI mark may look: the brand's choice inside the bounds that always hold."""

from typing import Annotated, Literal

from pydantic import Field

from domain.base import Frozen

Corner = Literal["top-left", "top-right"]
Plate = Literal["soft", "solid", "none"]


class MarkStyle(Frozen):
    """Corner, plate and weight of the mark. Its words, height and presence are nobody's choice.

    ``plate`` none draws a heavier outline instead. The lower corners are not offered: captions and
    the platforms' own texts stand there.
    """

    corner: Corner = "top-left"
    plate: Plate = "soft"
    weight: Annotated[int, Field(ge=400, le=800)] = 500
