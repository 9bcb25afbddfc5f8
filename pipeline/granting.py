"""Granting: the two steps to the one copy without the visible mark that 标识办法 art. 9 allows."""

from dataclasses import dataclass
from pathlib import Path

from domain.errors import LabelError, SettingsError
from domain.grant import Application, Grant
from domain.label import GrantedCopy
from domain.timeline import Timeline
from labeling.mark import unmarked
from labeling.seal_granted import seal_granted
from pipeline.delivery import check_room
from pipeline.export import slug
from pipeline.exported import ExportedFile
from pipeline.grants import GrantLog, timeline_hash
from pipeline.rendering import check_assets, check_glyphs, sealing_folder
from pipeline.sealing import LocalSealer, pictures
from pipeline.settings import Settings
from pipeline.studio import Studio


@dataclass(frozen=True)
class Granting:
    """What granting works with."""

    studio: Studio
    sealer: LocalSealer
    log: GrantLog


def require_granting(settings: Settings) -> None:
    """Raise SettingsError unless the operator switched granting on; it is off without a setting."""
    if not settings.article9:
        raise SettingsError(
            "copies without the visible mark are not granted here",
            hint="an operator who has the applicants' agreements may set article9 = true in vitrine.toml",
        )


def give(application: Application, log: GrantLog) -> Grant:
    """The first step: the application is granted and stands in the log. No file is made."""
    return log.give(application)


def take_copy(number: str, timeline: Timeline, out: Path, granting: Granting) -> GrantedCopy:
    """The second step: the one copy of the grant, rendered without the mark, sealed with every other label.

    Raises LabelError when the grant is for another video, ended, or was used.
    """
    grant, studio = granting.log.grant(number), granting.studio
    if granting.log.used(number) or not grant.granted <= studio.now() < grant.ends:
        raise LabelError(f"{number} was used or has ended", hint="grant another application")
    if timeline_hash(timeline) != grant.application.timeline:
        raise LabelError(f"{number} was granted for another video", hint="name the timeline it was granted for")
    check_room(out, studio.work, float(timeline.seconds))
    check_assets(timeline, studio)
    bare = unmarked(timeline)
    check_glyphs(bare, studio)
    out.mkdir(parents=True, exist_ok=True)
    with sealing_folder(studio.work) as folder:
        rendered = studio.renderer.video(bare, folder / "bare.mp4", lambda stage, done: None, fresh=True)
        request = granting.sealer.request(timeline, pictures(timeline.scenes))
        target = out / f"{slug(timeline.title)}-{number}.mp4"
        copy = seal_granted(rendered, request, grant, granting.log, target)
    now = studio.now()
    report = copy.report
    studio.recorder.record((ExportedFile(report.produce_id, report.sha256, report.file, number, now),))
    return copy
