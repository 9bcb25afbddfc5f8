"""Lip-sync: a portrait that speaks is filmed by an external engine; where that fails, a character speaks instead."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from domain.asset import Asset
from domain.base import Frozen
from domain.brief import Brief
from domain.errors import AssetError, LipSyncError
from domain.portrait import Take
from domain.presenter import Cast, Portrait
from domain.script import Script
from domain.voice import SAMPLE_RATE, SpokenScene
from media.picture import load_picture
from media.portrait_clip import check_whole, portrait_clip
from pipeline.casting import AUTO, cast
from pipeline.job import Job
from pipeline.speaking import Speech
from presenter.filming import LipSyncEngine
from presenter.wav import read_wav, wav_bytes

STAGE = "lip-sync"
_PAUSE_MS = 400
"""Silence after each scene, in which the lips come to rest."""
_OFF_MS = 1000
"""By how much a clip may be longer or shorter than the voice."""


class Filmed(Frozen):
    """A portrait filmed speaking, each scene's part of the clip; or why it was not."""

    clip: Asset | None = None
    takes: tuple[Take, ...] = ()
    failure: str = ""


def film(presenter: Cast | None, brief: Brief, script: Script, speech: Speech, job: Job) -> tuple[Cast | None, str]:
    """The cast with its speaking filmed, where an engine is switched on and a portrait presents.

    When the engine fails it is an illustrated character, and the reason is told.
    """
    engine = job.studio.lip_sync
    if engine is None or presenter is None or presenter.portrait is None:
        return presenter, ""
    portrait, scenes = presenter.portrait, speech.voiceover.scenes
    filmed = job.stages.run(
        STAGE,
        Filmed,
        [engine.place.base_url, portrait.asset, portrait.points, list(scenes)],
        lambda: _filmed(engine, portrait, scenes, job),
        whole=lambda done: done.clip is None or job.studio.holds((done.clip,)),
        keep=lambda done: not done.failure,
    )
    if filmed.clip:
        return presenter.model_copy(update={"clip": filmed.clip, "takes": filmed.takes}), ""
    drawn = brief.model_copy(update={"presenter": AUTO})
    return cast(drawn, script, speech.voiceover, job.studio.portraits), filmed.failure


def _filmed(engine: LipSyncEngine, portrait: Portrait, scenes: Sequence[SpokenScene], job: Job) -> Filmed:
    job.tell(STAGE, 0.0)
    store = job.studio.store
    lines = [read_wav(store.path(scene.audio)) for scene in scenes]
    rest = np.zeros(_PAUSE_MS * SAMPLE_RATE // 1000, np.int16)
    sound = np.concatenate([part for line in lines for part in (line, rest)])
    ends = np.cumsum([len(line) + len(rest) for line in lines]) * 1000 // SAMPLE_RATE
    starts = [0, *(int(end) for end in ends[:-1])]
    picture = load_picture(store.path(portrait.asset.sha256))
    still = portrait_clip(picture, portrait.points, float(ends[-1]) / 1000)
    try:
        with engine.film(wav_bytes(sound), still, lambda done: job.tell(STAGE, done)) as path:
            clip = _taken_in(path, f"{portrait.name}-speaking.mp4", int(ends[-1]), job)
    except LipSyncError as error:
        return Filmed(failure=error.message)
    except AssetError as error:
        return Filmed(failure=f"what the lip-sync engine sent cannot be used: {error.message}")
    takes = tuple(
        Take(asset=clip.sha256, start_ms=start, end_ms=int(end)) for start, end in zip(starts, ends, strict=True)
    )
    return Filmed(clip=clip, takes=takes)


def _taken_in(path: Path, name: str, ms: int, job: Job) -> Asset:
    """The clip in the store, looked at like any stranger's. Raises AssetError, LipSyncError."""
    clip = job.studio.store.put_file(path)
    if clip.kind != "video":
        raise LipSyncError(f"the lip-sync engine sent a file of kind {clip.kind}", hint="see the service's own log")
    if abs(clip.duration_ms - ms) > _OFF_MS:
        raise LipSyncError(
            f"the lip-sync engine's clip is {clip.duration_ms / 1000:.1f} s long, the voice {ms / 1000:.1f} s",
            hint="see the service's own log",
        )
    check_whole(job.studio.store.path(clip.sha256), name, ms / 1000 - _OFF_MS / 1000)
    return clip.model_copy(update={"name": name})
