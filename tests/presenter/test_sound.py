import numpy as np
import pytest

from presenter.sound import polish

RATE = 22_050


def bursts(hertz: float, seconds: float = 1.0, lead: float = 0.2, offset: float = 0.0) -> np.ndarray:
    """The engine's samples: silence, a tone, silence."""
    at = np.arange(round(seconds * RATE)) / RATE
    quiet = np.zeros(round(lead * RATE))
    signal = np.concatenate([quiet, 0.4 * np.sin(2 * np.pi * hertz * at), quiet]) + offset
    return np.round(signal * 32767).astype(np.int16)


def test_48_khz_of_the_same_length_and_pitch() -> None:
    pcm = polish(bursts(500, seconds=2), RATE).pcm
    assert 2 * 48_000 <= len(pcm) <= 2.17 * 48_000  # the room goes on a little
    spectrum = np.abs(np.fft.rfft(pcm[24_000:72_000] * np.hanning(48_000)))
    assert int(np.argmax(spectrum)) == 500


def test_what_is_cut_before_the_sound_is_told() -> None:
    polished = polish(bursts(500, lead=0.25), RATE)
    onset = int(np.argmax(np.abs(polished.pcm) > 0.1 * np.abs(polished.pcm).max())) / 48
    assert polished.cut_ms + onset == pytest.approx(250, abs=3)


def test_resampling_leaves_no_mirror_tones() -> None:
    pcm = polish(bursts(3000), RATE).pcm[12_000:36_000].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(pcm * np.blackman(len(pcm))))
    hertz = np.fft.rfftfreq(len(pcm), 1 / 48_000)
    assert spectrum[hertz > 11_500].max() < 3e-4 * spectrum.max()  # 3 kHz would mirror at 19.05 kHz


def test_dc_is_removed() -> None:
    pcm = polish(bursts(500, offset=0.05), RATE).pcm
    assert abs(pcm.mean()) < 3


def test_harshness_is_taken_off_against_the_low_voice() -> None:
    def level(hertz: float) -> float:
        mixed = (bursts(250) // 2 + bursts(hertz) // 2).astype(np.int16)
        pcm = polish(mixed, RATE).pcm[12_000:36_000].astype(np.float64)
        spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm))))
        return float(20 * np.log10(spectrum[round(hertz / 2)] / spectrum[125]))

    assert level(3500) < -8
    assert level(9000) < -4


def test_silence_comes_back_empty() -> None:
    assert polish(np.zeros(RATE, np.int16), RATE).pcm.size == 0


def test_the_same_samples_give_the_same_sound() -> None:
    assert (polish(bursts(700), RATE).pcm == polish(bursts(700), RATE).pcm).all()
