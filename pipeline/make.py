"""The recipe: brief → script → voice → timeline → marked timeline → render → sealed video → export.

Read this first. The command line and the durable jobs both call ``make``; they only hand it different
studios. Every step's value is kept, so work that was killed goes on after its last whole step.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from domain.brand import BrandKit
from domain.brief import Aspect, Brief
from domain.render import Progress
from domain.script import Script
from domain.timeline import Timeline
from pipeline.casting import cast, check_consents, check_presenter
from pipeline.choosing import choose, wanted_template
from pipeline.composing import compose, put_mark
from pipeline.delivery import check_room, deliver
from pipeline.export import ExportSet, Paper, Product
from pipeline.fitting import speak_to_fit
from pipeline.following import follow
from pipeline.ghostwriter import Written
from pipeline.intake import Intake, take_in
from pipeline.job import Job, open_job
from pipeline.lipsync import film
from pipeline.notes import note_on_presenter, notes_on, notes_on_clips
from pipeline.plan_folder import PlanFolder
from pipeline.planned import fitted, told
from pipeline.planning import check_choices, given, plan
from pipeline.posting import post_kits, post_notes, post_papers
from pipeline.rendering import check_assets, check_glyphs, render, seal, sealing_folder
from pipeline.stages import StageRecord
from pipeline.studio import Studio
from pipeline.testing import put_test_mark
from templates.presenting import has_presenter


@dataclass(frozen=True)
class Order:
    """A brief, the folder its paths are relative to, and where the result goes.

    ``script`` is one that was written or edited before, ``plan`` a folder of planning steps to go on
    from; ``brand`` stands in for the file the brief names. ``fresh`` draws and encodes every scene
    anew, ``test`` marks the picture as a test. ``like`` is a script whose scenes this one shares: their pace
    and lengths are kept, so that what was drawn for one is used for the other. ``template_reason`` says why the
    brief's template was chosen, where it was not by whoever wrote the brief. ``intake`` gives the brief's files where
    somebody has begun to take them in, ``written`` its offline plan where somebody has begun to write it.
    """

    brief: Brief
    folder: Path
    out: Path
    fresh: bool = False
    script: Script | None = None
    brand: BrandKit | None = None
    plan: PlanFolder | None = None
    test: bool = False
    like: Script | None = None
    template_reason: str = ""
    intake: Callable[[], Intake] | None = None
    written: Written | None = None

    @property
    def seconds(self) -> float:
        """How much video is asked for, over all aspects."""
        return self.brief.seconds * len(self.brief.aspects)


@dataclass(frozen=True)
class Edit:
    """A timeline that somebody may have edited, and where the result goes; ``suffix`` ends the files' names."""

    timeline: Timeline
    out: Path
    suffix: str = ""
    fresh: bool = False
    test: bool = False

    @property
    def seconds(self) -> float:
        """How much video is asked for."""
        return float(self.timeline.seconds)


@dataclass(frozen=True)
class Film:
    """Sealed videos that may leave, the papers that go with them (name → value), and what is to be said of them."""

    products: tuple[Product, ...]
    papers: Mapping[str, Paper] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """What left, and how it came about: ``notes`` say what fell back, in words."""

    exports: tuple[ExportSet, ...]
    stages: tuple[StageRecord, ...]
    notes: tuple[str, ...] = ()
    papers: tuple[Path, ...] = ()


def make(order: Order | Edit, studio: Studio, progress: Progress) -> Made:
    """Make every video that is asked for. Raises a VitrineError, then nothing is left in ``order.out``."""
    job = open_job(studio, progress, fresh=order.fresh, test=order.test)
    check_room(order.out, studio.work, order.seconds)
    with sealing_folder(studio.work) as folder:
        film = shoot(order, folder, job) if isinstance(order, Order) else reshoot(order, folder, job)
        exports = deliver(film.products, film.papers, order.out, job)
    papers = tuple(order.out / name for name in film.papers)
    return Made(exports, job.stages.records, (*studio.notes, *film.notes), papers)


def shoot(order: Order, folder: Path, job: Job) -> Film:
    """The sealed videos of a brief, in ``folder``."""
    brief = order.brief
    check_choices(brief)
    check_presenter(brief.presenter, job.studio.portraits)
    wanted = wanted_template(brief)
    studio = job.studio
    begun = order.intake or partial(take_in, brief, order.folder, studio.store, order.brand, studio.work / "cutouts")
    intake = begun()

    planned = given(order.script, brief) if order.script else plan(brief, job, order.plan, order.written)
    script, brief = planned.script, fitted(brief, planned)
    choice = choose(planned, wanted, order.template_reason)
    model = follow(order.like, intake, choice.template, job) if order.like else None
    if model:
        speech = model.spoken(script, brief, intake.brand.pronunciations)
    else:
        planned, speech = speak_to_fit(
            planned, brief, intake, choice.template, job, own=bool(order.script or order.plan)
        )
        script = planned.script
    presenter, unfilmed = cast(brief, script, speech.voiceover, job.studio.portraits), ""
    if has_presenter(choice.template):
        presenter, unfilmed = film(presenter, brief, script, speech, job)

    products: list[Product] = []
    for aspect, suffix, part in _parts(brief, job):
        lengths = model.lengths(aspect) if model else ()
        timeline = compose(intake, script, speech, presenter, choice.template, aspect, part, lengths)
        products.append(finish(timeline, suffix, folder, part))
    kits = post_kits(script, brief, products)
    seen = note_on_presenter(brief, products[0].timeline, unfilmed)
    if unfilmed:
        products = [replace(product, fallbacks=seen) for product in products]
    notes = notes_on(script, choice, speech, brief, float(products[0].timeline.seconds), order.brief.seconds)
    clips = notes_on_clips(intake.videos, (one.timeline for one in products), choice.template)
    return Film(
        tuple(products),
        {"script.json": script, **told(planned), **post_papers(kits, products[0], folder, job)},
        (*notes, *seen, *clips, *post_notes(kits)),
    )


def reshoot(edit: Edit, folder: Path, job: Job) -> Film:
    """The sealed video of a timeline, in ``folder``."""
    check_assets(edit.timeline, job.studio)
    check_consents(edit.timeline, job.studio.portraits)
    return Film((finish(edit.timeline, edit.suffix, folder, job),))


def finish(timeline: Timeline, suffix: str, folder: Path, job: Job) -> Product:
    """A timeline marked, rendered and sealed."""
    marked = put_mark(put_test_mark(timeline) if job.test else timeline, job)
    check_glyphs(marked, job.studio)
    return seal(render(marked, job), marked, suffix, folder, job)


def _parts(brief: Brief, job: Job) -> Iterator[tuple[Aspect, str, Job]]:
    """Each aspect with the end of its files' names and the job that names it, where there are several."""
    several = len(brief.aspects) > 1
    for aspect in brief.aspects:
        yield (aspect, f"-{aspect.replace(':', 'x')}", job.of_aspect(aspect)) if several else (aspect, "", job)
