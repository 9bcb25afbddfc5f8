"""Finding the one face of a portrait: eyes, mouth and chin, by what comes with OpenCV or a model the operator has.

OpenCV's cascades find a face and often its eyes, never a mouth: what they do not find is put where it
lies in most faces, and can be corrected by whoever knows better.
"""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.base import Point
from domain.errors import AssetError
from domain.portrait import FacePoints
from media.picture import Pixels

_SIDE = 900
"""The longer side of the picture that is searched, in pixels."""
_SMALLEST = 0.08
"""A face narrower than this share of the picture is somebody in the background."""
_RIVAL = 0.4
"""A second face of this share of the first one's width is a second person."""

# Places in a cascade's square around a face, as fractions of its side.
_LEFT_EYE, _RIGHT_EYE, _MOUTH, _CHIN, _MOUTH_WIDTH = (0.30, 0.39), (0.70, 0.39), (0.50, 0.80), (0.50, 1.02), 0.40

Box = tuple[float, float, float, float]


def find_face(picture: Pixels, name: str, model: Path | None = None) -> FacePoints:
    """Where the face of a portrait is. ``model`` is a YuNet file (ONNX) that finds landmarks better.

    Raises AssetError when there is no face, or more than one person.
    """
    height, width = picture.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    small = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    return _by_model(small, name, model) if model else _by_cascade(small, name)


def _by_cascade(picture: Pixels, name: str) -> FacePoints:
    height, width = picture.shape[:2]
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGBA2GRAY), np.uint8)
    x, y, side, _ = _only(_faces(grey, max(24, round(width * _SMALLEST))), name)

    def at(place: tuple[float, float]) -> tuple[float, float]:
        return x + place[0] * side, y + place[1] * side

    left, right = _eyes(grey, (x, y, side, side)) or (at(_LEFT_EYE), at(_RIGHT_EYE))
    return _points(width, height, left, right, at(_MOUTH), at(_CHIN), _MOUTH_WIDTH * side)


def _faces(grey: NDArray[np.uint8], smallest: int) -> list[Box]:
    """Every face, each once, in the picture as it is and with its contrast evened: neither way sees all of them."""
    faces: list[Box] = []
    for picture in (grey, cv2.equalizeHist(grey), cv2.createCLAHE(2.0, (8, 8)).apply(grey)):
        found = _search("frontalface_alt2", np.asarray(picture, np.uint8), 4, smallest)
        faces += [face for face in found if not any(_overlap(face, other) for other in faces)]
    return faces


def _overlap(one: Box, other: Box) -> bool:
    """Whether two squares are around the same face."""
    apart = max(
        abs(a + w / 2 - b - v / 2) for a, b, w, v in zip(one, other, (one[2],) * 2, (other[2],) * 2, strict=False)
    )
    return apart < max(one[2], other[2]) * 0.5


def _eyes(grey: NDArray[np.uint8], face: Box) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Both eyes where the eye cascade finds one in each half of the face at about one height."""
    x, y, side, _ = (round(value) for value in face)
    found = _search("eye", grey[y : y + round(side * 0.6), x : x + side], 5, max(8, side // 8))
    middles = [(x + a + w / 2, y + b + h / 2) for a, b, w, h in found]
    left = [eye for eye in middles if eye[0] < x + side * 0.46]
    right = [eye for eye in middles if eye[0] > x + side * 0.54]
    if not left or not right:
        return None
    pairs = [(a, b) for a in left for b in right if abs(a[1] - b[1]) < side * 0.12]
    return min(pairs, key=lambda pair: abs(pair[1][0] - pair[0][0] - side * 0.4), default=None)


def _search(cascade: str, grey: NDArray[np.uint8], neighbours: int, smallest: int) -> list[Box]:
    file = Path(cv2.__file__).parent / "data" / f"haarcascade_{cascade}.xml"
    detector = cv2.CascadeClassifier(str(file))
    found = detector.detectMultiScale(grey, 1.05, neighbours, minSize=(smallest, smallest))
    return [(float(x), float(y), float(w), float(h)) for x, y, w, h in found]


def _by_model(picture: Pixels, name: str, model: Path) -> FacePoints:
    height, width = picture.shape[:2]
    try:
        detector = cv2.FaceDetectorYN.create(str(model), "", (width, height), 0.7)
        _, found = detector.detect(cv2.cvtColor(picture, cv2.COLOR_RGBA2BGR))
    except cv2.error as error:
        raise AssetError(
            f"face model {model} cannot be used: {error.err}", hint="set VITRINE_FACE_MODEL to a YuNet ONNX file"
        ) from error
    rows = [] if found is None else [row.tolist() for row in np.asarray(found)]
    chosen = _only([(row[0], row[1], row[2], row[3]) for row in rows if row[2] > width * _SMALLEST], name)
    row = next(row for row in rows if tuple(row[:4]) == chosen)
    (ax, ay), (bx, by) = sorted([(row[4], row[5]), (row[6], row[7])])
    (lx, ly), (rx, ry) = sorted([(row[10], row[11]), (row[12], row[13])])
    mouth, chin = ((lx + rx) / 2, (ly + ry) / 2), ((lx + rx) / 2, row[1] + row[3])
    return _points(width, height, (ax, ay), (bx, by), mouth, chin, rx - lx)


def _only(faces: Sequence[Box], name: str) -> Box:
    """The one face that matters. Raises AssetError."""
    if not faces:
        raise AssetError(
            f"portrait '{name}': no face was found",
            hint="use a photo of one person who looks at the camera, or say where eyes and mouth are",
        )
    ordered = sorted(faces, key=lambda face: -face[2])
    rivals = [face for face in ordered if face[2] >= ordered[0][2] * _RIVAL]
    if len(rivals) > 1:
        raise AssetError(
            f"portrait '{name}': {len(rivals)} faces were found, and only one can speak",
            hint="crop the photo to one person",
        )
    return ordered[0]


def _points(
    width: int,
    height: int,
    left: tuple[float, float],
    right: tuple[float, float],
    mouth: tuple[float, float],
    chin: tuple[float, float],
    mouth_width: float,
) -> FacePoints:
    def point(spot: tuple[float, float]) -> Point:
        return Point(x=min(max(spot[0] / width, 0), 1), y=min(max(spot[1] / height, 0), 1))

    return FacePoints(
        left_eye=point(left),
        right_eye=point(right),
        mouth=point(mouth),
        mouth_width=mouth_width / width,
        chin=point(chin),
    )
