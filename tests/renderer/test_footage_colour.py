"""Colours of clips: one picture tagged in many ways comes out the same."""

from typing import Any

import av
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

from renderer.footage_colour import as_bt709

_TO_709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])
"""Linear light of BT.2020 primaries as BT.709, from ITU-R BT.2087."""
ROUNDING = 9
"""Codes of 255 that two conversions at 8 bits may be off; a wrong matrix is further off, see below."""
COLOURS = [(200, 40, 40), (40, 180, 60), (50, 60, 200), (128, 128, 128), (235, 235, 235)]


def patch(colour: tuple[int, int, int], height: int = 720) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(np.full((height, 64, 3), colour, np.uint8), format="rgb24")


def shown(frame: av.VideoFrame) -> NDArray[np.int64]:
    """The colour in the middle, read as a player reads our files."""
    small = as_bt709(frame, 32, 32)
    rgb = small.reformat(format="rgb24", src_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG")
    return np.asarray(rgb.to_ndarray()[16, 16], np.int64)


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("matrix", [Colorspace.ITU709, Colorspace.ITU601, Colorspace.SMPTE240M])
@pytest.mark.parametrize("span", [ColorRange.MPEG, ColorRange.JPEG])
def test_tagged_clips_keep_their_colours(colour: tuple[int, int, int], matrix: Colorspace, span: ColorRange) -> None:
    frame = patch(colour).reformat(format="yuv444p", dst_colorspace=matrix, dst_color_range=span)
    frame.colorspace, frame.color_range = matrix, span
    assert np.abs(shown(frame) - colour).max() <= ROUNDING


@pytest.mark.parametrize(("height", "matrix"), [(480, Colorspace.ITU601), (720, Colorspace.ITU709)])
def test_untagged_clips_are_taken_for_what_their_size_says(height: int, matrix: Colorspace) -> None:
    frame = patch((200, 40, 40), height).reformat(format="yuv420p", dst_colorspace=matrix, dst_color_range="MPEG")
    frame.colorspace = 2  # unspecified
    assert np.abs(shown(frame) - (200, 40, 40)).max() <= ROUNDING


def hdr(signal: tuple[float, float, float], transfer: ColorTrc) -> av.VideoFrame:
    codes: Any = np.round(np.broadcast_to(np.array(signal), (64, 64, 3)) * 65535).astype(np.uint16)
    rgb = av.VideoFrame.from_ndarray(np.ascontiguousarray(codes), format="rgb48le")
    frame = rgb.reformat(format="yuv420p10le", dst_colorspace=Colorspace.BT2020, dst_color_range="MPEG")
    frame.colorspace, frame.color_range = Colorspace.BT2020, ColorRange.MPEG
    frame.color_trc, frame.color_primaries = transfer, ColorPrimaries.BT2020
    return frame


@pytest.mark.parametrize("colour", [(200, 40, 40), (40, 160, 60), (60, 60, 190), (235, 235, 235), (20, 20, 20)])
@pytest.mark.parametrize("said", [True, False])
def test_wide_colours_without_hdr_keep_their_hue(colour: tuple[int, int, int], said: bool) -> None:
    code = np.array(colour) / 255
    light = np.where(code < 0.081, code / 4.5, ((code + 0.099) / 1.099) ** (1 / 0.45)) @ np.linalg.inv(_TO_709).T
    wide = np.where(light < 0.018, 4.5 * light, 1.099 * light**0.45 - 0.099)
    frame = hdr(tuple(wide), ColorTrc.BT2020_10)
    if not said:
        frame.color_primaries, frame.color_trc = ColorPrimaries.UNSPECIFIED, ColorTrc.UNSPECIFIED
    assert np.abs(shown(frame) - colour).max() <= 2 * ROUNDING


@pytest.mark.parametrize(("transfer", "white"), [(ColorTrc.SMPTE2084, 0.5806), (ColorTrc.ARIB_STD_B67, 0.75)])
def test_diffuse_white_of_hdr_is_nearly_white(transfer: ColorTrc, white: float) -> None:
    colour = shown(hdr((white, white, white), transfer))
    assert 225 <= colour.min() <= colour.max() <= 250


def pq(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """The signal for light of a screen, 1 being 203 cd/m² (SMPTE ST 2084)."""
    power = (203 * np.maximum(light, 0) / 10000) ** 0.1593017578125
    return np.asarray(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


def hlg(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """The signal for grey light of a screen of 1,000 cd/m² (ITU-R BT.2100)."""
    scene = (0.203 * light) ** (1 / 1.2)
    bright = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    return np.asarray(np.where(scene <= 1 / 12, np.sqrt(3 * scene), bright))


@pytest.mark.parametrize("colour", [(70, 90, 100), (226, 120, 60), (40, 160, 60), (20, 20, 20), (128, 128, 128)])
def test_what_hdr_shows_up_to_white_has_the_colours_of_a_screen_in_sdr(colour: tuple[int, int, int]) -> None:
    light = (np.array(colour) / 255) ** 2.4 @ np.linalg.inv(_TO_709).T
    assert np.abs(shown(hdr(tuple(pq(light)), ColorTrc.SMPTE2084)) - colour).max() <= ROUNDING


@pytest.mark.parametrize("grey", [20, 70, 128, 200])
def test_greys_of_hlg_are_those_of_a_screen_in_sdr(grey: int) -> None:
    signal = hlg(np.full(3, (grey / 255) ** 2.4))
    assert np.abs(shown(hdr(tuple(signal), ColorTrc.ARIB_STD_B67)) - grey).max() <= ROUNDING


@pytest.mark.parametrize("transfer", [ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67])
def test_hdr_keeps_hues_and_order(transfer: ColorTrc) -> None:
    red = shown(hdr((0.55, 0.42, 0.42), transfer))
    assert red[0] > red[1] + 40
    assert abs(red[1] - red[2]) < 40
    greys = [int(shown(hdr((s, s, s), transfer))[1]) for s in (0.0, 0.2, 0.4, 0.58, 0.75, 1.0)]
    assert greys == sorted(greys)
    assert greys[0] <= 2
    assert greys[-1] >= 250


def test_a_wrong_matrix_would_be_seen() -> None:
    frame = patch((40, 180, 60)).reformat(format="yuv444p", dst_colorspace=Colorspace.ITU601, dst_color_range="MPEG")
    frame.colorspace, frame.color_range = Colorspace.ITU709, ColorRange.MPEG
    assert np.abs(shown(frame) - (40, 180, 60)).max() > ROUNDING
