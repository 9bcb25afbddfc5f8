"""Following: a script that shares scenes with another keeps the other's pace and scene lengths."""

from dataclasses import dataclass

from domain.brief import Aspect
from domain.presenter import Cast
from domain.script import Script
from pipeline.casting import cast
from pipeline.composing import compose
from pipeline.intake import Intake
from pipeline.job import Job
from pipeline.speaking import Speech, speak
from templates.spec import TemplateSpec


@dataclass(frozen=True)
class Model:
    """A script spoken and cast, as it would be a video of its own."""

    script: Script
    speech: Speech
    presenter: Cast | None
    intake: Intake
    template: TemplateSpec
    job: Job

    @property
    def rate(self) -> float:
        """How fast it is spoken."""
        return self.speech.rate

    def lengths(self, aspect: Aspect) -> tuple[int, ...]:
        """The frames of each of its scenes in one aspect."""
        composed = compose(self.intake, self.script, self.speech, self.presenter, self.template, aspect, self.job)
        return tuple(scene.frames for scene in composed.scenes)


def follow(script: Script, intake: Intake, template: TemplateSpec, job: Job) -> Model:
    """The model that a script is for another one; its steps are kept, so that many may follow it."""
    brief = intake.brief.model_copy(update={"seconds": script.seconds, "language": script.language})
    speech = speak(script, brief, template.timing, job)
    presenter = cast(brief, script, speech.voiceover, job.studio.portraits)
    return Model(script, speech, presenter, intake, template, job)
