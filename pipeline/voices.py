"""Voices: who may speak with these settings, in which order, and whether a voice speaks a language."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from domain.brief import Language
from domain.errors import BriefError, SettingsError, SpeechError
from pipeline.explain import nearest
from pipeline.settings import Settings, VoiceProvider
from presenter.espeak import EspeakSpeaker
from presenter.speaker import Speaker
from presenter.voices import AUTO, Voice, load_voices, voice_names

if TYPE_CHECKING:
    from presenter.piper import PiperSpeaker

Opener = Callable[[Settings, str], Speaker | None]


def speakers(settings: Settings, voice: str) -> tuple[Speaker, ...]:
    """Who may speak, in order: the provider of the wanted voice first, the others as ``voice_order`` says.

    Raises SettingsError when none of those in the order is switched on.
    """
    own = next((known.provider for known in load_voices() if known.name == voice), "")
    order = sorted(dict.fromkeys(settings.voice_order), key=lambda name: name != own)
    able = [speaker for name in order if (speaker := _OPENERS[name](settings, voice))]
    if not able:
        raise SettingsError(
            f"no voice may speak: voice_order is {', '.join(order)}, and none of them is switched on",
            hint="add espeak to voice_order, or switch one of them on",
        )
    return tuple(able)


def check_voice(voice: str, language: Language) -> None:
    """Raise BriefError when there is no such voice, or it does not speak the language."""
    names = voice_names(language)
    if voice == AUTO or voice in names:
        return
    known = {known.name: known for known in load_voices()}
    if voice not in known:
        raise BriefError(f"voice '{voice}' is not known", hint=nearest(voice, {AUTO, *known}))
    raise BriefError(
        f"voice '{voice}' speaks {known[voice].language}, not {language}",
        hint=f"choose auto or one of {', '.join(names)}",
    )


@dataclass(frozen=True)
class Standing:
    """A voice, whether it may speak with these settings, and what to set when it may not."""

    voice: Voice
    usable: bool
    remedy: str = ""


def standings(settings: Settings, language: Language | None = None) -> tuple[Standing, ...]:
    """Every voice of the catalogue, or of one language, and how it stands here. Asks no service."""
    return tuple(
        _standing(voice, settings) for voice in load_voices() if language is None or voice.language == language
    )


def known_language(name: str) -> Language:
    """The language of this code. Raises BriefError when no voice speaks it."""
    for voice in load_voices():
        if voice.language == name:
            return voice.language
    spoken = ", ".join(dict.fromkeys(voice.language for voice in load_voices()))
    raise BriefError(f"no voice speaks '{name}'", hint=f"choose one of {spoken}")


def switch_of(provider: str) -> str:
    """What to set so that a provider may speak."""
    return _SWITCHES.get(provider, "add espeak to voice_order")


def _standing(voice: Voice, settings: Settings) -> Standing:
    if voice.provider not in settings.voice_order:
        return Standing(voice, usable=False, remedy=f"add {voice.provider} to voice_order")
    try:
        opened = _OPENERS[voice.provider](settings, voice.name)
    except SettingsError as error:
        return Standing(voice, usable=False, remedy=error.hint)
    if opened is None:
        return Standing(voice, usable=False, remedy=switch_of(voice.provider))
    try:
        opened.voice_for(voice.language)
    except SpeechError as error:
        return Standing(voice, usable=False, remedy=error.hint)
    return Standing(voice, usable=True)


def _espeak(settings: Settings, voice: str) -> Speaker:
    return EspeakSpeaker(voice)


def _edge(settings: Settings, voice: str) -> Speaker | None:
    if not settings.edge_enabled:
        return None
    from presenter.edge import EdgeSpeaker

    return _kept(settings, EdgeSpeaker(voice), "edge")


def _openai(settings: Settings, voice: str) -> Speaker | None:
    if not settings.speech_enabled:
        return None
    if not (settings.speech_base_url or settings.speech_api_key.get_secret_value()):
        raise SettingsError(
            "speech_enabled is on, but there is neither speech_api_key nor speech_base_url",
            hint="set VITRINE_SPEECH_API_KEY, or the address of your own server",
        )
    from presenter.openai_speech import OpenAiSpeaker, SpeechService
    from presenter.patience import Patience, Persistence

    service = SpeechService(
        model=settings.speech_model,
        base_url=settings.speech_base_url,
        api_key=settings.speech_api_key.get_secret_value(),
        voice=settings.speech_voice,
    )
    patience = Patience(receive_s=settings.speech_timeout, line_s=settings.speech_timeout, tries=settings.speech_tries)
    speaker = OpenAiSpeaker(service, EspeakSpeaker(), voice, Persistence(patience))
    return _kept(settings, speaker, f"openai {settings.speech_base_url}")


def open_piper(settings: Settings) -> "PiperSpeaker | None":
    """The local neural voice without a memory; ``None`` when it is off. Raises SettingsError."""
    if settings.piper_path is None:
        return None
    if not settings.piper_voices:
        raise SettingsError(
            "piper_path is set, but piper_voices names no voice file",
            hint="name a voice's .onnx file, with its .onnx.json beside it",
        )
    from presenter.piper import PiperSpeaker, read_voice

    voices = [read_voice(path) for path in settings.piper_voices]
    return PiperSpeaker(settings.piper_path, voices, EspeakSpeaker(), settings.piper_timeout)


def _piper(settings: Settings, voice: str) -> Speaker | None:
    speaker = open_piper(settings)
    if speaker is None:
        return None
    files = [(path, path.stat()) for path in settings.piper_voices]
    stand = [f"{path} {known.st_size} {known.st_mtime_ns}" for path, known in files]
    return _kept(settings, speaker, f"piper {settings.piper_path} {stand}")


def _kept(settings: Settings, speaker: Speaker, where: str) -> Speaker:
    """With lips, and a memory of its own for each service."""
    from presenter.cache import CachedSpeaker
    from presenter.lips import WithLips

    folder = settings.home / "cache" / "speech" / hashlib.sha256(where.encode()).hexdigest()[:16]
    return CachedSpeaker(WithLips(speaker, EspeakSpeaker()), folder, settings.speech_cache_mb * 10**6)


_OPENERS: Mapping[VoiceProvider, Opener] = MappingProxyType(
    {"openai": _openai, "edge": _edge, "piper": _piper, "espeak": _espeak}
)
_SWITCHES: Mapping[str, str] = MappingProxyType(
    {
        "edge": "set edge_enabled to true",
        "openai": "set speech_enabled to true",
        "piper": "set piper_path and piper_voices",
    }
)
