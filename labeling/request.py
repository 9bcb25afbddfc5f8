"""What sealing needs to know of one file, whatever its kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from domain.base import Box
from domain.brief import Language
from domain.fonts import TextMeasurer
from domain.label import Producer
from domain.mark import MarkStyle
from labeling.c2pa_sign import Claim, Ingredient
from labeling.certificates import SigningIdentity
from labeling.pattern import MarkPainter
from labeling.regimes import DEFAULT_REGIMES, Regime

_STYLE = MarkStyle()


class Ledger(Protocol):
    """Which produce numbers have been used."""

    def claim(self, produce_id: str) -> bool:
        """Take a number for good; False when it was taken before."""


@dataclass(frozen=True)
class SealRequest:
    """What sealing needs to know. ``new_id`` gives a fresh UUID per file; ``created`` and ``version``
    go into the credentials; ``ingredients`` are the photos and clips that are really in the picture;
    ``regimes`` add their checks to the floor that always holds."""

    title: str
    version: str
    producer: Producer
    language: Language
    safe: Box
    signer: SigningIdentity
    ingredients: tuple[Ingredient, ...]
    paint: MarkPainter
    measure: TextMeasurer
    new_id: Callable[[], UUID]
    ledger: Ledger
    created: datetime
    quarantine: Path
    style: MarkStyle = _STYLE
    regimes: frozenset[Regime] = DEFAULT_REGIMES

    @property
    def titles(self) -> tuple[str, ...]:
        """The names of the ingredients, as the credentials must give them."""
        return tuple(ingredient.asset.name for ingredient in self.ingredients)

    def claim(self, media_type: str, number: str) -> Claim:
        """What the credentials of the file with this number state."""
        return Claim(
            title=self.title,
            media_type=media_type,
            version=self.version,
            created=self.created,
            ingredients=self.ingredients,
            provider=self.producer,
            number=number,
        )
