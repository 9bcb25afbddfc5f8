import numpy as np
import pytest

from presenter.level import compress, limit, normalise_loudness, trim
from presenter.loudness import integrated_lufs
from tests.presenter.sounds import peak_db, silence, tone


def test_trim_cuts_silence_and_says_how_much() -> None:
    kept, before = trim(np.concatenate([silence(0.5), tone(300, 1), silence(0.7)]))
    assert before == pytest.approx(0.5 * 48_000 - 6 * 48, abs=240)
    assert len(kept) == pytest.approx(48_000 + 36 * 48, abs=480)
    assert kept[0] == 0
    assert kept[-1] == pytest.approx(0, abs=1e-3)


def test_trim_keeps_pauses_inside() -> None:
    kept, _ = trim(np.concatenate([tone(300, 0.3), silence(1), tone(300, 0.3)]))
    assert len(kept) > 1.59 * 48_000


def test_trim_of_nothing() -> None:
    kept, before = trim(silence(1))
    assert (kept.size, before) == (0, 0)


@pytest.mark.parametrize("level", [0.001, 0.05, 0.9])
def test_speech_comes_out_at_one_loudness(level: float) -> None:
    levelled = normalise_loudness(tone(997, 2, level))
    assert integrated_lufs(levelled) == pytest.approx(-20, abs=0.1)


def test_peaks_are_held_under_the_ceiling() -> None:
    clicks = tone(997, 2, 0.05)
    clicks[::12_000] = 1.0
    levelled = normalise_loudness(clicks)
    assert peak_db(levelled) <= -3 + 1e-6
    assert integrated_lufs(levelled) == pytest.approx(-20, abs=0.7)


def test_the_limiter_leaves_quiet_sound_alone() -> None:
    quiet = tone(300, 0.5, 0.3)
    assert np.allclose(limit(quiet, 0.5), quiet)


def test_the_limiter_turns_down_without_bending_the_wave() -> None:
    limited = limit(tone(300, 0.5, 1.0), 0.5)
    spectrum = np.abs(np.fft.rfft(limited[4800:19_200] * np.hanning(14_400)))
    assert peak_db(limited) <= 20 * np.log10(0.5) + 1e-9
    assert spectrum[240:].max() < 0.01 * spectrum.max()  # harmonics of 300 Hz from 800 Hz up


def test_compression_halves_what_stands_out() -> None:
    calm, loud = tone(300, 2, 0.1), tone(300, 0.2, 0.4)
    out = compress(np.concatenate([calm, loud, calm]))
    before, after = np.abs(out[20_000:90_000]).max(), np.abs(out[98_000:105_000]).max()
    assert 20 * np.log10(after / before) == pytest.approx(8, abs=1.5)  # 12 dB apart going in
    assert np.allclose(out[:90_000], calm[:90_000], atol=0.005)
