"""A portrait's face in pixels, and the fields that move it: jaw, lips, lids and head, each a smooth mesh warp.

A field says for every output pixel how far away the pixel lies that is shown there.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]
UPPER, LOWER = 0.2, 0.8
"""The shares of an opening that the upper lip rises and the lower lip falls."""
Spot = tuple[float, float]


@dataclass(frozen=True)
class Face:
    """A face in a picture of ``width`` × ``height`` pixels."""

    width: int
    height: int
    left_eye: Spot
    right_eye: Spot
    mouth: Spot
    mouth_width: float
    chin: Spot

    @cached_property
    def x(self) -> Field:
        return np.arange(self.width, dtype=np.float32)[None, :]

    @cached_property
    def y(self) -> Field:
        return np.arange(self.height, dtype=np.float32)[:, None]

    @property
    def eye_distance(self) -> float:
        return self.right_eye[0] - self.left_eye[0]

    @property
    def centre(self) -> Spot:
        return (self.left_eye[0] + self.right_eye[0]) / 2, (self.left_eye[1] + self.chin[1]) / 2

    @cached_property
    def head(self) -> Field:
        """1 on the head, falling to 0 well outside: what turns and nods."""
        (cx, cy), reach = self.centre, self.eye_distance
        away = np.hypot((self.x - cx) / (reach * 1.5), (self.y - cy) / (reach * 2.0))
        return _smooth_step(1.75 - away, 0.9)

    @cached_property
    def jaw(self) -> Field:
        """1 at the lower lip and the chin, 0 above the line of the lips and beside the jaw."""
        half, drop = self.mouth_width / 2, self.chin[1] - self.mouth[1]
        at_chin = np.exp(-(((self.x - self.mouth[0]) / (half * 1.5)) ** 2))
        low = _smooth_step((self.y - self.mouth[1]) / drop, 0.9)
        sideways = self.bow(self.x) * (1 - low) + at_chin * low
        below = np.clip((self.y - self.mouth[1]) / self._seam, 0, 1)
        fading = _smooth_step((self.chin[1] + drop * 0.9 - self.y) / drop, 0.9)
        return np.asarray(sideways * below * fading, np.float32)

    def bow(self, x: Field) -> Field:
        """The outline of an open mouth: 1 in its middle, 0 at its corners."""
        return np.asarray(
            np.sqrt(np.clip(1 - ((x - self.mouth[0]) / (self.mouth_width * 0.47)) ** 2, 0, None)), np.float32
        )

    @cached_property
    def _seam(self) -> Field:
        """Over how many pixels the face parts at the line of the lips: at once between its corners, softly beside."""
        half = self.mouth_width / 2
        beside = _smooth_step(np.abs(self.x - self.mouth[0]) / half - 0.72, 0.6)
        return np.asarray(1.5 + half * 1.3 * beside, np.float32)

    @cached_property
    def upper_lip(self) -> Field:
        """1 at the upper lip, fading to 0 under the nose."""
        above = np.clip((self.mouth[1] - self.y) / self._seam + 1, 0, 1)
        fading = np.exp(-(((self.y - self.mouth[1]) / (self.mouth_width * 0.3)) ** 2))
        return np.asarray(self.bow(self.x) * above * fading, np.float32)

    @cached_property
    def lips(self) -> Field:
        """Signed distance from the middle of the mouth in pixels, fading out beyond the lips: what rounding pulls."""
        half = self.mouth_width / 2
        near = np.exp(
            -(((self.x - self.mouth[0]) / (half * 1.5)) ** 2) - ((self.y - self.mouth[1]) / (half * 1.0)) ** 2
        )
        return ((self.x - self.mouth[0]) * near).astype(np.float32)

    def inside(self, x: Field, y: Field, opening: float) -> Field:
        """How much of each place (``x``, ``y``) lies between lips that stand ``opening`` pixels apart."""
        bow = self.bow(x) * opening
        edge = np.minimum(y - self.mouth[1] + bow * UPPER, self.mouth[1] + bow * LOWER - y)
        return np.asarray(np.clip(edge / 1.4 + 0.3, 0, 1) * (bow > 1), np.float32)

    @cached_property
    def lids(self) -> Field:
        """How far up the pixel lies that a closed lid shows, for both eyes, in pixels."""
        return self._lid(self.left_eye) + self._lid(self.right_eye)

    @cached_property
    def lashes(self) -> Field:
        """Where the lashes of closed lids lie."""
        return self._lash(self.left_eye) + self._lash(self.right_eye)

    def _lash(self, eye: Spot) -> Field:
        high, wide = self.eye_distance * 0.085, self.eye_distance * 0.22
        across = np.exp(-(((self.x - eye[0]) / wide) ** 4))
        return np.asarray(across * np.exp(-((((self.y - eye[1]) / high - 1.12) / 0.26) ** 2)), np.float32)

    def _lid(self, eye: Spot) -> Field:
        high, wide = self.eye_distance * 0.085, self.eye_distance * 0.30
        across = np.exp(-(((self.x - eye[0]) / wide) ** 4))
        down = (self.y - eye[1]) / high
        travel = np.interp(down, [-3.2, 0.9, 1.35], [0.0, 1.75, 0.0]).astype(np.float32)
        return np.asarray(across * travel * high, np.float32)


def _smooth_step(value: Field, width: float) -> Field:
    t = np.clip(value / width, 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
