"""Diagnosis: what of this installation is ready, what falls back, what is switched off and what is missing."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import av
import imageio_ffmpeg

from agent.chat import LlmSettings
from agent.providers import providers
from domain.base import Frozen
from domain.brief import Language
from domain.errors import SpeechError, VitrineError
from labeling.certificates import load_signer
from media.fonts import describe, load_font_book
from pipeline.delivery import check_room
from pipeline.settings import Settings, require_producer, setting_files, stray_variables
from pipeline.setup import certificates_folder
from pipeline.storage.admission import Admission
from pipeline.storage.opening import is_shared, open_storage
from pipeline.store.opening import open_database
from pipeline.voices import open_piper, speakers
from pipeline.wiring import lip_sync
from pipeline.writers import language_model
from presenter.espeak import EspeakSpeaker
from presenter.voices import load_voices
from templates.catalogue import template_names

State = Literal["ready", "falls back", "off", "missing"]
_LANGUAGES: tuple[tuple[Language, str], ...] = (("zh", "你好"), ("en", "Hello"))


class Finding(Frozen):
    """One thing looked at. ``remedy`` is what to do when it is not ready."""

    name: str
    state: State
    detail: str
    remedy: str = ""


def diagnose(settings: Settings) -> tuple[Finding, ...]:
    """Everything a job needs, looked at one by one; a part that fails is a finding, never an error."""
    return tuple(finding for look in _LOOKS for finding in _looked(look, settings))


def _looked(look: Callable[[Settings], Iterator[Finding]], settings: Settings) -> Iterator[Finding]:
    try:
        yield from look(settings)
    except VitrineError as error:
        name = look.__name__.removeprefix("_")
        yield Finding(name=name, state="missing", detail=error.message, remedy=error.hint)


def _settings(settings: Settings) -> Iterator[Finding]:
    files = ", ".join(str(path) for path in setting_files()) or "no file, so defaults and VITRINE_* variables"
    yield Finding(name="settings", state="ready", detail=files)
    for name in stray_variables():
        yield Finding(name="settings", state="missing", detail=f"{name} is set, but there is no such setting")


def _producer(settings: Settings) -> Iterator[Finding]:
    yield Finding(name="producer", state="ready", detail=require_producer(settings))


def _home(settings: Settings) -> Iterator[Finding]:
    check_room(settings.home, settings.work, 60)
    place = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(place).free / 1e9
    yield Finding(name="home", state="ready", detail=f"{settings.home} ({free:.1f} GB free)")


def _certificates(settings: Settings) -> Iterator[Finding]:
    folder = certificates_folder(settings)
    if not folder.exists():
        yield Finding(name="certificates", state="ready", detail=f"made in {folder} on first use")
        return
    signer = load_signer(folder)
    stamp = f"time-stamped by {settings.tsa_url}" if settings.tsa_url else "without a time stamp"
    yield Finding(name="certificates", state="ready", detail=f"valid until {signer.valid_until:%Y-%m-%d}, {stamp}")


def _fonts(settings: Settings) -> Iterator[Finding]:
    for line in describe(load_font_book(settings.font_dir)):
        away = "is not installed" in line
        remedy = "install the packages of scripts/apt-packages.txt" if away else ""
        yield Finding(name="fonts", state="falls back" if away else "ready", detail=line, remedy=remedy)


def _script(settings: Settings) -> Iterator[Finding]:
    yield Finding(name="script", state="ready", detail="offline planner (zh, en)")
    model = language_model(settings)
    if model is None:
        detail, remedy = "language model; the offline planner writes", "set llm_enabled and llm_model to use one"
        yield Finding(name="script", state="off", detail=detail, remedy=remedy)
    else:
        yield _model(model)
    used = model.provider if model else ""
    others = {name: row for name, row in providers().items() if name != used}
    known = ", ".join(name for name, row in others.items() if row.installed)
    yield Finding(name="script", state="off", detail=f"other providers: {known}", remedy="set llm_provider to use one")
    for name, row in others.items():
        if not row.installed:
            remedy = f"pip install 'vitrine[{row.extra}]' adds it"
            yield Finding(name="script", state="off", detail=f"provider {name} is not installed", remedy=remedy)


def _model(model: LlmSettings) -> Finding:
    key = "with a key" if model.api_key else "without a key"
    keyless = model.api_key or model.row.keyless
    price = f"{model.price.input}/{model.price.output} {model.price.currency}" if model.price else "unknown"
    detail = (
        f"{model.row.title}: {model.place} {key}, price per million tokens {price};"
        " asked when used, else the offline planner"
    )
    return Finding(
        name="script",
        state="ready" if keyless else "missing",
        detail=detail,
        remedy="" if keyless else "set VITRINE_LLM_API_KEY",
    )


def _voice(settings: Settings) -> Iterator[Finding]:
    voices = load_voices()
    for language, words in _LANGUAGES:
        speaker = EspeakSpeaker()
        speaker.speak(words, language)
        names = ", ".join(v.name for v in voices if v.provider == speaker.name and v.language == language)
        yield Finding(name="voice", state="ready", detail=f"embedded {language}: {names}")
    asked = speakers(settings, "auto")
    yield Finding(name="voice", state="ready", detail="asked in this order: " + ", ".join(one.name for one in asked))
    for provider, switch in (("edge", "edge_enabled"), ("openai", "speech_enabled")):
        for language, _ in _LANGUAGES:
            names = ", ".join(v.name for v in voices if v.provider == provider and v.language == language)
            detail = f"online {language}: {names}"
            if provider in {one.name for one in asked}:
                yield Finding(name="voice", state="ready", detail=detail)
            else:
                yield Finding(name="voice", state="off", detail=detail, remedy=f"set {switch} to use it")
    yield from _piper(settings)


def _piper(settings: Settings) -> Iterator[Finding]:
    """The local neural voice: it says a word in each language it has a file for."""
    speaker = open_piper(settings)
    if speaker is None:
        remedy = "set piper_path and piper_voices to use it"
        yield Finding(name="voice", state="off", detail="local neural voice: piper", remedy=remedy)
        return
    for language, words in _LANGUAGES:
        try:
            voice = speaker.voice_for(language)
            speaker.speak(words, language)
            yield Finding(name="voice", state="ready", detail=f"local {language}: {voice}")
        except SpeechError as error:
            yield Finding(
                name="voice", state="falls back", detail=f"local {language}: {error.message}", remedy=error.hint
            )


def _lipsync(settings: Settings) -> Iterator[Finding]:
    engine = lip_sync(settings)
    if engine is None:
        yield Finding(name="lip-sync", state="off", detail="external engine", remedy="set lipsync_enabled to use it")
    elif not os.access(engine.place.folder, os.W_OK):
        yield Finding(
            name="lip-sync",
            state="falls back",
            detail=f"{engine.place.folder} cannot be written, so characters speak in place of portraits",
            remedy="set lipsync_folder to the folder that the service has as /code/data",
        )
    else:
        detail = f"{engine.place.base_url} (not asked now), files through {engine.place.folder}"
        yield Finding(name="lip-sync", state="ready", detail=detail)


def _encoder(settings: Settings) -> Iterator[Finding]:
    there = "libx264" in av.codecs_available
    detail = f"libx264 {settings.preset}, crf {settings.crf}"
    remedy = "" if there else "install the package 'av' from its wheel"
    yield Finding(name="encoder", state="ready" if there else "missing", detail=detail, remedy=remedy)
    try:
        yield Finding(name="sound mixer", state="ready", detail=f"ffmpeg {imageio_ffmpeg.get_ffmpeg_version()}")
    except (RuntimeError, OSError) as error:
        yield Finding(name="sound mixer", state="missing", detail=str(error), remedy="install imageio-ffmpeg again")


def _templates(settings: Settings) -> Iterator[Finding]:
    yield Finding(name="templates", state="ready", detail=", ".join(template_names()))


def _database(settings: Settings) -> Iterator[Finding]:
    database = open_database(settings)
    if database.is_sqlite and not Path(str(database.engine.url.database)).is_file():
        yield Finding(name="database", state="ready", detail=f"{database.where}, made by 'vitrine serve'")
        return
    with database.session() as session:
        session.connection().exec_driver_sql("SELECT 1")
    database.close()
    kind = "one machine" if database.is_sqlite else "any number of workers"
    yield Finding(name="database", state="ready", detail=f"{database.where} ({kind})")


def _storage(settings: Settings) -> Iterator[Finding]:
    open_storage(settings).check()
    kept = f"kept {settings.keep_days} days" if settings.keep_days else "kept for ever"
    where = settings.storage_url or settings.home / "storage"
    yield Finding(name="storage", state="ready", detail=f"{where}; finished files are {kept}")
    if not is_shared(settings) and settings.database_url.startswith("postgresql"):
        remedy = "set storage_url to s3://bucket/prefix, or to a folder that all machines share"
        yield Finding(name="storage", state="falls back", detail="a folder beside PostgreSQL", remedy=remedy)


def _jobs(settings: Settings) -> Iterator[Finding]:
    Admission((settings.home,), settings.free_space_mb * 1_000_000).check()
    limits = f"{settings.job_minutes:g} minutes and {settings.job_memory_mb} MB each"
    floor = f"none below {settings.free_space_mb} MB of free disk"
    yield Finding(name="jobs", state="ready", detail=f"{settings.worker_jobs} at a time, {limits}; {floor}")


_LOOKS = (
    _settings,
    _producer,
    _home,
    _certificates,
    _fonts,
    _script,
    _voice,
    _lipsync,
    _encoder,
    _templates,
    _database,
    _storage,
    _jobs,
)
