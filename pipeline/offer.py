"""The offer: what this installation can make, for front doors to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Literal, get_args

from domain.brief import Aspect, Language, Platform, Tone
from media.magic import FORMATS
from pipeline.settings import Settings
from presenter.characters import load_characters
from presenter.voices import Voice, load_voices
from templates.catalogue import load_template, template_names


@dataclass(frozen=True)
class OfferedTemplate:
    """A template of the catalogue, its title and what it is for in each language; ``needs`` are slots it must have."""

    name: str
    title: Mapping[Language, str]
    summary: Mapping[Language, str]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfferedPresenter:
    """A character that can stand beside the product."""

    name: str
    title: Mapping[str, str]
    gender: Literal["female", "male"]


@dataclass(frozen=True)
class Offer:
    """Shapes, languages, lengths, templates, voices and platforms; ``providers`` are services that see texts."""

    version: str
    aspects: tuple[Aspect, ...]
    languages: tuple[Language, ...]
    tones: tuple[Tone, ...]
    seconds: tuple[int, int]
    templates: tuple[OfferedTemplate, ...]
    presenters: tuple[OfferedPresenter, ...]
    voices: tuple[Voice, ...]
    platforms: tuple[Platform, ...]
    providers: tuple[str, ...]
    media_types: tuple[str, ...]


def read_offer(settings: Settings) -> Offer:
    """What these settings and the catalogue offer."""
    llm = (f"language model {settings.llm_model}",) if settings.llm_enabled else ()
    voice = ("online voice edge-tts",) if settings.edge_enabled else ()
    return Offer(
        version=version("vitrine"),
        aspects=get_args(Aspect),
        languages=get_args(Language),
        tones=get_args(Tone),
        seconds=(6, 60),
        templates=tuple(map(_template, template_names())),
        presenters=tuple(OfferedPresenter(name, one.title, one.gender) for name, one in load_characters().items()),
        voices=tuple(voice for voice in load_voices() if voice.provider not in _off(settings)),
        platforms=get_args(Platform),
        providers=(*llm, *voice),
        media_types=tuple(dict.fromkeys(known.mime for known in FORMATS)),
    )


def _template(name: str) -> OfferedTemplate:
    spec = load_template(name)
    return OfferedTemplate(name, spec.title, spec.summary, tuple(spec.needs))


def _off(settings: Settings) -> frozenset[str]:
    """Voice providers that nobody switched on here."""
    switches = {
        "edge": settings.edge_enabled,
        "openai": settings.speech_enabled,
        "piper": settings.piper_path is not None,
    }
    return frozenset(name for name, on in switches.items() if not on)
