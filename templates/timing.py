"""Timing: how long each scene lasts, and when its voice begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import TemplateError
from domain.frame import FPS
from domain.script import Script
from domain.voice import SpokenScene, Voiceover
from templates.spec import SceneSpec, TemplateSpec

_CLEAR = 2
"""Frames between a transition and the words next to it."""


@dataclass(frozen=True)
class SceneTimes:
    """One scene in frames: where it starts in the video, its length, the transition into it, when
    its voice begins and ends (scene frames), and the transition out of it."""

    start: int
    frames: int
    enter: int
    voice: int
    spoken: int
    leave: int


def spoken_scenes(script: Script, voiceover: Voiceover) -> tuple[SpokenScene, ...]:
    """The voice of each scene of the script. Raises TemplateError when one is missing."""
    spoken = {scene.scene: scene for scene in voiceover.scenes}
    missing = [scene.id for scene in script.scenes if scene.id not in spoken]
    if missing:
        raise TemplateError(f"scene '{missing[0]}' has no voice", hint="speak the script again")
    return tuple(spoken[scene.id] for scene in script.scenes)


def plan_times(
    template: TemplateSpec, specs: Sequence[SceneSpec], spoken: Sequence[SpokenScene], seconds: int
) -> tuple[SceneTimes, ...]:
    """Scene lengths: the voice and its pauses, the rest of ``seconds`` spread as longer pauses.

    A video whose voice alone takes longer than ``seconds`` is as long as its voice.
    """
    ins = [0] + [_frames(spec.transition.seconds) if spec.transition.kind != "cut" else 0 for spec in specs[1:]]
    outs = [*ins[1:], 0]
    timing = template.timing
    leads = [max(_frames(timing.lead), enter + _CLEAR if enter else 0) for enter in ins]
    tails = [max(_frames(timing.tail), leave + _CLEAR if leave else 0) for leave in outs]
    tails[-1] = max(tails[-1], _frames(timing.end))
    voices = [-(-scene.duration_ms * FPS // 1000) for scene in spoken]
    spare = seconds * FPS - (sum(leads) + sum(voices) + sum(tails) - sum(ins))
    extra = _spread(max(0, spare), voices)
    times, start = [], 0
    for i, voice in enumerate(voices):
        lead = leads[i] + (extra[i] // 4 if i else 0)
        frames = leads[i] + voice + tails[i] + extra[i]
        start -= ins[i]
        times.append(SceneTimes(start, frames, ins[i], lead, voice, outs[i]))
        start += frames
    return tuple(times)


def total_frames(times: Sequence[SceneTimes]) -> int:
    """The length of the whole video."""
    return times[-1].start + times[-1].frames


def _frames(seconds: float) -> int:
    return round(seconds * FPS)


def _spread(spare: int, voices: Sequence[int]) -> list[int]:
    """``spare`` frames shared out by the length of the voices, the last scene counting half again."""
    weights = [*voices[:-1], voices[-1] * 1.5]
    shares = [int(spare * weight / sum(weights)) for weight in weights]
    shares[-1] += spare - sum(shares)
    return shares
