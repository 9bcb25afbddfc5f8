"""The other kinds of file a video can leave as, each by its own seal: MOV, sound, moving previews, WebVTT, ZIP."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from domain.base import Frozen
from domain.errors import InputError
from domain.label import Labelled, LabelledAudio, LabelledImage, LabelledVideo, LabelReport
from domain.render import Progress
from domain.timeline import Timeline
from labeling.formats import why_not
from labeling.recognition.fingerprint import Fingerprint
from labeling.recognition.take import fingerprint_any
from pipeline.captions import as_srt, as_vtt
from pipeline.casting import check_consents
from pipeline.composing import put_mark
from pipeline.delivery import check_room, sources_of
from pipeline.export import export, slug
from pipeline.exported import ExportedFile
from pipeline.job import Job, open_job
from pipeline.looking import small_and_steps
from pipeline.rendering import check_assets, check_glyphs, render, sealing_folder
from pipeline.sealing import LocalSealer
from pipeline.studio import Studio

Kind = Literal["mp4", "mov", "jpg", "png", "webp", "gif", "mp3", "wav", "m4a", "srt", "vtt", "zip"]
_IN_A_ZIP: tuple[Kind, ...] = ("mp4", "jpg", "srt", "vtt")
"""What an archive holds when nothing else is asked for."""
_RATE = 48_000


@dataclass(frozen=True)
class Exporting:
    """What exporting works with. ``voice`` gives a timeline's voice alone as (n, 2) samples at 48 kHz, and
    works in a folder; ``frames`` every so many-th frame."""

    studio: Studio
    sealer: LocalSealer
    voice: Callable[[Timeline, Path], NDArray[np.float32]]
    frames: Callable[[Timeline, int], Sequence[NDArray[np.uint8]]]


class Reports(Frozen):
    """What the gate found on each file, by its name."""

    files: Mapping[str, LabelReport]


@dataclass(frozen=True)
class Left:
    """The files that left, and the paper with their reports."""

    files: tuple[Path, ...]
    labels: Path
    reports: Reports


@dataclass(frozen=True)
class _Scene:
    """One export at work: the marked timeline, and where its sealed files wait."""

    timeline: Timeline
    folder: Path
    job: Job
    exporting: Exporting


def known_kinds(names: Sequence[str]) -> tuple[Kind, ...]:
    """The kinds of these names, each once. Raises InputError, with the reason, for one that videos do not leave as."""
    if not names:
        raise InputError("no kind of file is named", hint=f"name one or more of {', '.join(get_args(Kind))}")
    for name in names:
        if name not in get_args(Kind):
            raise InputError(
                f"videos do not leave as '{name}': {why_not(f'.{name}')}",
                hint=f"name one of {', '.join(get_args(Kind))}",
            )
    return cast(tuple[Kind, ...], tuple(dict.fromkeys(names)))


def export_as(
    timeline: Timeline, kinds: Sequence[Kind], out: Path, exporting: Exporting, progress: Progress, suffix: str = ""
) -> Left:
    """Write a timeline's video into ``out`` as each kind, sealed; all of them or none. ``suffix`` ends the names.

    Raises InputError, LabelError naming the failed clauses, RenderError or StorageError.
    """
    studio = exporting.studio
    job = open_job(studio, progress)
    check_room(out, studio.work, float(timeline.seconds) * max(1, len(kinds)))
    check_assets(timeline, studio)
    check_consents(timeline, studio.portraits)
    marked = put_mark(timeline, job)
    check_glyphs(marked, studio)
    stem = slug(timeline.title)
    with sealing_folder(studio.work) as folder:
        at_work = _Scene(marked, folder, job, exporting)
        asked = tuple(kind for kind in kinds if kind != "zip") or _IN_A_ZIP
        files = {f"{stem}{_PARTS.get(kind, '')}{suffix}.{kind}": _MAKERS[kind](at_work) for kind in asked}
        if "zip" in kinds:
            bundle = _bundle(at_work, files, f"labels{suffix}.json")
            files = {**(files if len(kinds) > 1 else {}), f"{stem}{suffix}.zip": bundle}
        return _leave(at_work, files, f"labels-export{suffix}.json", out)


def _leave(at_work: _Scene, files: Mapping[str, Labelled], paper: str, out: Path) -> Left:
    job, timeline = at_work.job, at_work.timeline
    name, now = job.stages.key("job", [timeline]), job.studio.now()
    left = tuple(
        ExportedFile(one.report.produce_id, one.report.sha256, file, name, now, sources_of(timeline, one.report))
        for file, one in files.items()
    )
    prints = [(one.report.produce_id, taken) for one in files.values() if (taken := _fingerprint(one, job.studio))]
    reports = Reports(files={file: one.report.model_copy(update={"file": file}) for file, one in files.items()})
    job.studio.recorder.record(left, prints)
    export((), {**files, paper: reports}, out)
    job.stages.finish()
    return Left(tuple(out / file for file in files), out / paper, reports)


def _fingerprint(sealed: Labelled, studio: Studio) -> Fingerprint | None:
    if isinstance(sealed, LabelledVideo):
        return studio.fingerprint(sealed.path)
    return fingerprint_any(sealed.path) if isinstance(sealed, LabelledImage | LabelledAudio) else None


def _video(at_work: _Scene, suffix: str) -> Labelled:
    rendered = render(at_work.timeline, at_work.job)
    at_work.job.tell("seal", 0.0)
    return at_work.exporting.sealer.video(rendered, at_work.timeline, at_work.folder / f"video{suffix}")


def _cover(at_work: _Scene, suffix: str) -> Labelled:
    still = at_work.job.studio.renderer.still(at_work.timeline, at_work.timeline.cover)
    return at_work.exporting.sealer.image(still, at_work.timeline, at_work.folder / f"cover{suffix}")


def _moving(at_work: _Scene, suffix: str) -> Labelled:
    small, step, pause = small_and_steps(at_work.timeline, at_work.job.studio)
    pictures = at_work.exporting.frames(small, step)
    return at_work.exporting.sealer.animation(pictures, pause, small, at_work.folder / f"preview{suffix}")


def _voice(at_work: _Scene, suffix: str) -> Labelled:
    samples = at_work.exporting.voice(at_work.timeline, at_work.folder)
    return at_work.exporting.sealer.audio(samples, _RATE, at_work.timeline, at_work.folder / f"voice{suffix}")


def _captions(at_work: _Scene, suffix: str) -> Labelled:
    text = (as_vtt if suffix == ".vtt" else as_srt)(at_work.timeline)
    return at_work.exporting.sealer.text(text, at_work.timeline, at_work.folder / f"captions{suffix}")


def _bundle(at_work: _Scene, files: Mapping[str, Labelled], paper: str) -> Labelled:
    reports = Reports(files={name: one.report.model_copy(update={"file": name}) for name, one in files.items()})
    papers = {paper: reports.model_dump_json(indent=2).encode()}
    return at_work.exporting.sealer.bundle(files, papers, at_work.timeline, at_work.folder / "all.zip")


def _with_suffix(make: Callable[[_Scene, str], Labelled], suffix: str, at_work: _Scene) -> Labelled:
    return make(at_work, suffix)


def _by(make: Callable[[_Scene, str], Labelled], *kinds: Kind) -> dict[Kind, Callable[[_Scene], Labelled]]:
    return {kind: partial(_with_suffix, make, f".{kind}") for kind in kinds}


_MAKERS: Mapping[Kind, Callable[[_Scene], Labelled]] = {
    **_by(_video, "mp4", "mov"),
    **_by(_cover, "jpg", "png"),
    **_by(_moving, "webp", "gif"),
    **_by(_voice, "mp3", "wav", "m4a"),
    **_by(_captions, "srt", "vtt"),
}
_PARTS: Mapping[Kind, str] = {
    "webp": "-preview", "gif": "-preview", "mp3": "-voice", "wav": "-voice", "m4a": "-voice",
}  # fmt: skip
