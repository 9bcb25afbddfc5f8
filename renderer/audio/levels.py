"""The levels of the mix, in one place: what a sound engineer would set."""

from dataclasses import dataclass

SAMPLE_RATE = 48_000


@dataclass(frozen=True)
class Levels:
    """Fades and times in seconds, envelope times as the time constant of the follower.

    ``ceiling_margin_db`` is how far below the allowed true peak samples are limited: what lies
    between samples and what AAC adds stays within it (measured: up to 0.7 dB).
    """

    cue_fade: float = 0.008
    music_fade_in: float = 0.25
    music_fade_out: float = 1.4
    end_fade: float = 0.04
    loop_fade: float = 0.5
    duck_ahead: float = 0.12
    duck_attack: float = 0.06
    duck_release: float = 0.42
    ceiling_margin_db: float = 1.0
    max_gain_db: float = 30.0


LEVELS = Levels()


def amplitude(decibels: float) -> float:
    """The factor of a level: 0 dB is 1."""
    return float(10 ** (decibels / 20))
