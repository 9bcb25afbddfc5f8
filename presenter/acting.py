"""Acting: what a presenter does while a scene is spoken, from the voice alone.

Lips follow the visemes. Hands move on the words that carry a number, else once where the scene makes its
point; the eyes go to the product with the hand, the head nods where a sentence ends, and lids blink at
uneven times. ``…-right`` means toward the product: whoever places the presenter mirrors it when need be.
"""

import random
from collections.abc import Sequence
from itertools import pairwise

from domain.rig import GazeCue, GestureCue, MouthCue, Performance
from domain.script import Role
from domain.voice import SpokenScene, SpokenWord, Viseme
from presenter.emphasis import is_stressed

_GESTURES: dict[Role, tuple[str, ...]] = {
    "hook": ("wave", "explain"),
    "problem": ("explain", "raise-right"),
    "benefit": ("present-right", "explain", "point-right"),
    "proof": ("raise-right", "present-right"),
    "offer": ("present-right", "point-right", "raise-right"),
    "cta": ("thumb-up", "point-right"),
}
_TOWARD = frozenset({"present-right", "point-right"})
_SENTENCE_ENDS = "。！？.!?"

_EARLY = 5
"""Frames before its word that a gesture begins: hands lead the voice."""
_HELD, _APART = 40, 14
"""Frames a gesture lasts from its word on, and the least between two."""
_BLINK_APART = (66, 132)
"""Frames between two blinks at 30 a second."""


def perform(spoken: SpokenScene, role: Role, fps: float, seed: int) -> Performance:
    """The performance of one scene, in frames from the start of its voice; lids go on for ten seconds after it."""
    chance = random.Random(f"{seed}:{spoken.scene}")  # noqa: S311 - acting, not secrets
    gestures = _gestures(spoken, role, fps, chance)
    return Performance(
        mouth=mouth_cues(spoken.visemes, fps),
        gestures=gestures,
        gaze=_gaze(gestures),
        blinks=_blinks(_frame(spoken.duration_ms, fps) + round(10 * fps), fps, chance),
        nods=tuple(
            _frame(word.end_ms, fps) for word in spoken.words if word.text.strip().endswith(tuple(_SENTENCE_ENDS))
        ),
    )


def mouth_cues(visemes: Sequence[Viseme], fps: float) -> tuple[MouthCue, ...]:
    """Mouth shapes on the nearest frame; of several on one frame, the one that lasts longest."""
    cues: dict[int, tuple[int, str]] = {}
    for viseme, after in pairwise([*visemes, *visemes[-1:]]):
        frame, length = _frame(viseme.start_ms, fps), after.start_ms - viseme.start_ms
        if viseme is visemes[-1] or length >= cues.get(frame, (0, ""))[0]:
            cues[frame] = (length, viseme.shape)
    return tuple(MouthCue(frame=frame, shape=shape) for frame, (_, shape) in sorted(cues.items()))


def _frame(ms: float, fps: float) -> int:
    return round(ms * fps / 1000)


def _gestures(spoken: SpokenScene, role: Role, fps: float, chance: random.Random) -> tuple[GestureCue, ...]:
    cues: list[GestureCue] = []
    turn = chance.randrange(2)
    for word in _stressed(spoken.words):
        start = max(0, _frame(word.start_ms, fps) - _EARLY)
        if cues and start < cues[-1].end + _APART:
            continue
        name = _GESTURES[role][(turn + len(cues)) % len(_GESTURES[role])]
        cues.append(GestureCue(start=start, end=start + _EARLY + _HELD, gesture=name))
    return tuple(cues)


def _stressed(words: Sequence[SpokenWord]) -> list[SpokenWord]:
    """The words a hand goes with: the first of each number, else one a third into the scene."""
    numbers = [
        word
        for before, word in pairwise([None, *words])
        if word and is_stressed(word.text) and not (before and is_stressed(before.text))
    ]
    return numbers or list(words[len(words) // 3 : len(words) // 3 + 1])


def _gaze(gestures: Sequence[GestureCue]) -> tuple[GazeCue, ...]:
    cues: list[GazeCue] = []
    for cue in gestures:
        if cue.gesture in _TOWARD:
            cues += [GazeCue(frame=cue.start, x=1), GazeCue(frame=(cue.start + cue.end) // 2, x=0)]
    return tuple(cues)


def _blinks(frames: int, fps: float, chance: random.Random) -> tuple[int, ...]:
    low, high = (round(apart * fps / 30) for apart in _BLINK_APART)
    times, at = [], chance.randrange(high // 3, high)
    while at < frames:
        times.append(at)
        at += chance.randrange(low, high)
    return tuple(times)
