"""Typefaces: the font book opened for drawing, and which characters it lacks."""

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
        self.collection = textlayout.FontCollection()
        self.collection.setDefaultFontManager(provider)

    @cached_property
    def unicode(self) -> skia.Unicode:
        return skia.Unicodes.ICU.Make()

    def missing(self, text: str) -> str:
        """The characters no face has, each once; spaces, joiners and variation selectors never count."""
        seen = dict.fromkeys(c for c in text if not c.isspace() and c not in _INVISIBLE)
        return "".join(c for c in seen if not any(face.unicharToGlyph(ord(c)) for face in self.typefaces))


_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufe0e\ufe0f\u00ad")


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
