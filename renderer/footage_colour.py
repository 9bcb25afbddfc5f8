"""Colours of footage: whatever a clip is tagged as becomes BT.709 limited-range planes; HDR is mapped to SDR.

PQ follows SMPTE ST 2084 and HLG ITU-R BT.2100, with diffuse white at 203 cd/m² (ITU-R BT.2408).
"""

from functools import cache

import av
import cv2
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

_HDR = frozenset((int(ColorTrc.SMPTE2084), int(ColorTrc.ARIB_STD_B67)))
_WHITE, _PEAK = 203.0, 1000.0
"""cd/m²: of diffuse white, and the brightest that HLG means."""
_KNEE = 0.8
"""Up to this share of white light stays as it is; what is brighter is pressed into the rest."""
_HD_LINES = 720
_STEPS = 4096
_BRIGHTEST = 8.0
"""Light (1 is diffuse white) beyond which all is white."""

_GAMMA = 2.4
"""Of a screen in SDR (ITU-R BT.1886)."""
_TO_709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32)
"""Linear light of BT.2020 primaries as BT.709 (ITU-R BT.2087)."""


def as_bt709(frame: av.VideoFrame, width: int, height: int) -> av.VideoFrame:
    """The frame as 8-bit 4:2:0 BT.709 of limited range, scaled. Untagged clips are BT.601 below 720 lines."""
    source = {"src_colorspace": _matrix(frame), "src_color_range": _range(frame)}
    if frame.color_trc in _HDR or _is_wide(frame):
        light = frame.reformat(width, height, "rgb48le", interpolation="BILINEAR", **source)
        frame = av.VideoFrame.from_ndarray(_toned(np.asarray(light.to_ndarray(), np.uint16), frame), format="rgb24")
        source = {"src_color_range": ColorRange.JPEG}
    return frame.reformat(
        width, height, "yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG", interpolation="BILINEAR", **source
    )


def _is_wide(frame: av.VideoFrame) -> bool:
    """Whether a frame's colours are BT.2020's; where nothing is said of them its matrix says so."""
    primaries = int(frame.color_primaries)
    wide_matrix = int(frame.colorspace) in (int(Colorspace.BT2020), 10)
    return primaries == int(ColorPrimaries.BT2020) or (primaries == int(ColorPrimaries.UNSPECIFIED) and wide_matrix)


def _matrix(frame: av.VideoFrame) -> int:
    known = {int(matrix) for matrix in Colorspace} | {6, 10}
    if int(frame.colorspace) in known:
        # 6 is BT.601 as of NTSC; 10 is BT.2020 of constant luminance, near enough to 9.
        return {6: int(Colorspace.ITU601), 10: int(Colorspace.BT2020)}.get(int(frame.colorspace), int(frame.colorspace))
    return int(Colorspace.ITU709 if frame.height >= _HD_LINES else Colorspace.ITU601)


def _range(frame: av.VideoFrame) -> int:
    full = int(frame.color_range) == int(ColorRange.JPEG) or frame.format.name.startswith("yuvj")
    return int(ColorRange.JPEG if full else ColorRange.MPEG)


def _toned(signal: NDArray[np.uint16], frame: av.VideoFrame) -> NDArray[np.uint8]:
    """(H, W, 3) of a PQ or HLG signal, or of one in wide colours, as BT.709's 8 bits."""
    light = _decoding(int(frame.color_trc))[signal]
    if int(frame.color_trc) == int(ColorTrc.ARIB_STD_B67):
        luma = np.maximum(light @ np.array([0.2627, 0.678, 0.0593], np.float32), 1e-6)
        light *= (luma**0.2 * (_PEAK / _WHITE))[:, :, None]
    hdr = frame.color_trc in _HDR
    if _is_wide(frame) or (hdr and int(frame.color_primaries) == int(ColorPrimaries.UNSPECIFIED)):
        light = np.asarray(cv2.transform(light, _TO_709), np.float32)
    index = np.clip(np.sqrt(np.maximum(light, 0) / _BRIGHTEST) * (_STEPS - 1), 0, _STEPS - 1).astype(np.uint16)
    return np.asarray(_encoding(pressed=hdr)[index], np.uint8)


@cache
def _decoding(transfer: int) -> NDArray[np.float32]:
    """Linear light of each 16-bit code: PQ in multiples of diffuse white, HLG as the camera saw it (0 to 1), any other
    as BT.709 has it."""
    code = np.linspace(0, 1, 65536)
    if transfer not in _HDR:
        return np.asarray(np.where(code < 0.081, code / 4.5, ((code + 0.099) / 1.099) ** (1 / 0.45)), np.float32)
    if transfer == int(ColorTrc.SMPTE2084):
        root = code ** (1 / 78.84375)
        nits = 10000 * (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
        return np.asarray(nits / _WHITE, np.float32)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.asarray(np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12), np.float32)


@cache
def _encoding(*, pressed: bool) -> NDArray[np.uint8]:
    """The 8-bit code of each step of light, steps lying closer where it is dark.

    Of HDR what is brighter than the knee is ``pressed`` below white: its light is what a screen shows, so its code is
    that for which a screen of BT.1886 shows it. Other light is what a camera saw, cut off at white.
    """
    light = _BRIGHTEST * np.linspace(0, 1, _STEPS) ** 2
    below_white = _KNEE + (1 - _KNEE) * (1 - np.exp(-(light - _KNEE) / (1 - _KNEE)))
    shown = np.where(light <= _KNEE, light, below_white) if pressed else light
    seen = np.where(shown < 0.018, 4.5 * shown, 1.099 * shown**0.45 - 0.099)
    coded = shown ** (1 / _GAMMA) if pressed else seen
    return np.asarray(np.round(255 * np.clip(coded, 0, 1)), np.uint8)
