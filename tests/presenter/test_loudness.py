import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from presenter.loudness import integrated_lufs
from presenter.wav import wav_bytes
from tests.presenter.sounds import silence, tone


def test_the_calibration_tone_of_the_standard() -> None:
    """BS.1770-5: a 997 Hz sine at 0 dBFS in one channel reads -3.01 LKFS."""
    assert integrated_lufs(tone(997, 5, 1.0)) == pytest.approx(-3.01, abs=0.02)


def test_ten_decibels_are_ten_lu() -> None:
    assert integrated_lufs(tone(997, 3, 10**-0.5)) == pytest.approx(-13.01, abs=0.02)


def test_pauses_are_gated_out() -> None:
    speech = np.concatenate([tone(997, 2, 0.1), silence(6), tone(997, 2, 0.1)])
    assert integrated_lufs(speech) == pytest.approx(integrated_lufs(tone(997, 4, 0.1)), abs=0.5)


def test_less_than_one_block() -> None:
    assert integrated_lufs(tone(997, 0.2, 1.0)) == pytest.approx(-3.01, abs=0.2)


def test_silence_is_minus_infinity() -> None:
    assert integrated_lufs(silence(1)) == float("-inf")


def test_agrees_with_ffmpeg(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    signal = np.concatenate(
        [tone(220, 1.3, 0.2), rng.normal(0, 0.05, 30_000), silence(0.7), tone(4000, 0.9, 0.1), tone(60, 0.8, 0.4)]
    )
    file = tmp_path / "sound.wav"
    file.write_bytes(wav_bytes(np.round(signal * 32767).astype(np.int16)))
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostats", "-i", str(file), "-af", "ebur128=framelog=quiet"]
    said = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True, check=True, timeout=30).stderr
    measured = float(said.split("I:")[-1].split("LUFS")[0])
    assert integrated_lufs(signal) == pytest.approx(measured, abs=0.11)
