"""Parcels: many labelled files in one ZIP, which is read back with every file in it.

Unlike a bundle a parcel is not sealed: it can be sent while it is packed. Its list and its comment say what it holds;
it passes when the list agrees and every film, picture, sound and text in it passes for itself.
"""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from domain.base import Frozen
from domain.errors import InputError, LabelError
from domain.label import LabelReport
from labeling.aigc import AigcCopy
from labeling.archive import Archive, Entry, check_name, read_archive
from labeling.bundle import MANIFEST, MAX_MEMBERS, is_zip, members, open_bundle, reading, unpacked
from labeling.gate import report
from labeling.plain_text import looks_like_text
from labeling.policy import Check, Finding, Policy
from labeling.readback import Verify
from labeling.wording import load_wordings

LIST = "parcel.json"
TABLE = ".csv"
"""How the names of tables end, which describe the other files and need no label."""
_LONGEST = 16 * 2**20
_SHOWN, _HEAD = 3, 4096


class ParcelList(Frozen):
    """What a parcel holds: every other file of it, and in words that it was generated."""

    mark: str
    files: tuple[Entry, ...]


def parcel_mark() -> str:
    """The textual mark of a parcel, in Chinese and English: its comment, and the head of its list."""
    wording = load_wordings()
    return f"{wording.text('zh')} / {wording.text('en')}"


def parcel_list(files: Sequence[Entry]) -> bytes:
    """The list of a parcel, to be its last file."""
    return ParcelList(mark=parcel_mark(), files=tuple(files)).model_dump_json(indent=1).encode()


def is_parcel(path: Path, most: int = MAX_MEMBERS) -> bool:
    """Whether a ZIP has the list of a parcel and no manifest of a bundle. Raises LabelError."""
    names = members(path, most)
    return LIST in names and MANIFEST not in names


@dataclass(frozen=True)
class Parcel:
    """A parcel that is read back; ``verify`` makes every check of one file."""

    path: Path
    verify: Verify
    most: int = MAX_MEMBERS

    def report(self) -> LabelReport:
        """The checks of the parcel; that every file in it passes for itself is one of them."""
        return report(self.path.name, self.path, "bundle", parcel_policy(), self)

    @property
    def aigc(self) -> tuple[AigcCopy, ...]:
        """A parcel has no metadata of its own: each file in it has."""
        return ()

    @property
    def aigc_place(self) -> str:
        return ""

    @cached_property
    def archive(self) -> Archive:
        return read_archive(self.path, LIST, _LONGEST, self.most)

    @cached_property
    def list(self) -> ParcelList:
        try:
            return ParcelList.model_validate_json(self.archive.manifest)
        except ValidationError as error:
            raise LabelError(f"{LIST} cannot be read: {error.errors()[0]['msg']}") from error

    @cached_property
    def found(self) -> Mapping[str, LabelReport | InputError]:
        """The report of every file that is no table, or why there is none, by name."""
        with open_bundle(self.path, self.most) as bundle:
            return {name: self._look(bundle, name) for name in self.archive.files if not _is_table(bundle, name)}

    def _look(self, bundle: zipfile.ZipFile, name: str) -> LabelReport | InputError:
        try:
            with unpacked(bundle, name) as file:
                if is_zip(file) and is_parcel(file):
                    raise LabelError(f"'{name}' is a parcel in a parcel", hint="take it out, and verify it by itself")
                return self.verify(file)
        except InputError as error:
            return error
        except LabelError as error:
            return InputError(error.message, hint=error.hint)


def _is_table(bundle: zipfile.ZipFile, name: str) -> bool:
    if not name.lower().endswith(TABLE):
        return False
    with reading(), bundle.open(name) as file:
        return looks_like_text(file.read(_HEAD))


def parcel_policy() -> Policy[Parcel]:
    """P1–P4: what a parcel must show."""
    return Policy((
        Check("P1 GB 45438-2025 §5.1", "AI and generation element in comment and list", "both, in each", _marked),
        Check("P2 Vitrine: parcel", "files against the list", "every one listed, same hash and size", _listed),
        Check("P3 Vitrine: parcel", "names", "relative, inside the folder", _named),
        Check("P4 Vitrine: parcel", "label checks of every file but tables", "all hold", _labelled),
    ))  # fmt: skip


def _marked(parcel: Parcel) -> Finding:
    texts = (parcel.archive.comment, parcel.list.mark)
    absent = {element for text in texts for element in load_wordings().missing_elements(text)}
    return Finding(not absent, f"lacks: {', '.join(sorted(absent))}" if absent else f"“{texts[0]}”")


def _listed(parcel: Parcel) -> Finding:
    listed, held = {entry.name: (entry.sha256, entry.bytes) for entry in parcel.list.files}, parcel.archive.files
    other = sorted(name for name in listed.keys() | held.keys() if listed.get(name) != held.get(name))
    return Finding(bool(listed) and not other, f"differ: {', '.join(other[:5])}" if other else f"{len(listed)} files")


def _named(parcel: Parcel) -> Finding:
    for name in parcel.archive.files:
        check_name(name)
    return Finding(True, "all")


def _labelled(parcel: Parcel) -> Finding:
    bad = [name for name, one in parcel.found.items() if isinstance(one, InputError) or not one.passed]
    if bad or not parcel.found:
        more = f" and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
        return Finding(False, f"fail: {', '.join(bad[:_SHOWN])}{more}" if bad else "there is none")
    return Finding(True, f"of {len(parcel.found)} files")
