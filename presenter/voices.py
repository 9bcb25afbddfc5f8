"""The voice catalogue: who speaks which language, as data."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from domain.base import Frozen
from domain.brief import Language
from domain.errors import SpeechError
from presenter.tables import load_yaml

AUTO = "auto"


class Voice(Frozen):
    """One voice of a provider; ``engine`` is what only that provider understands."""

    provider: str
    name: str
    language: Language
    gender: Literal["female", "male", "unknown"]
    age: Literal["child", "young", "adult", "older"] = "adult"
    style: str
    engine: Mapping[str, str | float] = {}


class _Catalogue(Frozen):
    voices: tuple[Voice, ...]


@cache
def load_voices() -> tuple[Voice, ...]:
    """Every voice in the catalogue, each provider's default of a language first."""
    return _Catalogue.model_validate(load_yaml("voices.yaml")).voices


def voice_names(language: Language) -> tuple[str, ...]:
    """Every voice that speaks a language."""
    return tuple(voice.name for voice in load_voices() if voice.language == language)


def pick_voice(voices: tuple[Voice, ...], provider: str, language: Language, wanted: str = AUTO) -> Voice:
    """The wanted voice where it speaks the language, else the provider's default for the language.

    A voice of another provider or language is not an error: the fallback provider has to speak a
    script whose brief names the first one's voice. Raises SpeechError when there is none at all.
    """
    able = [voice for voice in voices if voice.provider == provider and voice.language == language]
    if not able:
        raise SpeechError(f"{provider} has no voice for language '{language}'", hint="choose another voice provider")
    return next((voice for voice in able if voice.name == wanted), able[0])
