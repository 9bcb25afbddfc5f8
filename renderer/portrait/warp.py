"""A portrait speaking: first the whole head turned, then, on top, the part of the face that speaks and blinks."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from renderer.portrait.face import LOWER, UPPER, Face, Field

Rgb = NDArray[np.uint8]
Window = tuple[slice, slice]
"""Rows and columns of the picture."""

_CAVITY, _TEETH, _TONGUE = (np.array(colour, np.float32) for colour in ((46, 20, 26), (222, 214, 204), (158, 82, 84)))


class Head(NamedTuple):
    """How the head is moved, in pixels, and turned, in degrees clockwise."""

    dx: float = 0
    dy: float = 0
    degrees: float = 0


class Expression(NamedTuple):
    """``opening`` in mouth widths, ``width`` of the lips beside their rest, ``blink`` 0–1, on a moved head."""

    opening: float = 0
    width: float = 1
    blink: float = 0
    head: Head = Head()


class Warp:
    """Warps one picture, (H, W, 3) RGB, by what its face does."""

    def __init__(self, picture: Rgb, face: Face) -> None:
        self._picture, self._face = picture, face
        rows, columns = self._rest = _speaking_part(face)
        self._x = np.arange(columns.start, columns.stop, dtype=np.float32)[None, :].repeat(rows.stop - rows.start, 0)
        self._y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None].repeat(columns.stop - columns.start, 1)
        fade = _fading_out(rows.stop - rows.start, columns.stop - columns.start, face.eye_distance * 0.25)
        fields = (face.jaw, face.upper_lip, face.lips, face.lids, face.lashes)
        self._jaw, self._upper, self._lips, self._lids, self._lashes = (f[rows, columns] * fade for f in fields)

    def turned(self, head: Head) -> Rgb:
        """The whole picture with its head moved, mouth and eyes as they were."""
        if head == Head():
            return self._picture
        face, turn = self._face, np.float32(np.radians(head.degrees))
        (cx, cy) = face.centre
        x = face.x - face.head * (np.float32(head.dx) - turn * (face.y - cy))
        y = face.y - face.head * (np.float32(head.dy) + turn * (face.x - cx))
        out = cv2.remap(
            self._picture, *cv2.convertMaps(x, y, cv2.CV_16SC2), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(out, np.uint8)

    def speaking(self, turned: Rgb, show: Expression) -> tuple[Window, Rgb]:
        """The part of the ``turned`` picture that speaks and blinks, with this expression, and where it lies."""
        right, down = round(show.head.dx), round(show.head.dy)
        window = tuple(slice(s.start + by, s.stop + by) for s, by in zip(self._rest, (down, right), strict=True))
        opening = show.opening * self._face.mouth_width
        x = self._x + self._lips * (1 / show.width - 1)
        y = self._y + opening * (UPPER * self._upper - LOWER * self._jaw)
        if show.blink:
            y -= show.blink * self._lids
        out = np.asarray(
            cv2.remap(turned, x + right, y + down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8
        )
        if show.blink:
            out = np.asarray(out * (1 - 0.55 * show.blink * self._lashes)[:, :, None], np.uint8)
        if opening > 1:
            self._open_mouth(out, x, opening)
        return (window[0], window[1]), out

    def _open_mouth(self, out: Rgb, x: Field, opening: float) -> None:
        """Draw the inside of the mouth, with upper teeth and a tongue, between the lips."""
        face, part = self._face, self._around_mouth(opening)
        x, y = x[part], self._y[part]
        across = np.abs(x - face.mouth[0]) / (face.mouth_width * 0.4)
        teeth = np.clip(1 - (y - face.mouth[1] + opening * UPPER) / (opening * 0.3 + 2), 0, 1)
        teeth *= np.clip(1 - across**4, 0, 1)
        sag = (y - face.mouth[1] - opening * 0.7) / (opening * 0.28 + 1)
        tongue = np.exp(-(sag**2) - (across * 1.5) ** 2)
        inner = _CAVITY + (_TONGUE - _CAVITY) * (tongue * 0.75)[:, :, None]
        inner = inner + (_TEETH - inner) * (np.sqrt(teeth) * 0.8)[:, :, None]
        share = face.inside(x, y, opening)[:, :, None]
        out[part] = np.asarray(out[part] * (1 - share) + inner * share, np.uint8)

    def _around_mouth(self, opening: float) -> Window:
        """Rows and columns of the speaking part that an open mouth can reach."""
        (mx, my), half = self._face.mouth, self._face.mouth_width * 0.55
        top, left = my - self._rest[0].start, mx - self._rest[1].start
        rows = slice(max(0, int(top - opening * UPPER - 3)), max(1, int(top + opening * LOWER + 4)))
        return rows, slice(max(0, int(left - half)), max(1, int(left + half) + 1))


def _speaking_part(face: Face) -> Window:
    """Around eyes, mouth and chin, clear of the picture's edge by what a head may move."""
    reach, drop = face.eye_distance, face.chin[1] - face.mouth[1]
    margin = round(reach * 0.2)
    top = min(face.left_eye[1], face.right_eye[1]) - reach * 0.35
    rows = slice(max(margin, int(top)), min(face.height - margin, int(face.chin[1] + drop) + 1))
    left, right = face.left_eye[0] - reach * 0.42, face.right_eye[0] + reach * 0.42
    return rows, slice(max(margin, int(left)), min(face.width - margin, int(right) + 1))


def _fading_out(height: int, width: int, over: float) -> Field:
    """1 inside, 0 at the edges: what moves a part of the picture must leave its border where it is."""
    y, x = (np.minimum(np.arange(n), np.arange(n)[::-1]) / over for n in (height, width))
    return np.asarray(np.clip(y, 0, 1)[:, None] * np.clip(x, 0, 1)[None, :], np.float32)
