"""Speaking: the script becomes a voice, at a pace that fills the seconds asked for."""

import math

from domain.asset import Asset
from domain.base import Frozen
from domain.brief import Brief
from domain.script import Script
from domain.voice import Voiceover
from pipeline.job import Job
from presenter.pace import rate_for
from presenter.speaker import NO_LEXICON, Lexicon
from presenter.voiceover import speak_script
from templates.spec import TimingSpec

MISS = 0.10
"""By how much of the seconds asked for a voice may be too long or too short before it speaks again."""
_STEPS = 20
"""Paces are twentieths of the voice's own, so that videos which say the same mostly share how they say it."""


class Speech(Frozen):
    """A script spoken at ``rate`` times the voice's own pace, and the sounds it consists of."""

    voiceover: Voiceover
    assets: tuple[Asset, ...]
    rate: float = 1.0

    @property
    def ms(self) -> int:
        """How long all scenes are spoken."""
        return sum(scene.duration_ms for scene in self.voiceover.scenes)


def speak(
    script: Script,
    brief: Brief,
    timing: TimingSpec,
    job: Job,
    rate: float | None = None,
    lexicon: Lexicon = NO_LEXICON,
) -> Speech:
    """The voice of a script, at ``rate`` when that is given.

    Otherwise it is spoken again, up to 15 % faster or slower, when it misses the script's length.
    """
    job.tell("speak", 0.0)
    if rate is not None:
        return _spoken(script, brief, rate, job, lexicon)
    first = _spoken(script, brief, 1.0, job, lexicon)
    room = speech_room(script, timing, script.seconds)
    if abs(first.ms - room) <= MISS * script.seconds * 1000:
        return first
    return _spoken(script, brief, pace_for(first.ms, room), job, lexicon)


def pace_for(ms: int, room: int) -> float:
    """The step of pace, within 15 % of the voice's own, that brings ``ms`` of speech to no more than ``room``."""
    return math.ceil(round(rate_for(ms, room) * _STEPS, 6)) / _STEPS


def speech_room(script: Script, timing: TimingSpec, seconds: int) -> int:
    """The milliseconds of ``seconds`` that are left for speech when every pause has its length."""
    pauses = len(script.scenes) * (timing.lead + timing.tail) + max(0.0, timing.end - timing.tail)
    return max(1000, round((seconds - pauses) * 1000))


def _spoken(script: Script, brief: Brief, rate: float, job: Job, lexicon: Lexicon) -> Speech:
    speakers = job.studio.speakers(brief.voice)
    voices = [[speaker.name, speaker.source, speaker.voice_for(script.language)] for speaker in speakers]

    def make() -> Speech:
        voiceover, assets = speak_script(script, speakers, job.studio.store, rate, job.tell, lexicon)
        return Speech(voiceover=voiceover, assets=assets, rate=rate)

    return job.stages.run(
        "speak",
        Speech,
        [script, voices, rate, *(part for entry in sorted(lexicon.items()) for part in entry)],
        make,
        whole=lambda speech: job.studio.holds(speech.assets),
        keep=lambda speech: not speech.voiceover.fallback_reason,
    )
