"""A job: the studio it is done in, its steps, and who hears of its progress."""

from dataclasses import dataclass, replace

from domain.brief import Aspect
from domain.render import Progress
from pipeline.stages import Stages
from pipeline.studio import Studio


@dataclass(frozen=True)
class Job:
    """What every step gets. ``fresh`` draws and encodes every scene anew; ``test`` marks the picture as a test."""

    studio: Studio
    stages: Stages
    tell: Progress
    fresh: bool = False
    test: bool = False

    def of_aspect(self, aspect: Aspect) -> "Job":
        """The same job, naming the aspect in its progress."""
        return replace(self, tell=lambda stage, done: self.tell(f"{stage} {aspect}", done))


def open_job(studio: Studio, tell: Progress, *, fresh: bool = False, test: bool = False) -> Job:
    """A job with no step taken yet."""
    return Job(studio, studio.open_stages(studio.work, studio.code), tell, fresh, test)
