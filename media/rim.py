"""The rim of a cut-out: how transparent it is, and its colour free of the ground's."""

import cv2
import numpy as np
from numpy.typing import NDArray

from media.outline import evened
from media.picture import Pixels
from media.saliency import Mask, Plane

RIM = 4
"""Pixels on either side of an outline that may be partly transparent."""
_PEEL, _GROUND, _RINGING = 10, 12.0, 40.0
"""Pixels of ground that a mask drawn small may hold along the outline; by how much of 255 ground is darker or, beside
a dark edge in a JPEG, lighter than what lies further out."""
_APART, _NEARER = 12.0, 0.7
"""How far from the ground, of 255, the product is where the two can be told apart; and how much nearer to the ground
than to the product the colour of a pixel of ground is."""
_TOLD = 60.0
"""How far from the ground, of 255, the product is where each pixel tells how much of it is product."""
_BEYOND = -0.25
"""Share of the product's colour below which one is no mixture of it and the ground, but another part of the product."""
_EVENED, _FINE, _STEEP = 2.8, 0.0028, 1.4
"""Pixels over which an outline is evened out, a share of a small photo's side; and how steep it is made again."""
_SOFT = 0.65
"""Pixels by which it is blurred at last: it goes from clear to solid in two."""


def peeled(mask: Mask, pixels: Pixels) -> Mask:
    """The mask without ground along its outline, which would gleam on a dark scene, where the product is unlike it."""
    core, clear = _shrunk(mask, _PEEL), ~_grown(mask, RIM)
    if not (core.any() and clear.any()):
        return mask
    rgb, band = pixels[..., :3].astype(np.float32), mask & ~core
    seen, product, ground = rgb[band], nearest(rgb, core, band), nearest(rgb, clear, band)
    apart = np.abs(product - ground).max(axis=1) > _APART
    nearer = np.linalg.norm(seen - ground, axis=1) < _NEARER * np.linalg.norm(seen - product, axis=1)
    alike = ((ground - seen).max(axis=1) < _GROUND) & ((seen - ground).max(axis=1) < _RINGING)
    passable = ~mask
    passable[band] = apart & alike & nearer
    count, labels = cv2.connectedComponents(passable.astype(np.uint8), connectivity=4)
    outside = np.zeros(count, bool)
    outside[labels[clear]] = True
    return np.asarray(mask & ~outside[labels], bool)


def with_rim(pixels: Pixels, mask: Mask) -> Pixels:
    """RGBA whose rim is as transparent as its colour is near the ground's, smooth along the outline, and free of the
    ground's colour; where product and ground are alike, the mask says how transparent it is."""
    solid, clear = _shrunk(mask, RIM), ~_grown(mask, RIM)
    rim = ~(solid | clear)
    rgb = pixels[..., :3].astype(np.float32)
    inner, outer = np.zeros_like(rgb), np.zeros_like(rgb)
    inner[~solid], outer[rim] = nearest(rgb, solid, ~solid), nearest(rgb, clear, rim)
    alpha, over = mask.astype(np.float32), min(_EVENED, max(mask.shape) * _FINE)
    near, even = cv2.GaussianBlur(alpha, (0, 0), 1.1), _smooth(alpha, 2 * over)
    share, told = _share(rgb[rim], inner[rim], outer[rim])
    alpha[rim] = told * np.minimum(share, near[rim] * 1.25) + (1 - told) * even[rim]
    outline = evened(np.where(rim, cv2.GaussianBlur(alpha, (0, 0), over), alpha))
    alpha = np.where(rim, np.clip(cv2.GaussianBlur(outline, (0, 0), _SOFT) * 1.06 - 0.03, 0, 1), alpha)
    depth = cv2.distanceTransform((alpha > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    pure = np.where(solid[..., None], rgb, inner)
    own = np.clip((depth - 2) / RIM, 0, 1)[..., None]
    pure[rim] = (own * rgb + (1 - own) * cv2.GaussianBlur(pure, (0, 0), 1.5))[rim]
    return np.asarray(np.rint(np.dstack((pure, alpha * 255))), np.uint8)


def _share(seen: Plane, product: Plane, ground: Plane) -> tuple[Plane, Plane]:
    """(n,) how much of each colour is the product's, and how well that can be told, from 0 to 1."""
    span = product - ground
    apart = (span * span).sum(axis=1)
    share = ((seen - ground) * span).sum(axis=1) / np.maximum(apart, 1.0)
    told = np.clip(np.sqrt(apart) / _TOLD, 0, 1) * (share > _BEYOND)
    return np.clip((share - 0.06) / 0.86, 0, 1), told


def _smooth(alpha: Plane, over: float) -> Plane:
    """Alpha without the teeth that grain in a photo's edge leaves: as steep across the outline, even along it."""
    even = cv2.GaussianBlur(alpha, (0, 0), over)
    return np.asarray(np.clip((even - 0.5) * _STEEP * over + 0.5, 0, 1), np.float32)


def _shrunk(mask: Mask, by: int) -> Mask:
    """The mask without its outermost pixels, so many from every side."""
    return np.asarray(cv2.erode(mask.astype(np.uint8), _disc(by)) > 0, bool)


def _grown(mask: Mask, by: int) -> Mask:
    """The mask with so many pixels more on every side."""
    return np.asarray(cv2.dilate(mask.astype(np.uint8), _disc(by)) > 0, bool)


def _disc(radius: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)


def nearest(rgb: Plane, where: Mask, at: Mask) -> Plane:
    """(n, 3) the colour of the nearest pixel of ``where``, for each pixel of ``at``."""
    _, labels = cv2.distanceTransformWithLabels(
        (~where).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    those = np.flatnonzero(where)
    pixel = np.zeros(labels.max() + 1, np.int32)
    pixel[labels.ravel()[those]] = those
    return np.asarray(rgb.reshape(-1, 3)[pixel[labels[at]]], np.float32)
