"""The embedded voice made pleasant: resampled to 48 kHz, its harshness taken off, in a small room.

Everything that does not depend on the level happens in one pass through the frequency domain: band
limiting and resampling (exact, whatever the ratio, and without delay), removal of DC, the
equaliser and the room.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.voice import SAMPLE_RATE
from presenter.level import compress, envelope, normalise_loudness, spread, trim
from presenter.loudness import Signal

_LOW_CUT_HZ = 75.0
_ESS_HZ = 5200.0
_EQ = (
    # Centre in Hz, width in octaves, gain in dB; fitted to the long-term spectrum of real speech.
    (210.0, 1.3, 3.0),
    (1250.0, 1.4, -5.5),
    (3500.0, 1.0, -8.5),
)
_HIGH_SHELF = (7500.0, -3.0)
_ROOM_MS, _ROOM_DB = 140, -15.0


@dataclass(frozen=True, eq=False)
class Polished:
    """Finished speech: int16 at 48 kHz, and how many milliseconds were cut off before it."""

    pcm: NDArray[np.int16]
    cut_ms: float


def polish(raw: NDArray[np.int16], rate: int) -> Polished:
    """Make the engine's samples (mono, ``rate`` Hz) into finished speech. Silence comes back empty."""
    voice, hiss = _shaped(raw.astype(np.float64) / 32768, rate)
    return finish(compress(_de_essed(voice, hiss)))


def finish(signal: Signal) -> Polished:
    """Trim and level speech at 48 kHz. Silence comes back empty."""
    kept, cut = trim(signal)
    if not kept.size:
        return Polished(np.zeros(0, np.int16), 0.0)
    pcm = np.round(normalise_loudness(kept) * 32767).astype(np.int16)
    return Polished(pcm, cut * 1000 / SAMPLE_RATE)


def _shaped(raw: Signal, rate: int) -> tuple[Signal, Signal]:
    """Resampled to 48 kHz and equalised: the whole, and the hiss above 5 kHz in it.

    The output is as long as the input plus the room's tail.
    """
    common = int(np.gcd(rate, SAMPLE_RATE))
    unit_in, unit_out = rate // common, SAMPLE_RATE // common
    tail = rate * _ROOM_MS // 1000
    units = _smooth_number(-(-(len(raw) + 2 * tail) // unit_in))
    hertz: Signal = np.fft.rfftfreq(units * unit_in, 1 / rate).astype(np.float64)
    spectrum = np.fft.rfft(raw, units * unit_in) * np.fft.rfft(_room(rate), units * unit_in)
    spectrum *= _tone(hertz) * _band_limit(hertz, rate) * (unit_out / unit_in)
    length = (len(raw) + tail) * unit_out // unit_in

    def resampled(bins: NDArray[np.complex128]) -> Signal:
        signal: Signal = np.fft.irfft(bins, units * unit_out)[:length]
        return signal

    return resampled(spectrum), resampled(spectrum / (1 + (_ESS_HZ / np.maximum(hertz, 1)) ** 8))


def _smooth_number(at_least: int) -> int:
    """The least 2^a·3^b·5^c that is not smaller: a size that transforms quickly."""
    best = 1 << max(0, at_least - 1).bit_length()
    for fives in (1, 5, 25, 125):
        for threes in (1, 3, 9, 27):
            odd = fives * threes
            best = min(best, odd << max(0, -(-at_least // odd) - 1).bit_length())
    return best


def _tone(hertz: Signal) -> Signal:
    """Gain at each frequency: no DC, less harshness, a little warmth."""
    safe = np.maximum(hertz, 1.0)
    decibel = np.zeros_like(hertz)
    for centre, octaves, gain in _EQ:
        decibel += gain * np.exp(-0.5 * (np.log2(safe / centre) / (octaves / 2)) ** 2)
    corner, shelf = _HIGH_SHELF
    decibel += shelf / (1 + (corner / safe) ** 4)
    low_cut = 1 / np.sqrt(1 + (_LOW_CUT_HZ / safe) ** 6)
    low_cut[hertz < 15] = 0
    tone: Signal = 10 ** (decibel / 20) * low_cut
    return tone


def _band_limit(hertz: Signal, rate: int) -> Signal:
    """Fades out the last stretch below half the engine's rate, where nothing but images lives."""
    edge = rate / 2
    faded: Signal = np.clip((edge - hertz) / (0.06 * edge), 0, 1)
    return faded


def _room(rate: int) -> Signal:
    """The answer of a small, soft room to one click: the click, then a short, quiet, decaying tail."""
    length = rate * _ROOM_MS // 1000
    at = np.arange(length) / rate
    noise = np.random.default_rng(20).random(length) - 0.5
    tail = noise * np.exp(-at / 0.028) * (at > 0.004)
    tail *= 10 ** (_ROOM_DB / 20) / np.sqrt((tail**2).sum())
    tail[0] = 1.0
    return tail


def _de_essed(signal: Signal, hiss: Signal, most_db: float = 7.0) -> Signal:
    """Hissing consonants held down: the gain of the hiss falls where it outweighs the whole line's level."""
    block = SAMPLE_RATE // 200
    most = 0.35 * np.sqrt((signal**2).mean())
    gain = np.clip(most / np.maximum(envelope(hiss, block), 1e-9), 10 ** (-most_db / 20), 1.0)
    return signal + hiss * (spread(gain, block, len(signal)) - 1)
