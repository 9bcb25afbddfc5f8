"""Following: a script that shares scenes with another keeps the other's pace and scene lengths."""

from dataclasses import dataclass

from domain.brief import Aspect, Brief
from domain.presenter import Cast
from domain.script import Script
from pipeline.casting import cast
from pipeline.composing import compose
from pipeline.fitting import speech_rooms_of
from pipeline.intake import Intake
from pipeline.job import Job
from pipeline.speaking import Pace, Speech, fitting_rates, speak, speak_in_rooms
from presenter.speaker import Lexicon
from templates.spec import TemplateSpec
from templates.timing import Room

_INEXACT_MS = 80
"""A quicker voice is to be so much shorter, because no voice keeps its pace to the millisecond."""
_SPARE_MS = 400
"""By how much the first and the last scene last longer than their model needs: others may say more there."""


@dataclass(frozen=True)
class Model:
    """A script spoken and cast, as it would be a video of its own."""

    script: Script
    speech: Speech
    presenter: Cast | None
    intake: Intake
    template: TemplateSpec
    job: Job

    def spoken(self, script: Script, brief: Brief, lexicon: Lexicon) -> Speech:
        """A script that follows, spoken: scenes that say the same are said the same way, others in no more time.

        So, where 15 % more pace will do it, all who follow are as long as each other, and all that stands against their
        length is the same.
        """
        pace, timing = self._pace(script), self.template.timing
        speech = speak(script, brief, timing, self.job, pace, lexicon)
        rooms = [
            Room(0, scene.duration_ms if scene.duration_ms <= most else max(1, most - _INEXACT_MS))
            for scene, most in zip(speech.voiceover.scenes, self._room(), strict=False)
        ]
        quicker = {scene: rate for scene, rate in fitting_rates(speech, rooms).items() if scene not in pace.rates}
        if not quicker:
            return speech
        return speak(script, brief, timing, self.job, Pace(pace.rate, {**pace.rates, **quicker}), lexicon)

    def _pace(self, script: Script) -> Pace:
        same = {scene.id for scene in script.scenes} & {
            scene.id for scene in self.script.scenes if scene.narration in {one.narration for one in script.scenes}
        }
        return Pace(self.speech.rate, {name: rate for name, rate in self.speech.rates.items() if name in same})

    def _room(self) -> tuple[int, ...]:
        """The milliseconds of speech that each scene has room for."""
        first, *others, last = (scene.duration_ms for scene in self.speech.voiceover.scenes)
        return (first + _SPARE_MS, *others, last + _SPARE_MS)

    def lengths(self, aspect: Aspect) -> tuple[int, ...]:
        """The frames of each scene of who follows it in one aspect."""
        composed = compose(self.intake, self.script, self.speech, self.presenter, self.template, aspect, self.job)
        first, *others, last = (scene.frames for scene in composed.scenes)
        spare = round(_SPARE_MS * composed.fps / 1000)
        return (first + spare, *others, last + spare)


def follow(script: Script, intake: Intake, template: TemplateSpec, job: Job) -> Model:
    """The model that a script is for another one; its steps are kept, so that many may follow it."""
    brief = intake.brief.model_copy(update={"seconds": script.seconds, "language": script.language})
    rooms = speech_rooms_of(script, brief, intake, template, job)
    lexicon = intake.brand.pronunciations
    spoken = speak(script, brief, template.timing, job, None, lexicon)
    speech = speak_in_rooms(spoken, script, brief, job, lexicon, rooms)
    presenter = cast(brief, script, speech.voiceover, job.studio.portraits)
    return Model(script, speech, presenter, intake, template, job)
