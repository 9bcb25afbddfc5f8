"""How much faster or slower a line has to be spoken to fit its scene."""

TOLERANCE = 0.15
"""Speech is stretched at most this much either way; beyond it the text has to change."""


def rate_for(spoken_ms: int, target_ms: int, rate: float = 1.0) -> float:
    """The rate that brings speech of ``spoken_ms``, spoken at ``rate``, to ``target_ms``.

    Kept within ±15 % of the voice's normal speed, so the result may still miss the target: compare
    the new duration. Raises ValueError when a duration is not positive.
    """
    if spoken_ms <= 0 or target_ms <= 0:
        raise ValueError(f"durations must be positive, got {spoken_ms} and {target_ms} ms")
    return min(1 + TOLERANCE, max(1 - TOLERANCE, rate * spoken_ms / target_ms))
