"""Wiring: the settings become a studio. The only place that knows which class does which part."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agent.budget import Limits
from agent.chat import LlmSettings, money
from agent.offline import OfflinePlanner
from agent.providers import provider
from domain.asset import AssetStore
from domain.errors import SettingsError
from domain.render import EncodeSettings, Progress, Render
from domain.timeline import Timeline
from labeling.certificates import load_signer
from labeling.recognition.fingerprint import Fingerprint
from labeling.regimes import chosen
from media.effects import make_effect
from media.fonts import load_font_book
from media.music import beats, compose_music
from media.picture import load_picture
from pipeline.clock import Clock, system_clock
from pipeline.exported import ExportedFile
from pipeline.fingerprint import code_fingerprint
from pipeline.granting import Granting
from pipeline.grants import GrantLog
from pipeline.kinds import Exporting
from pipeline.plan_steps import WritersRoom
from pipeline.portraits import Portraits
from pipeline.prices import load_prices
from pipeline.sealing import LocalSealer
from pipeline.settings import Settings, require_producer
from pipeline.setup import certificates_folder, ensure_certificates
from pipeline.storage.opening import open_assets
from pipeline.studio import Moving, Sounds, Studio
from pipeline.voices import speakers
from presenter.filming import EnginePlace, LipSyncEngine
from renderer.audio.mix import mix_voice
from renderer.memory import share_freed_memory
from renderer.render import render
from renderer.resources import Resources
from renderer.still import draw_frames, draw_still
from renderer.text.mask import draw_mask
from renderer.text.measure import SkiaMeasurer

if TYPE_CHECKING:
    from pipeline.consents import ConsentRecord
    from pipeline.store.ledger import Ledger


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


class LateLedger:
    """The ledger of one installation, opened beside the end of the first render or when the first number is taken:
    what it takes to reach a database is a sixth of starting and 50 MB, and there is nothing to keep before."""

    def __init__(self, open_: "Callable[[], Ledger]") -> None:
        self._open, self._lock = open_, Lock()
        self._ledger: Ledger | None = None
        self._begun = False

    def opened(self) -> "Ledger":
        """The ledger. Raises SettingsError or StorageError when it cannot be reached."""
        with self._lock:
            self._ledger = self._ledger or self._open()
            return self._ledger

    def get_ready(self) -> None:
        """Open it in a thread, beside what the caller does next; what fails then is raised when it is needed."""
        if self._begun:
            return
        self._begun = True
        pool = ThreadPoolExecutor(1, "ledger")
        pool.submit(self.opened)
        pool.shutdown(wait=False)

    def claim(self, produce_id: str) -> bool:
        """Take a number for good; False when it was taken before."""
        return self.opened().claim(produce_id)

    def record(self, files: tuple[ExportedFile, ...], fingerprints: Iterable[tuple[str, Fingerprint]] = ()) -> None:
        """Note which files carry their numbers, and what some are recognised by, all or none."""
        self.opened().record(files, fingerprints)


def open_studio(settings: Settings, now: Clock = system_clock) -> Studio:
    """The studio these settings describe; creates the signing certificates on first use.

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
    ledger = late_ledger(settings, now)
    sealer = open_sealer(settings, store, resources, now, ledger)
    return Studio(
        store=store,
        planners=(OfflinePlanner(),),
        model=language_model(settings),
        speakers=partial(speakers, settings),
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


def open_writers(settings: Settings) -> WritersRoom:
    """Who may write a script with these settings; needs no producer, since nothing is made."""
    return WritersRoom((OfflinePlanner(),), language_model(settings))


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


def late_ledger(settings: Settings, now: Clock = system_clock) -> LateLedger:
    """Where numbers are taken and files recorded. Raises SettingsError for a database that is none, at once."""
    ledger = LateLedger(partial(_ledger, settings, now))
    if settings.database_url:
        ledger.opened()
    return ledger


def _ledger(settings: Settings, now: Clock) -> "Ledger":
    from pipeline.store.opening import open_ledger

    return open_ledger(settings, now)


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


def language_model(settings: Settings) -> LlmSettings | None:
    """The language model these settings describe; ``None`` when it is off. Raises SettingsError."""
    if not settings.llm_enabled:
        return None
    if not settings.llm_model:
        raise SettingsError("llm_enabled is on, but llm_model is empty", hint="set VITRINE_LLM_MODEL, or switch it off")
    name = settings.llm_provider
    if name == "auto":
        name = "compatible" if settings.llm_base_url else "openai"
    if not (settings.llm_base_url or provider(name).base_url):
        raise SettingsError(f"llm_provider '{name}' has no address", hint="set llm_base_url")
    limit, currency = money(settings.llm_budget) if settings.llm_budget else (None, "USD")
    return LlmSettings(
        provider=name,
        base_url=settings.llm_base_url or "",
        api_key=settings.llm_api_key.get_secret_value(),
        model=settings.llm_model,
        temperature=settings.llm_temperature,
        seed=settings.llm_seed,
        timeout_s=settings.llm_timeout,
        deadline_s=settings.llm_deadline,
        max_tries=settings.llm_tries,
        max_output_tokens=settings.llm_max_output_tokens,
        limits=Limits(tokens=settings.llm_token_budget, money=limit, currency=currency),
        prices=load_prices(settings.llm_prices) if settings.llm_prices else {},
    )
