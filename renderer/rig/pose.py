"""The pose of a rig at a frame: what its performance, its breath and its rest come to.

Body and head move on every second frame, as drawn animation does; the mouth and the lids on every one.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from domain.rig import GestureCue, Performance, Rig, Turn
from renderer.easing import ease

_IN, _OUT = 9, 11
"""Frames in which a gesture is reached and let go."""
_BLINK = ("half", "closed", "closed", "half")
_NOD = 12
_BREATH_SECONDS = 3.6
_GAZE_FRAMES = 8
_GAZE = 7.0
"""How far the face moves sideways at full gaze, in rig units; the head follows with a small turn."""


class RigPose(NamedTuple):
    """``turns`` are (bone, degrees, dx, dy) of every bone not at rest; ``shows`` (part, variant) pairs."""

    turns: tuple[tuple[str, float, float, float], ...]
    shows: tuple[tuple[str, str], ...]
    mouth: str = ""
    eyes: str = ""

    @property
    def body(self) -> "RigPose":
        """The same without mouth and eyes."""
        return RigPose(self.turns, self.shows)


def pose_of(rig: Rig, act: Performance, frame: int, fps: float) -> RigPose:
    """The pose at a frame of the scene."""
    beat = frame // 2 * 2
    turns: dict[str, list[float]] = {}
    shows: dict[str, str] = {}
    for cue in act.gestures:
        share = _share(cue, beat)
        if share > 0:
            gesture = rig.gestures[cue.gesture]
            _add(turns, gesture.bones, share)
            if share > 0.5:
                shows |= gesture.shows
    _breathe(turns, beat / fps)
    _look(turns, act, beat)
    _nod(turns, act.nods, beat)
    kept = {bone: values for bone, values in turns.items() if bone in rig.bones and any(values)}
    return RigPose(
        tuple((bone, *(round(value, 2) for value in values)) for bone, values in sorted(kept.items())),  # type: ignore[misc]  # three values each
        tuple(sorted(shows.items())),
        mouth_at(act, frame),
        eyes_at(act.blinks, frame),
    )


def _share(cue: GestureCue, frame: int) -> float:
    """How far a gesture is reached: 0 at rest, 1 held, a little over on the way in."""
    if not cue.start <= frame < cue.end:
        return 0.0
    coming, going = (frame - cue.start + 1) / _IN, (cue.end - frame) / _OUT
    return min(ease("out-back", min(coming, 1.0)), ease("in-out-sine", min(going, 1.0)) if going < 1 else 9.0)


def _add(turns: dict[str, list[float]], bones: Mapping[str, Turn], share: float) -> None:
    for bone, turn in bones.items():
        values = turns.setdefault(bone, [0.0, 0.0, 0.0])
        for i, value in enumerate((turn.degrees, turn.dx, turn.dy)):
            values[i] += value * share


def _breathe(turns: dict[str, list[float]], seconds: float) -> None:
    """Shoulders rise and fall, the head follows late, and the weight shifts slowly from foot to foot."""
    breath, late, sway = idle_at(seconds)
    _add(
        turns,
        {
            "torso": Turn(degrees=0.5 * sway, dy=-2.2 * breath),
            "head": Turn(degrees=-0.9 * sway, dy=-1.2 * late),
            "arm-left": Turn(degrees=-0.5 * breath),
            "arm-right": Turn(degrees=0.5 * breath),
        },
        1,
    )


def idle_at(seconds: float) -> tuple[float, float, float]:
    """Breath, the same a little late, and the slow shift of weight, each −1 to 1."""
    turn = 2 * math.pi * seconds / _BREATH_SECONDS
    return math.sin(turn), math.sin(turn - 0.75), math.sin(turn / 2.3)


def _look(turns: dict[str, list[float]], act: Performance, frame: int) -> None:
    x = gaze_at(act, frame)
    if x:
        _add(turns, {"face": Turn(dx=_GAZE * x), "head": Turn(degrees=2.2 * x)}, 1)


def _nod(turns: dict[str, list[float]], nods: Sequence[int], frame: int) -> None:
    deep = nod_at(nods, frame)
    if deep:
        _add(turns, {"head": Turn(dy=5 * deep), "face": Turn(dy=5 * deep)}, 1)


def gaze_at(act: Performance, frame: int) -> float:
    """Where the eyes look at a frame, −1 to 1."""
    index = bisect_right([cue.frame for cue in act.gaze], frame) - 1
    if index < 0:
        return 0.0
    cue, before = act.gaze[index], act.gaze[index - 1].x if index else 0.0
    return before + (cue.x - before) * ease("in-out-sine", min(1.0, (frame - cue.frame + 1) / _GAZE_FRAMES))


def nod_at(nods: Sequence[int], frame: int) -> float:
    """How deep a nod is at a frame, 0 to 1."""
    index = bisect_right(nods, frame) - 1
    since = frame - nods[index] if index >= 0 else _NOD
    return math.sin(math.pi * since / _NOD) if since < _NOD else 0.0


def mouth_at(act: Performance, frame: int) -> str:
    """The mouth's shape at a frame."""
    index = bisect_right([cue.frame for cue in act.mouth], frame) - 1
    return act.mouth[index].shape if index >= 0 else "sil"


def eyes_at(blinks: Sequence[int], frame: int) -> str:
    """``open``, ``half`` or ``closed``."""
    index = bisect_right(blinks, frame) - 1
    since = frame - blinks[index] if index >= 0 else len(_BLINK)
    return _BLINK[since] if since < len(_BLINK) else "open"
