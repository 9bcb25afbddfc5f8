import cv2
import numpy as np
import pytest

from renderer.resample import Resampler


def smooth_picture() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    noise = np.random.default_rng(3).integers(0, 255, (240, 200), dtype=np.uint8)
    return np.asarray(cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 2), None, 0, 255, cv2.NORM_MINMAX), np.uint8)


@pytest.mark.parametrize("scale", [0.61, 0.83, 1.0, 1.07, 1.1803, 1.25, 1.37])
@pytest.mark.parametrize("offset", [0.0, 0.3, 7.77])
def test_it_agrees_with_the_exact_warp_to_interpolation_rounding(scale: float, offset: float) -> None:
    source, target = smooth_picture(), np.empty((120, 100), np.uint8)
    Resampler().resample(source, target, scale, offset, offset * 1.7)
    matrix = np.array([[scale, 0, offset], [0, scale, offset * 1.7]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    exact = cv2.warpAffine(source, matrix, (100, 120), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    assert np.abs(exact.astype(int) - target).mean() < 1.0
    assert np.abs(exact.astype(int) - target).max() <= 6


def test_a_slow_zoom_moves_steadily() -> None:
    """The centre of a bright spot must follow a slow zoom without jumping between whole pixels."""
    source = np.zeros((400, 400), np.uint8)
    cv2.circle(source, (300, 300), 20, 255, -1, cv2.LINE_AA)
    target, resampler, centres = np.empty((200, 200), np.uint8), Resampler(), []
    for i in range(60):
        scale = 2.0 - i * 0.002
        corner = 199.5 - scale * 99.5
        resampler.resample(source, target, scale, corner, corner)
        centres.append((target.sum(0) * np.arange(200)).sum() / target.sum())
    wanted = [99.5 + (300 - 199.5) / (2.0 - i * 0.002) for i in range(60)]
    error = np.array(centres) - wanted
    assert np.abs(np.diff(error)).max() < 0.08


def test_edges_repeat_outside_the_source() -> None:
    target = np.empty((4, 4), np.uint8)
    Resampler().resample(np.full((4, 4), 90, np.uint8), target, 1.3, -2.2, 1.9)
    assert (target == 90).all()
