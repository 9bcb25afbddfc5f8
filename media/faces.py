"""Every font face on this machine: from fontconfig, or from a folder of font files."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import skia

from domain.errors import AssetError

_FORMAT = "%{file}\t%{index}\t%{family}\t%{style}\t%{weight}\t%{slant}\t%{width}\t%{variable}\t%{lang}\n"
_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}
_HAN = "中价杯龙"
"""A face that has these is taken to draw simplified Chinese."""

_WEIGHTS = (
    (0, 100),
    (40, 200),
    (50, 300),
    (55, 350),
    (75, 380),
    (80, 400),
    (100, 500),
    (180, 600),
    (200, 700),
    (205, 800),
    (210, 900),
    (215, 1000),
)
"""fontconfig's weights and the OpenType weights they stand for."""


@dataclass(frozen=True)
class Face:
    """One face: all the family names it answers to, and how far it is from plain upright type."""

    families: tuple[str, ...]
    style: str
    path: Path
    index: int
    weight: int
    oddness: int
    han: bool


def system_faces() -> tuple[Face, ...]:
    """Every face fontconfig knows. Raises AssetError when fontconfig is missing or fails."""
    try:
        listed = subprocess.run(["fc-list", "--format", _FORMAT], capture_output=True, timeout=60, check=True)
    except FileNotFoundError as error:
        raise AssetError(
            "fontconfig is not installed, so no fonts can be found",
            hint="Install it (apt install fontconfig), or put font files in a folder and set VITRINE_FONT_DIR",
        ) from error
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        reason = (error.stderr or b"").decode("utf-8", "replace").strip() or "it did not answer"
        raise AssetError(f"fc-list failed: {reason}", hint="Run fc-cache, or set VITRINE_FONT_DIR") from error
    lines = listed.stdout.decode("utf-8", "replace").splitlines()
    return tuple(sorted((face for line in lines for face in _parse(line)), key=_order))


def folder_faces(folder: Path) -> tuple[Face, ...]:
    """Every face in a folder's font files. Raises AssetError when it is no folder or holds no font."""
    if not folder.is_dir():
        raise AssetError(f"font folder {folder}: does not exist", hint="Set VITRINE_FONT_DIR to a folder of fonts")
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
    faces = tuple(face for path in files for face in _read(path))
    if not faces:
        raise AssetError(f"font folder {folder}: holds no font file", hint="Put .ttf, .otf or .ttc files in it")
    return tuple(sorted(faces, key=_order))


def _order(face: Face) -> tuple[int, int, bool, str, int]:
    """Among faces of one weight (Book beside Regular) the one called Regular comes first."""
    return face.weight, face.oddness, face.style != "Regular", str(face.path), face.index


def _parse(line: str) -> Iterator[Face]:
    """A line of fc-list; named instances of variable fonts are left out, their file counts once."""
    file, index, families, style, weight, slant, width, variable, langs = line.split("\t")
    instance = int(index) >> 16
    if instance and variable != "True":
        return
    oddness = 0 if variable == "True" else int(float(slant)) + abs(int(float(width)) - 100)
    yield Face(
        families=tuple(families.split(",")),
        style=style.split(",")[0],
        path=Path(file),
        index=int(index) & 0xFFFF,
        weight=400 if variable == "True" else _opentype_weight(float(weight)),
        oddness=oddness,
        han="zh-cn" in langs.split("|"),
    )


def _opentype_weight(weight: float) -> int:
    return min(_WEIGHTS, key=lambda pair: abs(pair[0] - weight))[1]


def _read(path: Path) -> Iterator[Face]:
    """The faces of one file, as Skia reads them; a file that is no font gives none."""
    for index in range(64):
        typeface = skia.FontMgr.New_Custom_Empty().makeFromFile(str(path), index)
        if typeface is None:
            return
        style = typeface.fontStyle()
        yield Face(
            families=(typeface.getFamilyName(),),
            style="",
            path=path,
            index=index,
            weight=max(100, style.weight()),
            oddness=(0 if style.slant() == skia.FontStyle.kUpright_Slant else 100) + abs(style.width() - 5) * 12,
            han=all(typeface.unicharToGlyph(ord(char)) for char in _HAN),
        )
