"""Moments reported by a voice engine → the script's words with times."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.voice import SpokenWord
from presenter.normalise import Reading


@dataclass(frozen=True)
class Moment:
    """Speech of the text from character ``position`` on sounds from ``start_ms`` to ``end_ms``."""

    position: int
    start_ms: float
    end_ms: float


def time_words(reading: Reading, moments: Sequence[Moment], duration_ms: int) -> tuple[SpokenWord, ...]:
    """The reading's tokens with their times, those the engine spoke as one word joined.

    Times rise, stay within the audio and never overlap. A token that no moment points to belongs to
    the word before it, the first ones to the first word. Without moments the whole line is one word.
    """
    spans = _spans(reading, moments) or [(0, 0.0, float(duration_ms))]
    firsts = [first for first, _, _ in spans[1:]]
    words, clock = [], 0
    for (_, start_ms, end_ms), begin, end in zip(spans, [0, *firsts], [*firsts, len(reading.tokens)], strict=True):
        start = min(max(clock, round(start_ms)), duration_ms)
        clock = min(max(start, round(end_ms)), duration_ms)
        text = "".join(token.source for token in reading.tokens[begin:end])
        words.append(SpokenWord(text=text, start_ms=start, end_ms=clock))
    return tuple(words)


def _spans(reading: Reading, moments: Sequence[Moment]) -> list[tuple[int, float, float]]:
    """(first token, start, end) of each spoken word: moments of one token are one word."""
    spans: list[tuple[int, float, float]] = []
    for moment in moments:
        token = reading.token_at(moment.position)
        if spans and token <= spans[-1][0]:
            first, start_ms, end_ms = spans[-1]
            spans[-1] = first, start_ms, max(end_ms, moment.end_ms)
        else:
            spans.append((token, moment.start_ms, moment.end_ms))
    for i in range(len(spans) - 1):
        first, start_ms, end_ms = spans[i]
        spans[i] = first, start_ms, min(end_ms, spans[i + 1][1])
    return spans
