"""The offer: what this installation can make, for front doors to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import get_args

from domain.brief import Aspect, Language, Platform, Tone
from media.magic import FORMATS
from pipeline.settings import Settings
from templates.catalogue import load_template, template_names


@dataclass(frozen=True)
class Offer:
    """Shapes, languages, lengths, templates and platforms; ``providers`` are services that see texts."""

    version: str
    aspects: tuple[Aspect, ...]
    languages: tuple[Language, ...]
    tones: tuple[Tone, ...]
    seconds: tuple[int, int]
    templates: tuple[tuple[str, Mapping[Language, str]], ...]
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
        templates=tuple((name, load_template(name).title) for name in template_names()),
        platforms=get_args(Platform),
        providers=(*llm, *voice),
        media_types=tuple(dict.fromkeys(known.mime for known in FORMATS)),
    )
