"""The talking photo: where a face's eyes and mouth are in a portrait, and how far a mouth opens."""

from typing import Annotated

from pydantic import Field, model_validator

from domain.base import Frozen, Point, Unit


class FacePoints(Frozen):
    """Places in a portrait as fractions of its width and height; left and right are the viewer's.

    ``mouth`` is the middle of the line between the lips, ``mouth_width`` a fraction of the picture's width.
    """

    left_eye: Point
    right_eye: Point
    mouth: Point
    mouth_width: Annotated[float, Field(gt=0.005, le=0.6)]
    chin: Point

    @model_validator(mode="after")
    def _upright(self) -> "FacePoints":
        if not self.left_eye.x < self.right_eye.x:
            raise ValueError("the left eye must lie left of the right eye, as seen in the picture")
        if not max(self.left_eye.y, self.right_eye.y) < self.mouth.y < self.chin.y:
            raise ValueError("the mouth must lie below the eyes and above the chin")
        return self


class MouthOpening(Frozen):
    """How a viseme shows in a photo: ``open`` is the height of the opening as a fraction of the mouth's width,
    ``width`` how wide the lips are beside their rest."""

    open: Unit
    width: Annotated[float, Field(ge=0.5, le=1.5)] = 1
