"""Previews: one labelled sheet of what a template makes of a brief, a picture per scene, without voice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.asset import Asset
from domain.base import Box
from domain.errors import TemplateError
from domain.label import LabelledAudio, LabelledImage
from domain.layers import ImageLayer, TextLayer, TextStyle
from domain.paint import Solid
from domain.script import Script
from domain.timeline import Scene, Timeline
from labeling.mark import mark
from pipeline.casting import cast
from pipeline.delivery import check_room, sources_of
from pipeline.export import storage_errors
from pipeline.exported import ExportedFile
from pipeline.intake import Intake
from pipeline.rehearsing import rehearsal_inputs
from pipeline.studio import Studio
from templates.catalogue import load_template, template_path
from templates.compose import compose
from templates.rehearsal import rehearse
from templates.spec import TemplateSpec

_GAP = 24
_HEAD = 120
_TILE = 400
"""Pixels: between the pictures, above them for the mark and the name at least, and a picture's shorter side."""
_MAX_COLUMNS = 6
_MAX_WIDTH = 4096
_JOB = "preview"
"""What the ledger calls the job that a preview left with."""

Sealed = TypeVar("Sealed", LabelledImage, LabelledAudio)


@dataclass(frozen=True)
class Subject:
    """What a sheet shows: a script of a brief in a template."""

    intake: Intake
    script: Script
    template: TemplateSpec


@dataclass(frozen=True)
class Grid:
    """Where the pictures of a sheet go."""

    count: int
    columns: int
    w: int
    h: int
    head: int = _HEAD

    @property
    def width(self) -> int:
        return self.columns * (self.w + _GAP) + _GAP

    @property
    def height(self) -> int:
        return self.head + 2 * _GAP + ceil(self.count / self.columns) * (self.h + _GAP)

    def box(self, index: int) -> Box:
        row, column = divmod(index, self.columns)
        return Box(
            x=_GAP + column * (self.w + _GAP), y=self.head + 2 * _GAP + row * (self.h + _GAP), w=self.w, h=self.h
        )


def example_brief(name: str) -> Path:
    """The brief a template is shown with: beside the template, or in Vitrine's own folder.

    Raises TemplateError when it is in neither.
    """
    example = load_template(name).example
    beside, ours = template_path(name).parent / example, Path(__file__).resolve().parent.parent / example
    for path in (beside, ours):
        if path.is_file():
            return path
    raise TemplateError(
        f"template '{name}': its example '{example}' is neither beside it nor in '{ours.parent}'",
        hint="put it there, or name a brief: --brief",
    )


def draw_sheet(subject: Subject, out: Path, studio: Studio) -> LabelledImage:
    """Write the sheet of a script in a template, in the first shape the brief asks for.

    Raises TemplateError, AssetError, StorageError or LabelError, and then leaves nothing at ``out``.
    """
    title = subject.template.title[subject.script.language]
    return sheet_of(rehearsed(subject, studio), title, out, studio)


def sheet_of(timeline: Timeline, title: str, out: Path, studio: Studio) -> LabelledImage:
    """Write one picture of each scene of a timeline, side by side and labelled. Raises as ``draw_sheet``."""
    check_room(out.parent, studio.work, 1)
    stills = [studio.renderer.still(timeline, frame) for frame in moments(timeline)]
    sheet = _marked_sheet(timeline, title, stills, studio)
    picture = studio.renderer.still(sheet, 0)
    return placed(out, sheet, studio, lambda path: studio.sealer.image(picture, sheet, path))


def placed(out: Path, timeline: Timeline, studio: Studio, seal: Callable[[Path], Sealed], job: str = _JOB) -> Sealed:
    """Seal into a folder beside ``out``, write the file into the ledger, and move it there once it is whole.

    ``job`` is what the ledger says that it left with.
    """
    with storage_errors(out, job):
        out.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".vitrine-preview-", dir=out.parent) as scratch:
            sealed = seal(Path(scratch) / out.name)
            report = sealed.report
            sources = sources_of(timeline, report)
            left = ExportedFile(report.produce_id, report.sha256, out.name, job, studio.now(), sources)
            studio.recorder.record((left,))
            sealed.path.replace(out)
    return sealed


def rehearsed(subject: Subject, studio: Studio) -> Timeline:
    """The timeline of a script before it is spoken, not marked yet: a sheet has one mark for all its pictures."""
    intake, brief, voiceover = subject.intake, subject.intake.brief, rehearse(subject.script)
    presenter = cast(brief, subject.script, voiceover, studio.portraits)
    inputs = rehearsal_inputs(intake, subject.script, voiceover, brief.aspects[0], presenter, template=subject.template)
    return compose(subject.template, inputs, studio.measure)


def moments(timeline: Timeline) -> list[int]:
    """A frame of each scene, past its middle, when everything has come in."""
    return [
        min(start + scene.frames * 6 // 10, timeline.frames - 1)
        for start, scene in zip(timeline.starts, timeline.scenes, strict=True)
    ]


def _marked_sheet(timeline: Timeline, name: str, stills: Sequence[NDArray[np.uint8]], studio: Studio) -> Timeline:
    """The sheet under its mark, which grows with the sheet: the pictures begin below it."""
    scale = _TILE / min(timeline.width, timeline.height)
    tile = (2 * round(timeline.width * scale / 2), 2 * round(timeline.height * scale / 2))
    assets = [_stored(still, tile, f"scene-{i + 1}.png", studio) for i, still in enumerate(stills)]
    grid = _grid(len(stills), *tile)
    while True:
        sheet = mark(_sheet(timeline, name, assets, grid), studio.measure, studio.regimes)
        lowest = max(layer.box.bottom for layer in sheet.overlays)
        if lowest <= _GAP + grid.head:
            return sheet
        grid = replace(grid, head=2 * ceil((lowest - _GAP) / 2))


def _sheet(timeline: Timeline, name: str, assets: Sequence[Asset], grid: Grid) -> Timeline:
    pictures = [
        ImageLayer(id=f"scene-{i + 1}", box=grid.box(i), asset=asset.sha256, radius=16)
        for i, asset in enumerate(assets)
    ]
    safe = Box(x=_GAP, y=_GAP, w=grid.width - 2 * _GAP, h=grid.height - 2 * _GAP)
    title = TextLayer(
        id="title",
        text=name,
        box=Box(x=safe.x + round(safe.w * 0.62), y=_GAP, w=round(safe.w * 0.38), h=grid.head),
        style=TextStyle(font="text", weight=600, size=44, min_size=18, align="right", valign="middle"),
        max_lines=1,
    )
    scene = Scene(id="sheet", role="hook", frames=1, background=Solid(colour="#16181D"), layers=(*pictures, title))
    return Timeline(
        title=timeline.template,
        language=timeline.language,
        template=timeline.template,
        seed=timeline.seed,
        width=grid.width,
        height=grid.height,
        safe=safe,
        scenes=(scene,),
        assets={asset.sha256: asset for asset in assets},
    )


def _grid(count: int, w: int, h: int) -> Grid:
    """As few rows as the width allows, filled evenly."""
    rows = ceil(count / min(_MAX_COLUMNS, (_MAX_WIDTH - _GAP) // (w + _GAP)))
    return Grid(count, ceil(count / rows), w, h)


def _stored(still: NDArray[np.uint8], size: tuple[int, int], name: str, studio: Studio) -> Asset:
    small = cv2.resize(still, size, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".png", cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
    return studio.store.put_bytes(data.tobytes(), name)
