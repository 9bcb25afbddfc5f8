"""Colour: sRGB to and from BT.709 limited-range YUV, and reading ``#RRGGBBAA``."""

import cv2
import numpy as np
from numpy.typing import NDArray

_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB
_Y, _C = 219 / 255, 224 / 255
_STRIP = 32

_RGB_TO_YUV = np.array(
    [
        [_Y * _KR, _Y * _KG, _Y * _KB],
        [-_C * _KR / (2 * (1 - _KB)), -_C * _KG / (2 * (1 - _KB)), _C / 2],
        [_C / 2, -_C * _KG / (2 * (1 - _KR)), -_C * _KB / (2 * (1 - _KR))],
    ]
)
_OFFSET = np.array([16.0, 128.0, 128.0])
# Premultiplied RGBA → premultiplied YUV: the offsets scale with alpha, so they are its coefficients.
_PREMUL = np.vstack([np.hstack([_RGB_TO_YUV, (_OFFSET / 255)[:, None]]), [0, 0, 0, 1]]).astype(np.float32)
_OPAQUE = np.hstack([_RGB_TO_YUV, _OFFSET[:, None]]).astype(np.float32)
_YUV_TO_RGB = np.linalg.inv(_RGB_TO_YUV)
_BACK = np.hstack([_YUV_TO_RGB, -(_YUV_TO_RGB @ _OFFSET)[:, None]]).astype(np.float32)


def parse_colour(text: str) -> tuple[int, int, int, int]:
    """Red, green, blue, alpha, each 0–255, of ``#RRGGBB`` or ``#RRGGBBAA``."""
    digits = text.lstrip("#")
    r, g, b = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    return r, g, b, int(digits[6:8], 16) if len(digits) == 8 else 255


def premultiplied_to_yuv(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(H, W, 4) premultiplied RGBA to (H, W, 4) premultiplied YUVA of the same size, rounded."""
    out = np.empty(rgba.shape, np.uint8)
    # OpenCV has vector code for four channels of floats, not of bytes: a quarter of the time, in strips that stay
    # in the cache.
    for top in range(0, rgba.shape[0], _STRIP):
        rows = slice(top, top + _STRIP)
        cv2.convertScaleAbs(cv2.transform(rgba[rows].astype(np.float32), _PREMUL), dst=out[rows])
    return out


def premultiplied_to_floats(rgba: NDArray[np.float32]) -> NDArray[np.float32]:
    """(H, W, 4) premultiplied RGBA to (H, W, 4) premultiplied YUVA of the same size, as floats."""
    return np.asarray(cv2.transform(rgba, _PREMUL), np.float32)


def rgb_picture_to_yuv(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(H, W, 3) RGB to (H, W, 3) YUV of the same size, rounded."""
    return np.asarray(cv2.transform(rgb, _OPAQUE), np.uint8)


def rgb_to_yuv(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """(…, 3) RGB on the 0–255 scale to YUV, unrounded."""
    out: NDArray[np.float32] = rgb @ _RGB_TO_YUV.T.astype(np.float32) + _OFFSET.astype(np.float32)
    return out


def planes_to_rgb(y: NDArray[np.uint8], u: NDArray[np.uint8], v: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Three full-size planes to (H, W, 3) RGB."""
    return np.asarray(cv2.transform(cv2.merge([y, u, v]), _BACK), np.uint8)
