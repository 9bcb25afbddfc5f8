"""Wiring: the settings become a studio. The only place that knows which class does which part."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agent.offline import OfflinePlanner
from domain.asset import AssetStore
from domain.errors import SettingsError
from domain.render import EncodeSettings, Progress, Render
from domain.timeline import Timeline
from labeling.certificates import load_signer
from labeling.regimes import chosen
from media.effects import make_effect
from media.fonts import load_font_book
from media.music import beats, compose_music
from media.picture import load_picture
from pipeline.bookkeeper import Hired
from pipeline.clock import Clock, system_clock
from pipeline.fingerprint import code_fingerprint
from pipeline.late_ledger import Books, LateLedger
from pipeline.portraits import Portraits
from pipeline.sealing import LocalSealer
from pipeline.settings import Settings, require_producer
from pipeline.setup import certificates_folder, ensure_certificates
from pipeline.storage.opening import open_assets
from pipeline.studio import Moving, Sounds, Studio
from presenter.filming import EnginePlace, LipSyncEngine
from renderer.memory import share_freed_memory
from renderer.render import render
from renderer.resources import Resources
from renderer.still import draw_frames, draw_still
from renderer.text.mask import draw_mask
from renderer.text.measure import SkiaMeasurer

if TYPE_CHECKING:
    from agent.chat import LlmSettings
    from pipeline.consents import ConsentRecord
    from presenter.speaker import Speaker


@dataclass(frozen=True)
class LocalRenderer:
    """The renderer with its resources, encoder settings and cache of encoded scenes."""

    resources: Resources
    encode: EncodeSettings
    cache: Path
    workers: int
    cache_bytes: int

    def video(self, timeline: Timeline, out: Path, progress: Progress, *, fresh: bool) -> Render:
        """The timeline as an unsealed MP4; ``fresh`` neither uses nor keeps encoded scenes."""
        return render(
            timeline, self.resources, self.encode, self.cache, out, progress, not fresh, self.workers, self.cache_bytes
        )

    def still(self, timeline: Timeline, frame: int) -> NDArray[np.uint8]:
        """One frame as RGB."""
        return draw_still(timeline, frame, self.resources)

    def frames(self, timeline: Timeline, step: int) -> Iterator[NDArray[np.uint8]]:
        """Every ``step``-th frame as RGB, in order."""
        return draw_frames(timeline, step, self.resources)


def open_studio(settings: Settings, now: Clock = system_clock, hired: Hired | None = None) -> Studio:
    """The studio these settings describe; creates the signing certificates on first use. ``hired`` keeps the ledger,
    if anybody was.

    Raises SettingsError without a producer or with half-configured providers, AssetError without fonts.
    """
    require_producer(settings)
    share_freed_memory()
    folder, certified = certificates_folder(settings), ensure_certificates(settings, now)
    fonts = load_font_book(settings.font_dir)
    store = open_assets(settings)
    resources = Resources(fonts, store.path, load_picture)
    measure = SkiaMeasurer(fonts, resources.faces)
    encode = EncodeSettings(preset=settings.preset, crf=settings.crf, threads=settings.threads)
    renderer = LocalRenderer(
        resources, encode, settings.home / "cache" / "segments", settings.render_workers, settings.cache_mb * 10**6
    )
    ledger = late_ledger(settings, now, hired)
    sealer = open_sealer(settings, store, resources, now, ledger)
    return Studio(
        store=store,
        planners=(OfflinePlanner(),),
        model=_model(settings),
        speakers=partial(_speakers, settings),
        sounds=Sounds(music=compose_music, beats=beats, effect=make_effect),
        fonts=fonts,
        measure=measure,
        encode=encode,
        renderer=renderer,
        sealer=sealer,
        moving=Moving(renderer.frames, sealer.animation),
        lip_sync=lip_sync(settings),
        recorder=ledger,
        portraits=open_portraits(settings, now),
        regimes=chosen(settings.regimes),
        now=now,
        work=settings.work,
        code=code_fingerprint(),
        notes=(f"signing certificates were made in {folder}: keep a copy of them",) if certified else (),
    )


def open_sealer(
    settings: Settings,
    store: AssetStore,
    resources: Resources,
    now: Clock = system_clock,
    ledger: LateLedger | None = None,
) -> LocalSealer:
    """Who seals here: the producer with the certificates, regimes and ledger. Raises SettingsError."""
    return LocalSealer(
        producer=require_producer(settings),
        signer=load_signer(certificates_folder(settings), settings.tsa_url or ""),
        store=store,
        measure=SkiaMeasurer(resources.fonts, resources.faces),
        paint=partial(draw_mask, fonts=resources.fonts, faces=resources.faces),
        ledger=ledger or late_ledger(settings, now),
        now=now,
        quarantine=settings.home / "quarantine",
        regimes=chosen(settings.regimes),
    )


def late_ledger(settings: Settings, now: Clock = system_clock, hired: Hired | None = None) -> LateLedger:
    """Where numbers are taken and files recorded. Raises SettingsError for a database that is none, at once."""
    open_here = partial(_ledger, settings, now)
    ledger = LateLedger(partial(hired, open_here) if hired else open_here)
    if settings.database_url:
        ledger.opened()
    return ledger


def _ledger(settings: Settings, now: Clock) -> Books:
    from pipeline.store.opening import open_ledger

    return open_ledger(settings, now)


def _model(settings: Settings) -> "LlmSettings | None":
    if not settings.llm_enabled:
        return None
    from pipeline.writers import language_model

    return language_model(settings)


def _speakers(settings: Settings, voice: str) -> "tuple[Speaker, ...]":
    from pipeline.voices import speakers

    return speakers(settings, voice)


def open_portraits(settings: Settings, now: Clock = system_clock) -> Portraits:
    """The portraits registered here, and the consents they are used under."""
    return Portraits(cache(partial(_consents, settings)), open_assets(settings), now, settings.face_model)


def _consents(settings: Settings) -> "ConsentRecord":
    from pipeline.consents import ConsentRecord
    from pipeline.store.opening import open_database

    return ConsentRecord(open_database(settings))


def lip_sync(settings: Settings) -> LipSyncEngine | None:
    """The lip-sync engine these settings describe; ``None`` when it is off. Raises SettingsError."""
    if not settings.lipsync_enabled:
        return None
    if not (settings.lipsync_base_url and settings.lipsync_folder):
        raise SettingsError(
            "lipsync_enabled is on, but lipsync_base_url or lipsync_folder is empty",
            hint="set both: the service's address, and the folder that it has as /code/data",
        )
    from presenter.duix import DuixEngine, Waiting

    place = EnginePlace(settings.lipsync_base_url, settings.lipsync_folder)
    return DuixEngine(place, Waiting(task_s=settings.lipsync_timeout, stuck_s=settings.lipsync_stuck))
