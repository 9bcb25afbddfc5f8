"""The recipe: brief → script → voice → timeline → marked timeline → render → sealed video → export.

Read this first. Every step's value is kept, so a job that was killed goes on after its last whole step.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.brief import Aspect, Brief
from domain.render import Progress
from domain.timeline import Timeline
from pipeline.composing import compose, put_mark
from pipeline.delivery import check_room, deliver
from pipeline.export import ExportSet, Product
from pipeline.intake import take_in
from pipeline.job import Job, open_job
from pipeline.notes import notes_on
from pipeline.planning import check_choices, choose, plan, told, wanted_template
from pipeline.rendering import check_assets, check_glyphs, render, seal, sealing_folder
from pipeline.speaking import speak
from pipeline.stages import StageRecord
from pipeline.studio import Studio


@dataclass(frozen=True)
class Order:
    """A brief, the folder its paths are relative to, and where the result goes.

    ``fresh`` draws and encodes every scene anew.
    """

    brief: Brief
    folder: Path
    out: Path
    fresh: bool = False


@dataclass(frozen=True)
class Edit:
    """A timeline that somebody may have edited, and where the result goes; ``suffix`` ends the files' names."""

    timeline: Timeline
    out: Path
    suffix: str = ""
    fresh: bool = False


@dataclass(frozen=True)
class Made:
    """What left, and how it came about: ``notes`` say what fell back, in words."""

    exports: tuple[ExportSet, ...]
    stages: tuple[StageRecord, ...]
    notes: tuple[str, ...] = ()
    script_file: Path | None = None


def make(order: Order, studio: Studio, progress: Progress) -> Made:
    """Make every video an order asks for. Raises a VitrineError, then nothing is left in ``order.out``."""
    brief, job = order.brief, open_job(studio, progress, fresh=order.fresh)
    check_choices(brief)
    wanted = wanted_template(brief)
    check_room(order.out, studio.work, brief.seconds * len(brief.aspects))
    intake = take_in(brief, order.folder, studio.store)

    planned = plan(brief, job)
    script = planned.script
    choice = choose(brief, script, wanted)
    speech = speak(script, brief, choice.template.timing, job)

    products: list[Product] = []
    with sealing_folder(studio.work) as folder:
        for aspect, suffix, part in _parts(brief, job):
            timeline = compose(intake, script, speech, choice.template, aspect, part)
            marked = put_mark(timeline, part)
            check_glyphs(marked, studio)
            rendered = render(marked, part)
            products.append(seal(rendered, marked, suffix, folder, part))
        exports = deliver(products, {"script.json": script, **told(planned)}, order.out, job)

    notes = notes_on(script, choice, speech, brief, float(products[0].timeline.seconds))
    return Made(exports, job.stages.records, (*studio.notes, *notes), order.out / "script.json")


def _parts(brief: Brief, job: Job) -> Iterator[tuple[Aspect, str, Job]]:
    """Each aspect with the end of its files' names and the job that names it, where there are several."""
    several = len(brief.aspects) > 1
    for aspect in brief.aspects:
        yield (aspect, f"-{aspect.replace(':', 'x')}", job.of_aspect(aspect)) if several else (aspect, "", job)


def render_timeline(edit: Edit, studio: Studio, progress: Progress) -> Made:
    """Render a timeline: marked, sealed and exported as ``make`` does."""
    timeline, job = edit.timeline, open_job(studio, progress, fresh=edit.fresh)
    check_room(edit.out, studio.work, float(timeline.seconds))
    check_assets(timeline, studio)
    marked = put_mark(timeline, job)
    check_glyphs(marked, studio)
    with sealing_folder(studio.work) as folder:
        product = seal(render(marked, job), marked, edit.suffix, folder, job)
        exports = deliver([product], {}, edit.out, job)
    return Made(exports, job.stages.records, studio.notes)
