"""The colours of logos that have no ground of their own."""

from pathlib import Path

import numpy as np
import skia

from media.logo import inks_of


def write(path: Path, rgba: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Path:
    skia.Image.fromarray(rgba, skia.kRGBA_8888_ColorType).save(str(path), skia.kPNG)
    return path


def test_inks_go_from_the_darkest_to_the_lightest(tmp_path: Path) -> None:
    logo = np.zeros((80, 100, 4), np.uint8)
    logo[10:30, 10:50] = (10, 20, 30, 255)
    logo[10:30, 50:90] = (255, 255, 255, 255)
    assert inks_of(write(tmp_path / "two.png", logo)) == ("#0A141E", "#0A141E", "#FFFFFF", "#FFFFFF", "#FFFFFF")


def test_a_logo_with_a_ground_of_its_own_has_none(tmp_path: Path) -> None:
    logo = np.full((80, 100, 4), 255, np.uint8)
    logo[10:30, 10:50] = (10, 20, 30, 255)
    assert inks_of(write(tmp_path / "ground.png", logo)) == ()
