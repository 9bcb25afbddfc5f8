"""Typefaces: the font book opened for drawing, and which characters it lacks."""

import unicodedata
from functools import cached_property

import skia
from skia import textlayout

from domain.errors import AssetError
from domain.fonts import FontBook, FontFile, FontRole


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

    def __init__(self, faces: tuple[FontFile, ...]) -> None:
        self.typefaces = tuple(_open(face) for face in faces)
        provider = textlayout.TypefaceFontProvider()
        self.names = [f"face-{i}" for i in range(len(self.typefaces))]
        for name, typeface in zip(self.names, self.typefaces, strict=True):
            provider.registerTypeface(typeface, name)
        coloured = [name for name, face in zip(self.names, self.typefaces, strict=True) if _in_colour(face)]
        self.emoji_names = [*coloured, *(name for name in self.names if name not in coloured)]
        self.collection = textlayout.FontCollection()
        self.collection.setDefaultFontManager(provider)

    @cached_property
    def unicode(self) -> skia.Unicode:
        return skia.Unicodes.ICU.Make()

    def missing(self, text: str) -> str:
        """The characters no face has, each once; spaces and what is never drawn do not count."""
        seen = dict.fromkeys(c for c in text if not c.isspace() and not _invisible(c))
        return "".join(c for c in seen if not any(face.unicharToGlyph(ord(c)) for face in self.typefaces))


def _invisible(character: str) -> bool:
    """Joiners, directional marks, tags and variation selectors change what is beside them and have no ink."""
    code = ord(character)
    return unicodedata.category(character) == "Cf" or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


_COLOUR_TABLES = frozenset(int.from_bytes(tag, "big") for tag in (b"CBDT", b"COLR", b"sbix", b"SVG "))


def _in_colour(typeface: skia.Typeface) -> bool:
    return not _COLOUR_TABLES.isdisjoint(typeface.getTableTags())


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
            self._sets[key] = FaceSet(nearest_weights(self._fonts.faces(role), weight))
        return self._sets[key]
