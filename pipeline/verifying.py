"""Verifying: the label checks on any file, with this installation's fonts and certificates."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from domain.errors import InputError, LabelError
from domain.label import LabelReport
from labeling.bundle import MAX_PARCEL, names_in, open_bundle, unpacked
from labeling.certificates import ROOT
from labeling.parcel import Parcel, is_parcel
from labeling.readback import Verify
from labeling.verify import SUFFIXES, verify_with
from labeling.watch import known_marks
from media.fonts import load_font_book
from pipeline.settings import Settings
from pipeline.setup import certificates_folder
from renderer.text.mask import draw_mask
from renderer.text.measure import SkiaMeasurer


@dataclass(frozen=True)
class Verified:
    """What became of one file: its report, or the error that says why there is none."""

    path: Path
    report: LabelReport | None = None
    error: InputError | None = None


def verify_labels(path: Path, settings: Settings) -> LabelReport:
    """Every label check of a file, ours or not. Raises InputError when it cannot be read."""
    return open_verifier(settings)(path)


def open_verifier(settings: Settings) -> Verify:
    """``verify_labels`` for many files: the marks to look for are drawn once."""
    fonts = load_font_book(settings.font_dir)
    root = certificates_folder(settings) / ROOT
    anchors = root.read_text("ascii") if root.is_file() else ""
    marks = known_marks(SkiaMeasurer(fonts), partial(draw_mask, fonts=fonts))

    def verify(path: Path) -> LabelReport:
        try:
            return verify_with(path, marks, anchors)
        except LabelError as error:
            raise InputError(error.message, hint=error.hint) from error

    return verify


def verify_all(paths: Iterable[Path], verify: Verify) -> Iterator[Verified]:
    """Verify one file after another, an archive and then each medium in it; one that cannot be read stops nothing."""
    for path in paths:
        parcel = _parcel(path, verify)
        if parcel:
            yield Verified(path, report=parcel.report())
            yield from (_told(path / name, one) for name, one in parcel.found.items())
            continue
        found = _verified(path, path, verify)
        yield found
        if found.report and found.report.media == "bundle":
            yield from _members(path, verify)


def _parcel(path: Path, verify: Verify) -> Parcel | None:
    """The parcel of a batch, however many files it has; None for every other file."""
    try:
        parcel = path.suffix.lower() == ".zip" and is_parcel(path, MAX_PARCEL)
    except (LabelError, OSError):
        return None
    return Parcel(path, verify, MAX_PARCEL) if parcel else None


def _told(shown: Path, found: LabelReport | InputError) -> Verified:
    if isinstance(found, InputError):
        return Verified(shown, error=found)
    return Verified(shown, report=found.model_copy(update={"file": shown.name}))


def _verified(path: Path, shown: Path, verify: Verify) -> Verified:
    try:
        return _told(shown, verify(path))
    except InputError as error:
        return Verified(shown, error=error)


def _members(path: Path, verify: Verify) -> Iterator[Verified]:
    """The media in an archive, each taken out and verified for itself; archives in it are not opened further."""
    with open_bundle(path) as bundle:
        for name in names_in(bundle):
            shown = path / name
            if shown.suffix.lower() not in SUFFIXES:
                continue
            try:
                with unpacked(bundle, name) as file:
                    yield _verified(file, shown, verify)
            except LabelError as error:
                yield Verified(shown, error=InputError(error.message, hint=error.hint))


def files_below(folder: Path) -> tuple[tuple[Path, ...], int]:
    """The files in a folder and its folders that can be verified, in order, and how many others there are.

    Hidden files and folders do not count; links to folders are not followed.
    """
    found: list[Path] = []
    others = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            if Path(name).suffix.lower() in SUFFIXES:
                found.append(Path(place) / name)
            else:
                others += 1
    return tuple(found), others
