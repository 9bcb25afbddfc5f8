"""The catalogue: what this installation can do, and what it costs."""

from decimal import Decimal
from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from api.deps import Anyone, InFront
from api.models.common import Shown
from domain.brief import Aspect, Language, Tone

router = APIRouter(prefix="/v1", tags=["catalogue"])


class TemplateShown(Shown):
    """One template, with its title and what it is for in each language."""

    name: str
    title: dict[str, str]
    summary: dict[str, str]
    needs: list[str] = Field(description="What a brief must give for it, by slot: `before`, `reviews`, `steps[0]`, …")


class PresenterShown(Shown):
    """One character that can stand beside the product."""

    name: str
    title: dict[str, str]
    gender: Literal["female", "male"]


class VoiceShown(Shown):
    """One voice; ``provider`` is who speaks with it."""

    name: str
    language: Language
    gender: Literal["female", "male", "unknown"]
    style: str
    provider: str


class Capabilities(Shown):
    """What can be asked for here. ``providers`` see the texts they are sent; none means nothing leaves the machine."""

    version: str
    aspects: tuple[Aspect, ...]
    languages: tuple[Language, ...]
    tones: tuple[Tone, ...]
    seconds_from: int
    seconds_to: int
    templates: list[TemplateShown]
    presenters: list[PresenterShown]
    voices: list[VoiceShown]
    platforms: list[str]
    providers: list[str]
    max_upload_bytes: int
    media_types: list[str]
    review: bool = True
    test_keys: bool = True


class Pricing(Shown):
    """What a video costs here: nothing, but for what your own providers charge you."""

    currency: str = "USD"
    per_video: Decimal = Decimal(0)
    test_videos: Decimal = Decimal(0)
    note: str = "Self-hosted: Vitrine charges nothing. Language models and voices that you switched on bill you."


@router.get("/capabilities")
def get_capabilities(front: InFront, caller: Anyone) -> Capabilities:
    """What can be asked for here."""
    found = front.offer()
    return Capabilities(
        version=found.version, aspects=found.aspects, languages=found.languages, tones=found.tones,
        seconds_from=found.seconds[0], seconds_to=found.seconds[1],
        templates=[
            TemplateShown(name=t.name, title=dict(t.title), summary=dict(t.summary), needs=list(t.needs))
            for t in found.templates
        ],
        presenters=[PresenterShown(name=p.name, title=dict(p.title), gender=p.gender) for p in found.presenters],
        voices=[VoiceShown(**voice.model_dump(exclude={"engine"})) for voice in found.voices],
        platforms=list(found.platforms), providers=list(found.providers), max_upload_bytes=front.max_upload,
        media_types=list(found.media_types),
    )  # fmt: skip


@router.get("/pricing")
async def get_pricing(caller: Anyone) -> Pricing:
    """What a video costs here."""
    return Pricing()
