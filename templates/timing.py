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
_STEP = 6
"""Pauses grow by so many frames, so that scenes of the same words are mostly as long in one video as in another."""


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
    template: TemplateSpec,
    specs: Sequence[SceneSpec],
    spoken: Sequence[SpokenScene],
    seconds: int,
    beats: Sequence[int] = (),
    kept: Sequence[int] = (),
) -> tuple[SceneTimes, ...]:
    """Scene lengths: the voice and its pauses, the rest of ``seconds`` spread as longer pauses.

    A video whose voice alone takes longer than ``seconds`` is as long as its voice. With ``beats``
    (milliseconds) the scenes change on the nearest beat that leaves every scene its voice and pauses. With
    ``kept`` (frames of each scene) every scene is as long as that, or as long as it needs to be.
    """
    timing = template.timing
    ins, outs, leads, tails = _pauses(template, specs)
    voices = [-(-scene.duration_ms * FPS // 1000) for scene in spoken]
    bare = [lead + voice + tail for lead, voice, tail in zip(leads, voices, tails, strict=True)]
    least = [max(need, _frames(spec.seconds.least)) for need, spec in zip(bare, specs, strict=True)]
    most = [max(need, _frames(spec.seconds.most)) for need, spec in zip(least, specs, strict=True)]
    spare = max(0, seconds * FPS - (sum(least) - sum(ins)))
    lengths = [need + extra for need, extra in zip(least, _spread(spare, voices, least, most), strict=True)]
    if kept:
        lengths = [max(need, wanted) for need, wanted in zip(least, kept, strict=True)]
    elif timing.cuts == "beat" and beats:
        lengths = _on_beats(lengths, least, ins, [round(beat * FPS / 1000) for beat in beats])
    times, start = [], 0
    for i, voice in enumerate(voices):
        lead = leads[i] + ((lengths[i] - bare[i]) // 4 if i else 0)
        start -= ins[i]
        times.append(SceneTimes(start, lengths[i], ins[i], lead, voice, outs[i]))
        start += lengths[i]
    return tuple(times)


@dataclass(frozen=True)
class Room:
    """How many milliseconds a scene's voice should last, so that the scene keeps its template's rule."""

    least: int
    most: int

    def nearest(self, ms: int) -> int:
        """The length in the room that is nearest."""
        return min(max(ms, self.least), self.most)


def speech_rooms(template: TemplateSpec, specs: Sequence[SceneSpec]) -> tuple[Room, ...]:
    """The room for the voice of each scene, once its pauses are taken off."""
    _, _, leads, tails = _pauses(template, specs)
    return tuple(
        Room(*(max(0, _frames(bound) - lead - tail) * 1000 // FPS for bound in (spec.seconds.least, spec.seconds.most)))
        for spec, lead, tail in zip(specs, leads, tails, strict=True)
    )


def _pauses(
    template: TemplateSpec, specs: Sequence[SceneSpec]
) -> tuple[Sequence[int], Sequence[int], Sequence[int], Sequence[int]]:
    """In frames, for each scene: the transitions in and out, and the silence before and after its voice."""
    ins = [0] + [_frames(spec.transition.seconds) if spec.transition.kind != "cut" else 0 for spec in specs[1:]]
    outs = [*ins[1:], 0]
    timing = template.timing
    leads = [max(_frames(timing.lead), enter + _CLEAR if enter else 0) for enter in ins]
    tails = [max(_frames(timing.tail), leave + _CLEAR if leave else 0) for leave in outs]
    tails[-1] = max(tails[-1], _frames(timing.end))
    return ins, outs, leads, tails


def cut_frames(times: Sequence[SceneTimes]) -> tuple[int, ...]:
    """Where one scene gives way to the next: the middle of the transition between them."""
    return tuple(at.start + at.enter // 2 for at in times[1:])


def _on_beats(lengths: Sequence[int], least: Sequence[int], ins: Sequence[int], beats: Sequence[int]) -> list[int]:
    """The lengths with each cut moved to the nearest beat; what one scene gains the next one gives."""
    out, start = list(lengths), 0
    for i in range(1, len(out)):
        start += out[i - 1] - ins[i]
        cut = start + ins[i] // 2
        room = range(least[i - 1] - out[i - 1], out[i] - least[i] + 1)
        shifts = [beat - cut for beat in beats if beat - cut in room]
        shift = min(shifts, key=abs, default=0)
        out[i - 1], out[i], start = out[i - 1] + shift, out[i] - shift, start + shift
    return out


def total_frames(times: Sequence[SceneTimes]) -> int:
    """The length of the whole video."""
    return times[-1].start + times[-1].frames


def _frames(seconds: float) -> int:
    return round(seconds * FPS)


def _spread(spare: int, voices: Sequence[int], least: Sequence[int], most: Sequence[int]) -> list[int]:
    """``spare`` frames shared out in steps by the length of the voices, the last scene counting half again.

    A scene that is as long as it may be takes no more. What is left of the steps goes to the scenes before the
    last, which differ most from video to video; what nobody may take is the last one's.
    """
    weights = [*voices[:-1], voices[-1] * 1.5]
    shares, rooms = [0] * len(voices), [longest - need for need, longest in zip(least, most, strict=True)]
    while spare > 0:
        open_ = [i for i in range(len(voices)) if rooms[i] - shares[i] >= _STEP]
        total = sum(weights[i] for i in open_)
        given = [min(int(spare * weights[i] / total), rooms[i] - shares[i]) // _STEP * _STEP for i in open_]
        if not sum(given):
            break
        for i, frames in zip(open_, given, strict=True):
            shares[i] += frames
        spare -= sum(given)
    for i in reversed(range(len(voices) - 1)):
        more = min(spare, rooms[i] - shares[i])
        shares[i] += more
        spare -= more
    shares[-1] += spare
    return shares
