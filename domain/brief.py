"""The brief: what a seller asks for. A public format; extend it, never rename it."""

import unicodedata
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from domain.base import Frozen

Aspect = Literal["9:16", "4:5", "1:1", "16:9"]
Language = Literal["zh", "en"]
Tone = Literal["warm", "playful", "premium", "plain"]
Platform = Literal["douyin", "kuaishou", "xiaohongshu", "tiktok", "reels", "shorts"]

Choice = TypeVar("Choice")
CaptionMark = Literal["colour", "box", "pop"]

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Money = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2, allow_inf_nan=False)]
MediaPath = Annotated[str, StringConstraints(min_length=1, max_length=500)]


def _sayable(name: str) -> str:
    """Raise PydanticCustomError for a name of blanks, dashes or characters that are nobody's."""
    if not any(unicodedata.category(character)[0] in "LNS" for character in name):
        raise PydanticCustomError("unsayable", "has nothing that can be read or said")
    return name


def _each_once(chosen: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """What is asked for twice counts once: two videos of one shape would be one file."""
    return tuple(dict.fromkeys(chosen))


def names_a_file(music: str) -> bool:
    """Whether a choice of music is the path of a file, not the name of a track."""
    return "." in music or ":" in music


class Review(Frozen):
    """A buyer's own words, supplied by the seller."""

    author: Line
    rating: Annotated[float, Field(ge=1, le=5)]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Evidence(Frozen):
    """A claim the seller can prove, and where the proof is."""

    claim: Line
    source: Line


class Comparison(Frozen):
    """One line of a comparison that the seller supplies: what is compared, ours, and the other's."""

    point: Line
    ours: Line
    other: Line


class ProductTranslation(Frozen):
    """The product's texts in another language; what is left out is taken as the brief states it."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    brand: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    category: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    selling_points: tuple[Line, ...] = Field(default=(), max_length=12)
    specs: dict[Line, Line] = Field(default={}, max_length=30)
    description: Paragraph = ""
    reviews: tuple[Review, ...] = Field(default=(), max_length=20)
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=20)
    steps: tuple[Line, ...] = Field(default=(), max_length=6)
    included: tuple[Line, ...] = Field(default=(), max_length=6)
    compared_with: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    comparison: tuple[Comparison, ...] = Field(default=(), max_length=6)


class ProductFacts(Frozen):
    """Everything the seller states about the product; the only ground a script may stand on."""

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(_sayable)
    ]
    brand: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    category: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    price: Money | None = None
    sale_price: Money | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "CNY"
    selling_points: tuple[Line, ...] = Field(default=(), max_length=12)
    specs: dict[Line, Line] = Field(default={}, max_length=30)
    description: Paragraph = ""
    images: tuple[MediaPath, ...] = Field(default=(), max_length=20)
    videos: tuple[MediaPath, ...] = Field(default=(), max_length=10)
    reviews: tuple[Review, ...] = Field(default=(), max_length=20)
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=20)
    steps: tuple[Line, ...] = Field(default=(), max_length=6)
    included: tuple[Line, ...] = Field(default=(), max_length=6)
    compared_with: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    comparison: tuple[Comparison, ...] = Field(default=(), max_length=6)
    before: MediaPath | None = None
    after: MediaPath | None = None
    translations: dict[Language, ProductTranslation] = Field(default={})

    @model_validator(mode="after")
    def _check(self) -> "ProductFacts":
        if not self.images and not self.videos:
            raise PydanticCustomError("no_media", "needs at least one image or video of the product")
        if self.sale_price is not None and self.price is not None and self.sale_price > self.price:
            raise PydanticCustomError(
                "sale_above_price",
                "has sale_price {sale_price} above price {price}",
                {"sale_price": str(self.sale_price), "price": str(self.price)},
            )
        return self

    def localised(self, language: Language) -> "ProductFacts":
        """The same product with its texts in ``language`` where the brief carries them."""
        translation = self.translations.get(language)
        if translation is None:
            return self
        given = {name: value for name, value in translation if value}
        return self.model_copy(update=given)

    @property
    def saving(self) -> Decimal | None:
        """What the sale price takes off the price; ``None`` without a real discount."""
        if self.price is None or self.sale_price is None or self.sale_price == self.price:
            return None
        return self.price - self.sale_price

    def path(self, field: str, language: Language) -> str:
        """Where ``localised(language)`` took ``field`` from, as a claim names it.

        ``selling_points`` gives ``product.selling_points`` or ``product.translations.en.selling_points``.
        """
        translation = self.translations.get(language)
        if translation is not None and getattr(translation, field, None):
            return f"product.translations.{language}.{field}"
        return f"product.{field}"


class Brief(Frozen):
    """One product video asked for; paths are relative to the brief's own folder."""

    product: ProductFacts
    audience: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    tone: Tone = "warm"
    language: Language = "zh"
    seconds: Annotated[int, Field(ge=6, le=60)] = 20
    aspects: Annotated[tuple[Aspect, ...], AfterValidator(_each_once)] = Field(
        default=("9:16",), min_length=1, max_length=4
    )
    platforms: Annotated[tuple[Platform, ...], AfterValidator(_each_once)] = ()
    template: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")] = "auto"
    presenter: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")] = "auto"
    voice: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_:.-]{1,80}$")] = "auto"
    scheme: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")] = "auto"
    captions: Literal["auto", CaptionMark] = "auto"
    music: MediaPath = "auto"
    brand_kit: MediaPath | None = None
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 7

    @property
    def caption_mark(self) -> CaptionMark | None:
        """The caption style asked for, None for the template's."""
        return None if self.captions == "auto" else self.captions

    @property
    def own_music(self) -> str | None:
        """The path of the seller's own music, None for a track's name, ``auto`` or ``none``."""
        return self.music if names_a_file(self.music) else None
