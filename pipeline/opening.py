"""Opening what works with videos made before: granting copies without the visible mark, exporting other kinds."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.timeline import Timeline
from media.picture import load_picture
from pipeline.clock import Clock, system_clock
from pipeline.granting import Granting
from pipeline.grants import GrantLog
from pipeline.kinds import Exporting
from pipeline.settings import Settings
from pipeline.wiring import open_sealer, open_studio
from renderer.audio.mix import mix_voice
from renderer.resources import Resources
from renderer.still import draw_frames


def open_granting(settings: Settings, now: Clock = system_clock) -> Granting:
    """What granting copies without the visible mark works with."""
    studio = open_studio(settings, now)
    resources = Resources(studio.fonts, studio.store.path, load_picture)
    return Granting(studio, open_sealer(settings, studio.store, resources, now), open_grant_log(settings, now))


def open_exporting(settings: Settings, now: Clock = system_clock) -> Exporting:
    """What exporting a video as other kinds of file works with."""
    studio = open_studio(settings, now)
    resources = Resources(studio.fonts, studio.store.path, load_picture)
    sealer = open_sealer(settings, studio.store, resources, now)
    voice = partial(_voice, studio.store.path)
    return Exporting(studio, sealer, voice, lambda timeline, step: list(draw_frames(timeline, step, resources)))


def _voice(asset_path: Callable[[str], Path], timeline: Timeline, folder: Path) -> NDArray[np.float32]:
    return mix_voice(timeline, asset_path, folder)


def open_grant_log(settings: Settings, now: Clock = system_clock) -> GrantLog:
    """The log of those copies."""
    return GrantLog(settings.home / "grants", now)
