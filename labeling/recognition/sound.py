"""The fingerprint of a sound: how the energy moves between 33 bands, one 32-bit word every 64 ms.

After Haitsma and Kalker, "A Highly Robust Audio Fingerprinting System", ISMIR 2002: the sign of the
change in time of the difference between neighbouring bands, 300–2000 Hz. It outlives lossy coding.
"""

import numpy as np
from numpy.typing import NDArray

RATE = 8000
STEP = 512
WINDOW = 2048
_BANDS = 33
_LOWEST, _HIGHEST = 300.0, 2000.0
_SILENCE = 1e-5
"""Mean power of a window below which nothing is heard (−50 dB of full scale)."""

WORDS_PER_SECOND = RATE / STEP


def sound_words(samples: NDArray[np.float32]) -> NDArray[np.uint32]:
    """Words (m,) for mono samples (n,) at 8 kHz between −1 and 1; 0 stands for silence."""
    if samples.size < WINDOW + STEP:
        return np.zeros(0, np.uint32)
    windows = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::STEP]
    energy = _band_energy(windows)
    slopes = energy[:, :-1] - energy[:, 1:]
    rising = slopes[1:] > slopes[:-1]
    words = np.packbits(rising, axis=1, bitorder="little").view("<u4").astype(np.uint32).ravel()
    heard = np.square(windows).mean(axis=1) > _SILENCE
    return np.where(heard[1:] & heard[:-1], words, np.uint32(0))


def _band_energy(windows: NDArray[np.float32]) -> NDArray[np.float64]:
    edges = np.geomspace(_LOWEST, _HIGHEST, _BANDS + 1) * WINDOW / RATE
    starts = np.round(edges).astype(np.intp)
    taper = np.hanning(WINDOW).astype(np.float32)
    power = np.empty((len(windows), _BANDS))
    for first in range(0, len(windows), 512):  # so that an hour of sound needs no more memory than a minute
        spectrum = np.abs(np.fft.rfft(windows[first : first + 512] * taper, axis=1)) ** 2
        power[first : first + 512] = np.add.reduceat(spectrum[:, : starts[-1]], starts[:-1], axis=1)
    return power
