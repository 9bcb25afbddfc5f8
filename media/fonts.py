"""Which font files draw which role on this machine."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from domain.base import Frozen
from domain.errors import AssetError
from domain.fonts import FontBook, FontFile, FontRole
from media.data import read_data
from media.faces import Face, folder_faces, system_faces

_WISHES = Path(__file__).with_name("fonts.yaml")


class FontWishes(Frozen):
    """``fonts.yaml``: the families of each role, best first, and what to fall back to."""

    roles: dict[FontRole, tuple[str, ...]]
    fallback: tuple[str, ...]
    emoji: tuple[str, ...]
    packages: Annotated[str, Field(min_length=1)]


def load_font_book(font_dir: Path | None = None) -> FontBook:
    """Find the faces of every role, from fontconfig or only from the files in ``font_dir``.

    A role lists its own families first, each with every weight it has, then the fallbacks, then
    whatever else draws Chinese if nothing listed does, then emoji. Raises AssetError when no font
    for Chinese is found at all.
    """
    wishes = read_wishes()
    faces = folder_faces(font_dir) if font_dir else system_faces()
    if not any(face.han for face in faces):
        where = f"font folder {font_dir}" if font_dir else "this machine"
        raise AssetError(
            f"{where}: has no font for Chinese",
            hint=f"Run: apt install {wishes.packages}; or set VITRINE_FONT_DIR to a folder with such fonts",
        )
    return FontBook(roles={role: _role_faces(role, wishes, faces, font_dir is not None) for role in wishes.roles})


def read_wishes() -> FontWishes:
    """The packaged ``fonts.yaml``."""
    return FontWishes.model_validate(read_data(_WISHES))


def describe(book: FontBook) -> tuple[str, ...]:
    """One line per role, and one per role whose first choice is missing, for ``vitrine doctor``."""
    wishes = read_wishes()
    lines = [f"{role}: {_families(files)}" for role, files in book.roles.items()]
    for role, wished in wishes.roles.items():
        used = book.faces(role)[0].family
        lines += [f"{role}: {wished[0]} is not installed, {used} is used"] if used != wished[0] else []
    return tuple(lines)


def _families(files: tuple[FontFile, ...]) -> str:
    """``Inter 100–900, Noto Sans CJK SC 400 700``: families in order with their weights."""
    weights: dict[str, list[int]] = {}
    for file in files:
        weights.setdefault(file.family, []).append(file.weight)
    return ", ".join(f"{family} {_weights(found)}" for family, found in weights.items())


def _weights(found: list[int]) -> str:
    return " ".join(map(str, found)) if len(found) < 4 else f"{found[0]}–{found[-1]}"


def _role_faces(role: FontRole, wishes: FontWishes, faces: tuple[Face, ...], own_folder: bool) -> tuple[FontFile, ...]:
    """Families in order of preference; a folder of the user's own may hold other families for a role."""
    emoji = [file for family in wishes.emoji for file in _weights_of(family, faces)]
    chosen = [file for family in wishes.roles[role] for file in _weights_of(family, faces)]
    if own_folder and not chosen:
        chosen = [file for family in _family_names(faces) for file in _weights_of(family, faces)]
    chosen += [file for family in wishes.fallback for file in _weights_of(family, faces)]
    taken = {(file.path, file.index) for file in chosen}
    if not any(face.han and (face.path, face.index) in taken for face in faces):
        han = tuple(face for face in faces if face.han)
        chosen += [file for family in _family_names(han) for file in _weights_of(family, han)]
    return tuple(dict.fromkeys((*(file for file in chosen if file not in emoji), *emoji)))


def _family_names(faces: tuple[Face, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(face.families[0] for face in faces))


def _weights_of(family: str, faces: tuple[Face, ...]) -> list[FontFile]:
    """One face for each weight of a family, the most upright and ordinary one."""
    found: dict[int, Face] = {}
    for face in faces:
        if family in face.families:
            best = found.get(face.weight)
            found[face.weight] = face if best is None or face.oddness < best.oddness else best
    plainest = min((face.oddness for face in found.values()), default=0)
    return [
        FontFile(family=family, path=face.path, index=face.index, weight=weight)
        for weight, face in sorted(found.items())
        if face.oddness == plainest
    ]
