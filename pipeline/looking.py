"""Looking at a video before it is made: one frame, a sheet of its scenes, or a small moving picture, all labelled."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from domain.brand import BrandKit
from domain.brief import Brief
from domain.errors import InputError, SettingsError, TimelineError
from domain.label import LabelledImage
from domain.timeline import Timeline
from labeling.mark import mark
from pipeline.choosing import choose, wanted_template
from pipeline.ghostwriter import Written
from pipeline.intake import take_in
from pipeline.planned import Planned
from pipeline.preview import Subject, draw_sheet, placed, rehearsed, sheet_of
from pipeline.rendering import check_assets
from pipeline.studio import Studio
from renderer.shrink import shrunk
from templates.catalogue import load_template

_SMALL = 360
"""Shorter side of a moving preview, and of a tile of the pages, in pixels."""
_SOFT = 1
_PER_SECOND, _MOST = 10, 240
"""Pictures a second of a moving preview, and how many at most: a longer video gets fewer a second."""

_STILL, _MOVING = (".jpg", ".jpeg", ".png", ".webp"), (".webp", ".gif")

Kind = Literal["still", "sheet", "animation"]


@dataclass(frozen=True)
class Look:
    """What to show of a timeline: ``frame`` is for a still, the cover's when None."""

    kind: Kind
    frame: int | None = None


def check_name(out: Path, kind: Kind) -> None:
    """Raise InputError unless the name of a file says a kind that such a picture can be written as."""
    moving = kind == "animation"
    suffixes, others = (_MOVING, _STILL) if moving else (_STILL, _MOVING)
    suffix = out.suffix.lower()
    if suffix in suffixes:
        return
    what = "a moving preview" if moving else "a picture that does not move"
    option = "leave out --animated" if moving else "add --animated"
    hint = f"name it {', '.join(suffixes[:-1])} or {suffixes[-1]}" + (f", or {option}" if suffix in others else "")
    raise InputError(f"'{out}': {what} is not written as '{out.suffix}'", hint=hint)


def rehearse_brief(
    brief: Brief, folder: Path, studio: Studio, brand: BrandKit | None = None, written: Written | None = None
) -> Timeline:
    """The timeline a brief lying in ``folder`` would become, written offline and not spoken; ``written`` may give the
    plan where somebody has begun to write it."""
    wanted, intake = wanted_template(brief), take_in(brief, folder, studio.store, brand, studio.work / "cutouts")
    planned = (written() if written else None) or _planned(brief)
    return rehearsed(Subject(intake, planned.script, choose(planned, wanted).template), studio)


def show_template(name: str, brief: Brief, folder: Path, out: Path, studio: Studio) -> LabelledImage:
    """Write the sheet of a template, named or by its path, made from a brief lying in ``folder``, to ``out``.

    Raises TemplateError, AssetError, StorageError or LabelError, and then leaves nothing at ``out``.
    """
    template, brief = load_template(name), brief.model_copy(update={"template": name})
    intake = take_in(brief, folder, studio.store, memory=studio.work / "cutouts")
    return draw_sheet(Subject(intake, _planned(brief).script, template), out, studio)


def _planned(brief: Brief) -> Planned:
    from pipeline.plan_steps import planned_offline  # the writers take a while to load

    return planned_offline(brief)


def look_at(timeline: Timeline, look: Look, out: Path, studio: Studio) -> LabelledImage:
    """Write a labelled picture of a timeline to ``out``.

    Raises InputError for a name of another kind of file, TimelineError for a frame there is not, AssetError,
    StorageError or LabelError.
    """
    check_name(out, look.kind)
    check_assets(timeline, studio)
    if look.kind == "sheet":
        return sheet_of(timeline, timeline.title, out, studio)
    return _still(timeline, look.frame, out, studio) if look.kind == "still" else _animation(timeline, out, studio)


def _still(timeline: Timeline, frame: int | None, out: Path, studio: Studio) -> LabelledImage:
    wanted = timeline.cover if frame is None else frame
    if not 0 <= wanted < timeline.frames:
        raise TimelineError(f"there is no frame {wanted}", hint=f"the video has frames 0 to {timeline.frames - 1}")
    marked = mark(timeline.model_copy(update={"cover": wanted}), studio.measure, studio.regimes)
    picture = studio.renderer.still(marked, wanted)
    return placed(out, marked, studio, lambda path: studio.sealer.image(picture, marked, path))


def _animation(timeline: Timeline, out: Path, studio: Studio) -> LabelledImage:
    if studio.moving is None:
        raise SettingsError("this place makes no moving previews", hint="run 'vitrine preview' where videos are made")
    seal, frames = studio.moving.seal, studio.moving.frames
    small, step, pause = small_and_steps(timeline, studio)
    pictures = list(frames(small, step))
    return placed(out, small, studio, lambda path: seal(pictures, pause, small, path))


def small_marked(timeline: Timeline, studio: Studio) -> Timeline:
    """A timeline in the size of a tile of the pages, with its mark a little farther from the edge: it is compressed."""
    small = shrunk(timeline, _SMALL)
    roomy = small.model_copy(update={"safe": small.safe.inset(_SOFT)})
    return mark(roomy, studio.measure, studio.regimes).model_copy(update={"safe": small.safe})


def small_and_steps(timeline: Timeline, studio: Studio) -> tuple[Timeline, int, int]:
    """A timeline made small and marked, every how many-th frame of it is shown, and for how many milliseconds."""
    small = shrunk(timeline, _SMALL)
    marked = mark(small, studio.measure, studio.regimes)
    step = max(round(small.fps / _PER_SECOND), -(-small.frames // _MOST))
    return marked, step, round(1000 * step / small.fps)
