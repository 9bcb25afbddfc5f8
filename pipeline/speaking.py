"""Speaking: the script becomes a voice, at a pace that fills the seconds asked for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import Field

from domain.asset import Asset
from domain.base import Frozen
from domain.brief import Brief, Language
from domain.errors import SpeechError
from domain.script import SceneId, Script
from domain.voice import Voiceover
from pipeline.job import Job
from presenter.pace import rate_for
from presenter.speaker import NO_LEXICON, Lexicon, Speaker
from presenter.voiceover import NO_RATES, Rates, speak_script
from templates.spec import TimingSpec
from templates.timing import Room

MISS = 0.10
"""By how much of the seconds asked for a voice may be too long or too short before it speaks again."""
_STEPS = 20
"""Paces are twentieths of the voice's own, so that videos which say the same mostly share how they say it."""

_SLACK_MS = 60


class Speech(Frozen):
    """A script spoken at ``rate`` times the voice's own pace, some scenes at ``rates``; the sounds it consists of."""

    voiceover: Voiceover
    assets: tuple[Asset, ...]
    rate: float = 1.0
    rates: dict[SceneId, float] = Field(default={})

    @property
    def ms(self) -> int:
        """How long all scenes are spoken."""
        return sum(scene.duration_ms for scene in self.voiceover.scenes)


@dataclass(frozen=True)
class Pace:
    """How fast a script is spoken, and those of its scenes that are not."""

    rate: float = 1.0
    rates: Rates = field(default_factory=lambda: NO_RATES)


def speak(
    script: Script,
    brief: Brief,
    timing: TimingSpec,
    job: Job,
    pace: Pace | None = None,
    lexicon: Lexicon = NO_LEXICON,
) -> Speech:
    """The voice of a script, at ``pace`` when that is given.

    Otherwise it is spoken again, up to 15 % faster or slower, when it misses the script's length.
    """
    job.tell("speak", 0.0)
    if pace:
        return _spoken(script, brief, pace, job, lexicon)
    speech = _spoken(script, brief, Pace(), job, lexicon)
    room = speech_room(script, timing, script.seconds)
    if abs(speech.ms - room) > MISS * script.seconds * 1000:
        speech = _spoken(script, brief, Pace(pace_for(speech.ms, room)), job, lexicon)
    return speech


def speak_in_rooms(
    speech: Speech, script: Script, brief: Brief, job: Job, lexicon: Lexicon, rooms: Sequence[Room]
) -> Speech:
    """The same voice with the scenes that do not fit their ``rooms`` spoken again, each within 15 %."""
    rates = fitting_rates(speech, rooms)
    return _spoken(script, brief, Pace(speech.rate, rates), job, lexicon) if rates else speech


def fitting_rates(speech: Speech, rooms: Sequence[Room]) -> dict[SceneId, float]:
    """The rates of those scenes that are longer or shorter than their room, where another rate brings them nearer."""
    found = {}
    for scene, room in zip(speech.voiceover.scenes, rooms, strict=False):
        rate = round(rate_for(scene.duration_ms, max(1, room.nearest(scene.duration_ms)), speech.rate), 3)
        if rate != speech.rate:
            found[scene.scene] = rate
    return found


def too_long(speech: Speech, rooms: Sequence[Room]) -> dict[SceneId, float]:
    """The scenes that are longer than their room by more than a frame or two, and what part of them it can hold."""
    return {
        scene.scene: round(room.most / scene.duration_ms, 3)
        for scene, room in zip(speech.voiceover.scenes, rooms, strict=False)
        if scene.duration_ms > room.most + _SLACK_MS
    }


def pace_for(ms: int, room: int) -> float:
    """The step of pace, within 15 % of the voice's own, that brings ``ms`` of speech to no more than ``room``."""
    return math.ceil(round(rate_for(ms, room) * _STEPS, 6)) / _STEPS


def speech_room(script: Script, timing: TimingSpec, seconds: int) -> int:
    """The milliseconds of ``seconds`` that are left for speech when every pause has its length."""
    pauses = len(script.scenes) * (timing.lead + timing.tail) + max(0.0, timing.end - timing.tail)
    return max(1000, round((seconds - pauses) * 1000))


def _spoken(script: Script, brief: Brief, pace: Pace, job: Job, lexicon: Lexicon) -> Speech:
    speakers = job.studio.speakers(brief.voice)
    voices = [[speaker.name, speaker.source, _voice_of(speaker, script.language)] for speaker in speakers]
    own = [part for scene, rate in sorted(pace.rates.items()) for part in (scene, rate)]

    def make() -> Speech:
        voiceover, assets = speak_script(script, speakers, job.studio.store, pace.rate, job.tell, lexicon, pace.rates)
        return Speech(voiceover=voiceover, assets=assets, rate=pace.rate, rates=dict(pace.rates))

    return job.stages.run(
        "speak",
        Speech,
        [script, voices, pace.rate, own, *(part for entry in sorted(lexicon.items()) for part in entry)],
        make,
        whole=lambda speech: job.studio.holds(speech.assets),
        keep=lambda speech: not speech.voiceover.fallback_reason,
    )


def _voice_of(speaker: Speaker, language: Language) -> str:
    """The voice that would speak; empty where this speaker has none for the language and the next one is asked."""
    try:
        return speaker.voice_for(language)
    except SpeechError:
        return ""
