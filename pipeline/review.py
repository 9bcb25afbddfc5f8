"""Review: a script and a sheet of its scenes, for somebody to approve before anything dear is made."""

from dataclasses import dataclass
from pathlib import Path

from domain.base import Frozen
from domain.render import Progress
from domain.script import Script
from pipeline.choosing import choose, wanted_template
from pipeline.files import write_whole
from pipeline.intake import take_in
from pipeline.job import open_job
from pipeline.make import Order
from pipeline.planned import told
from pipeline.planning import check_choices, given, plan
from pipeline.preview import Subject, draw_sheet
from pipeline.studio import Studio

PREVIEW = "preview.jpg"


@dataclass(frozen=True)
class Shown:
    """A script, how it came about, its papers, and the labelled sheet of its scenes where one was asked for."""

    script: Script
    notes: tuple[str, ...]
    papers: tuple[Path, ...]
    preview: Path | None


def write_and_show(order: Order, studio: Studio, progress: Progress, *, preview: bool) -> Shown:
    """The script of an order, unless it has one, and its preview in ``order.out``. Raises as ``make``."""
    brief, job = order.brief, open_job(studio, progress)
    check_choices(brief)
    wanted = wanted_template(brief)
    intake = take_in(brief, order.folder, studio.store, order.brand, studio.work / "cutouts")
    planned = given(order.script, brief) if order.script else plan(brief, job, order.plan)
    choice = choose(planned, wanted)
    notes = (f"template {choice.template.name}: {choice.reason}",)
    papers = tuple(_written(order.out / name, paper) for name, paper in told(planned).items())
    if not preview:
        return Shown(planned.script, notes, papers, None)
    progress("preview", 0.0)
    out = order.out / PREVIEW
    draw_sheet(Subject(intake, planned.script, choice.template), out, studio)
    return Shown(planned.script, notes, papers, out)


def _written(path: Path, paper: Frozen) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, paper.model_dump_json(indent=2).encode())
    return path
