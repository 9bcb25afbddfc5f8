"""Export: sealed files and their papers into the user's folder, all of them or none.

Only labelled files are taken, and their bytes are compared again with what
the gate saw. Files are gathered in a hidden folder beside their places, then renamed into them.
"""

import errno
import hashlib
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel

from domain.base import Frozen
from domain.brief import Aspect
from domain.errors import LabelError, StorageError
from domain.label import Labelled, LabelledImage, LabelledText, LabelledVideo, LabelReport
from domain.timeline import Timeline
from labeling.recognition.fingerprint import Fingerprint, no_fingerprint
from pipeline.files import sync_folder, write_whole

_STAGING = ".vitrine-"
_PROBE = bytes(65_536)
_ASPECTS: Mapping[Fraction, Aspect] = MappingProxyType(
    {Fraction(9, 16): "9:16", Fraction(4, 5): "4:5", Fraction(1, 1): "1:1", Fraction(16, 9): "16:9"}
)


Paper = BaseModel | Labelled
"""What goes with the videos: a value, kept as JSON, or a sealed file."""


class Labels(Frozen):
    """What the gate found on a video, its cover and its captions; ``fallbacks`` say what is not as was asked for."""

    video: LabelReport
    cover: LabelReport
    captions: LabelReport
    fallbacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Product:
    """One video ready to leave, with the timeline it was made from; ``suffix`` ends its files' names.

    The fingerprints are what video and cover can be recognised by.
    """

    video: LabelledVideo
    cover: LabelledImage
    captions: LabelledText
    timeline: Timeline
    suffix: str = ""
    video_fingerprint: Fingerprint = field(default_factory=no_fingerprint)
    cover_fingerprint: Fingerprint = field(default_factory=no_fingerprint)
    fallbacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExportSet:
    """Where the files of one video are."""

    video: Path
    cover: Path
    captions: Path
    timeline: Path
    labels: Path
    report: Labels
    aspect: Aspect | None = None


def check_folder(folder: Path, need: int, what: str) -> None:
    """Raise StorageError unless ``need`` bytes can be written into ``folder``; leaves nothing behind."""
    made = _missing_parents(folder)
    try:
        with storage_errors(folder, what):
            if folder.exists() and not folder.is_dir():
                raise StorageError(f"{what} '{folder}' is a file", hint="name a folder")
            folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(folder).free
            if free < need:
                raise StorageError(
                    f"{what} '{folder}' has {free // 1_000_000} MB free, {need // 1_000_000 + 1} MB are needed",
                    hint="free some space or name another folder",
                )
            with tempfile.TemporaryFile(dir=folder) as probe:
                probe.write(_PROBE)
    finally:
        _remove_empty(made)


def export(products: Sequence[Product], papers: Mapping[str, Paper], folder: Path) -> tuple[ExportSet, ...]:
    """Write every product and paper (name → value as JSON, or a sealed file) into ``folder``.

    Raises StorageError, and LabelError if a sealed file changed since the gate; then the folder is
    as it was before.
    """
    made = _missing_parents(folder)
    with storage_errors(folder, "output folder"):
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        staging = Path(tempfile.mkdtemp(prefix=f"{_STAGING}{os.getpid()}-", dir=folder))
        try:
            sets = tuple(_gather(product, folder, staging) for product in products)
            for name, paper in papers.items():
                _put_paper(paper, staging / name)
            _place(staging, folder)
        finally:
            shutil.rmtree(staging)
            _remove_empty(made)
        sync_folder(folder)
    return sets


def slug(title: str) -> str:
    """A file name from a title: its letters and digits in any script, in lower case, joined by hyphens."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", title).lower().replace("_", " "))
    return "-".join(words)[:60].strip("-") or "video"


@contextmanager
def storage_errors(folder: Path, what: str) -> Iterator[None]:
    """Turn the system's refusals into StorageError with a remedy."""
    try:
        yield
    except OSError as error:
        remedies = {
            errno.ENOSPC: "free some space or name another folder",
            errno.EDQUOT: "free some of your quota or name another folder",
            errno.ENAMETOOLONG: "name a folder with a shorter name",
        }
        reason = error.strerror or str(error)
        hint = remedies.get(error.errno or 0, "name a folder that you may write to")
        raise StorageError(f"{what} '{folder}' cannot be written: {reason}", hint=hint) from error


