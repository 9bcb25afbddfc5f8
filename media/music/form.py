"""The shape of a piece: tempo, bars and their energy, ending exactly where it should."""

from dataclasses import dataclass
from itertools import product

from domain.errors import AssetError

MIN_SECONDS, MAX_SECONDS = 3.0, 300.0
_RING_OUT = (1.9, 3.4)
"""Seconds the last chord may ring, at least and at most."""


@dataclass(frozen=True)
class Form:
    """``beats`` beats of ``beat`` seconds, then the last chord until ``seconds``; an energy 0–2 for every bar."""

    seconds: float
    beats: int
    beat: float
    energy: tuple[int, ...]

    @property
    def bars(self) -> int:
        """Bars before the last chord; the last of them may be half a bar."""
        return len(self.energy)

    @property
    def last_chord(self) -> float:
        """When the last chord is struck, in seconds."""
        return self.beats * self.beat

    @property
    def tempo(self) -> float:
        """Beats a minute."""
        return 60 / self.beat


def shape(seconds: float, tempo: float) -> Form:
    """The form nearest to a tempo that fills ``seconds`` with whole bars and a ringing last chord.

    Raises AssetError outside 3 seconds to 5 minutes.
    """
    if not MIN_SECONDS <= seconds <= MAX_SECONDS:
        raise AssetError(f"music of {seconds:g} s cannot be made", hint="Ask for 3 seconds to 5 minutes")
    beats, beat = _fit(seconds, tempo)
    bars = -(-beats // 4)
    return Form(seconds, beats, beat, _energy(bars))


def _fit(seconds: float, tempo: float) -> tuple[int, float]:
    """Beats and their length: whole bars where there are many, half bars where there are few."""
    shortest, longest = _RING_OUT
    wanted = 60 / tempo
    unit = 4 if seconds / wanted > 18 else 2
    middle = (seconds - (shortest + longest) / 2) / wanted / unit
    counts = [max(1, round(middle) + off) * unit for off in (-1, 0, 1)]
    endings = [shortest + i * (longest - shortest) / 16 for i in range(17)]
    options = [(count, (seconds - end) / count) for count, end in product(counts, endings)]
    return min(options, key=lambda option: (round(abs(option[1] / wanted - 1), 2), abs(option[0] - middle * unit)))


def _energy(bars: int) -> tuple[int, ...]:
    """Quiet opening, groove, lift; a breath before the last lift of long pieces; the last bar calms down."""
    if bars <= 3:
        return (1,) * bars
    opening = 1 if bars < 10 else 2
    lift = opening + 4 * round((bars - opening) * 0.45 / 4) if bars >= 8 else bars // 2 + 1
    energy = [0] * opening + [1] * (bars - opening)
    energy[lift:] = [2] * (bars - lift) if lift < bars else []
    if bars >= 24:
        breath = opening + 4 * round((bars - opening) * 0.7 / 4)
        energy[breath - 2 : breath] = [0, 0]
    energy[-1] = 1
    return tuple(energy)
