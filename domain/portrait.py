"""The talking photo: where a face's eyes and mouth are in a portrait, and how far a mouth opens."""

from typing import Annotated

from pydantic import Field, NonNegativeInt, PositiveInt, model_validator

from domain.base import Frozen, Point, Sha256, Unit

_FACE_SHARE, _EYE_LINE = 0.30, 0.42
"""Of a frame around head and shoulders: how much of its height lies between eyes and chin, and above the eyes."""


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


class Take(Frozen):
    """The part of a clip in which a portrait speaks one scene: from ``start_ms`` to ``end_ms`` of it.

    Its first picture belongs to frame ``begins`` of the scene; before and after it, its first and last one stand.
    """

    asset: Sha256
    start_ms: NonNegativeInt
    end_ms: PositiveInt
    begins: int = 0

    def seconds(self, frame: int, fps: float) -> float:
        """The time in the clip that a frame of the scene shows."""
        return min(max(self.start_ms / 1000 + (frame - self.begins) / fps, self.start_ms / 1000), self.end_ms / 1000)


def head_and_shoulders(points: FacePoints, size: tuple[int, int], shape: float) -> tuple[float, float, float, float]:
    """Left, top, width and height of the part of a picture of ``size`` that shows them; ``shape`` is width / height."""
    width, height = size
    eyes = (points.left_eye.y + points.right_eye.y) / 2 * height
    middle = (points.left_eye.x + points.right_eye.x) / 2 * width
    tall = min((points.chin.y * height - eyes) / _FACE_SHARE, height, width / shape)
    wide = tall * shape
    return min(max(middle - wide / 2, 0), width - wide), min(max(eyes - tall * _EYE_LINE, 0), height - tall), wide, tall