def _missing_parents(folder: Path) -> tuple[Path, ...]:
    """The folders that writing to ``folder`` would create, innermost first."""
    return tuple(path for path in (folder, *folder.parents) if not os.path.lexists(path))


def _remove_empty(folders: Sequence[Path]) -> None:
    for folder in folders:
        with suppress(OSError):  # it holds something, or was never made
            folder.rmdir()


def _gather(product: Product, folder: Path, staging: Path) -> ExportSet:
    suffix = product.suffix
    stem = slug(product.timeline.title) + suffix
    labels = Labels(
        video=product.video.report.model_copy(update={"file": f"{stem}.mp4"}),
        cover=product.cover.report.model_copy(update={"file": f"{stem}.jpg"}),
        captions=product.captions.report.model_copy(update={"file": f"{stem}.srt"}),
        fallbacks=product.fallbacks,
    )
    _copy_sealed(product.video.path, product.video.report, staging / f"{stem}.mp4")
    _copy_sealed(product.cover.path, product.cover.report, staging / f"{stem}.jpg")
    _copy_sealed(product.captions.path, product.captions.report, staging / f"{stem}.srt")
    write_whole(staging / f"timeline{suffix}.json", _as_json(product.timeline))
    write_whole(staging / f"labels{suffix}.json", _as_json(labels))
    return ExportSet(
        video=folder / f"{stem}.mp4",
        cover=folder / f"{stem}.jpg",
        captions=folder / f"{stem}.srt",
        timeline=folder / f"timeline{suffix}.json",
        labels=folder / f"labels{suffix}.json",
        report=labels,
        aspect=_ASPECTS.get(Fraction(product.timeline.width, product.timeline.height)),
    )


def _copy_sealed(source: Path, report: LabelReport, target: Path) -> None:
    if not report.passed:
        raise LabelError(f"'{source.name}' did not pass the gate", hint="make it again")
    with source.open("rb") as old, target.open("wb") as new:
        shutil.copyfileobj(old, new, 1 << 20)
        new.flush()
        os.fsync(new.fileno())
    with target.open("rb") as copy:
        found = hashlib.file_digest(copy, "sha256").hexdigest()
    if found != report.sha256:
        raise LabelError(f"'{source.name}' changed after it was sealed", hint="make it again")


def _place(staging: Path, folder: Path) -> None:
    """Rename every gathered file into place; when one cannot be, put everything back."""
    new = sorted(staging.iterdir())
    old = Path(tempfile.mkdtemp(dir=staging))
    done: list[Path] = []
    try:
        for file in new:
            target = folder / file.name
            if target.is_file():
                _set_aside(target, old / file.name)
            done.append(target)
            file.replace(target)
    except BaseException:
        for target in done:
            _restore(target, old / target.name)
        raise


def _set_aside(target: Path, aside: Path) -> None:
    try:
        os.link(target, aside)
    except OSError:  # file systems without hard links
        shutil.copyfile(target, aside)


def _restore(target: Path, before: Path) -> None:
    if before.exists():
        before.replace(target)
    elif target.is_file():
        target.unlink()


def _sweep(folder: Path) -> None:
    """Remove what a killed export left gathered."""
    for path in folder.glob(f"{_STAGING}*-*"):
        owner = path.name.removeprefix(_STAGING).split("-")[0]
        if path.is_dir() and owner.isdecimal() and not _runs(int(owner)):
            shutil.rmtree(path, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _put_paper(paper: Paper, target: Path) -> None:
    if isinstance(paper, BaseModel):
        write_whole(target, _as_json(paper))
    else:
        _copy_sealed(paper.path, paper.report, target)


def _as_json(value: BaseModel) -> bytes:
    return (value.model_dump_json(indent=2) + "\n").encode()
