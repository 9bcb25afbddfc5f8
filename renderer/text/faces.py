"""Typefaces: the font book opened for drawing, and which characters it lacks."""

import unicodedata
from functools import cached_property
from typing import Literal

import skia
from skia import textlayout

from domain.errors import AssetError
from domain.fonts import FontBook, FontFile, FontRole
from renderer.text.narrow import StandIn, stand_in

Preference = Literal["role", "emoji", "han", "other", "cased"]
"""Whose faces come first: in the role's order, those in colour, those for Chinese, those for no Chinese, upright
ones with small letters that are no capitals."""

_HAN = ord("国")


def nearest_weights(faces: tuple[FontFile, ...], weight: int) -> tuple[FontFile, ...]:
    """One face per family, in the book's order, each as near the weight as the family has."""
    families: dict[str, FontFile] = {}
    for face in faces:
        best = families.get(face.family)
        if best is None or abs(face.weight - weight) < abs(best.weight - weight):
            families[face.family] = face
    return tuple(families.values())


class FaceSet:
    """The faces that together draw one role at one weight; the first that has a character draws it."""

    def __init__(self, faces: tuple[FontFile, ...], weights: tuple[FontFile, ...] = ()) -> None:
        """``weights`` are the faces of all weights, among which small letters are found where the first has none."""
        self._weights = weights or faces
        self.typefaces = tuple(_open(face) for face in faces)
        provider = textlayout.TypefaceFontProvider()
        self.names = [f"face-{i}" for i in range(len(self.typefaces))]
        for name, typeface in zip(self.names, self.typefaces, strict=True):
            provider.registerTypeface(typeface, name)
        coloured = [_in_colour(face) for face in self.typefaces]
        han = [bool(face.unicharToGlyph(_HAN)) for face in self.typefaces]
        cased = [_has_small_letters(face) for face in self.typefaces]
        upright = [has and not face.isItalic() for has, face in zip(cased, self.typefaces, strict=True)]
        self.capitals = bool(self.typefaces[0].unicharToGlyph(ord("G"))) and not cased[0]
        """Whether the first face draws small letters as capitals."""
        self._order: dict[Preference, list[str]] = {
            "role": self.names,
            "emoji": _first(self.names, coloured),
            "han": _first(self.names, han),
            "other": _first(self.names, [not drawn for drawn in han]),
            "cased": _first(self.names, upright),
        }
        self.collection = textlayout.FontCollection()
        self.collection.setDefaultFontManager(provider)

    def order(self, preference: Preference) -> list[str]:
        """The names of all faces, those of a preference first."""
        return self._order[preference]

    @cached_property
    def spare(self) -> float:
        """What a quotation mark of the first face for Chinese takes beyond half an em, in em: beside it is air."""
        han = next((face for face in self.typefaces if face.unicharToGlyph(_HAN)), self.typefaces[0])
        width: float = skia.Font(han, 1000).getWidths([han.unicharToGlyph(ord("“"))])[0] / 1000
        return max(0.0, width - 0.5)

    @cached_property
    def stand_in(self) -> StandIn | None:
        """What draws the small letters of units where the first face has ``capitals`` alone: an upright face of the
        first family that has them and no Chinese."""
        families: dict[str, list[skia.Typeface]] = {}
        for face in self._weights if self.capitals else ():
            typeface = _open(face)
            if _has_small_letters(typeface) and not typeface.isItalic() and not typeface.unicharToGlyph(_HAN):
                families.setdefault(face.family, []).append(typeface)
        return next((found for faces in families.values() if (found := stand_in(self.typefaces[0], faces))), None)

    @cached_property
    def unicode(self) -> skia.Unicode:
        return skia.Unicodes.ICU.Make()

    def missing(self, text: str) -> str:
        """The characters no face has, each once; spaces and what is never drawn do not count."""
        seen = dict.fromkeys(c for c in text if not c.isspace() and not _invisible(c))
        return "".join(c for c in seen if not any(face.unicharToGlyph(ord(c)) for face in self.typefaces))


def _first(names: list[str], preferred: list[bool]) -> list[str]:
    chosen = [name for name, wanted in zip(names, preferred, strict=True) if wanted]
    return [*chosen, *(name for name in names if name not in chosen)]


def _invisible(character: str) -> bool:
    """Joiners, directional marks, tags and variation selectors change what is beside them and have no ink."""
    code = ord(character)
    return unicodedata.category(character) == "Cf" or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


_COLOUR_TABLES = frozenset(int.from_bytes(tag, "big") for tag in (b"CBDT", b"COLR", b"sbix", b"SVG "))


def _in_colour(typeface: skia.Typeface) -> bool:
    return not _COLOUR_TABLES.isdisjoint(typeface.getTableTags())


def _has_small_letters(typeface: skia.Typeface) -> bool:
    small, capital = (typeface.unicharToGlyph(ord(letter)) for letter in "gG")
    font = skia.Font(typeface, 100)
    return bool(small) and font.getPath(small) != font.getPath(capital)


def _open(face: FontFile) -> skia.Typeface:
    # An empty manager: the default one starts fontconfig, which complains of newer configuration files.
    typeface = skia.FontMgr.New_Custom_Empty().makeFromFile(str(face.path), face.index)
    if typeface is None:
        raise AssetError(
            f"font file {face.path} cannot be read",
            hint="install the packages of scripts/apt-packages.txt, or set VITRINE_FONT_DIR",
        )
    return typeface


class Faces:
    """Every role and weight of a font book, opened on first use."""

    def __init__(self, fonts: FontBook) -> None:
        self._fonts = fonts
        self._sets: dict[tuple[FontRole, int], FaceSet] = {}

    def get(self, role: FontRole, weight: int) -> FaceSet:
        key = (role, weight)
        if key not in self._sets:
            self._sets[key] = FaceSet(nearest_weights(self._fonts.faces(role), weight), self._fonts.faces(role))
        return self._sets[key]
