"""Delivery: finished videos of a batch into the user's own folders, one for each platform."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.batch import BatchRow
from domain.errors import InputError
from domain.job import Output
from pipeline.export import slug, storage_errors
from pipeline.files import write_whole
from pipeline.jobs.desk import Desk
from pipeline.shelf import Shelf

PATTERN = "{row}-{id}-{language}"
_FIELDS = ("id", "row", "language", "variant", "title")
_DONE = ("completed", "unchanged")
_KINDS = ("video", "cover", "captions")


@dataclass(frozen=True)
class Delivery:
    """Copies what was published, each file checked once more, under names that ``pattern`` makes.

    Files of row 7, ``A1``, for TikTok are ``out/tiktok/0007-a1-en.mp4``, ``.jpg``, ``.srt`` and the post's text
    ``.txt``; without platforms they are in ``out/videos``. Raises StorageError, LabelError.
    """

    desk: Desk
    shelf: Shelf
    out: Path
    pattern: str = PATTERN

    def deliver(self, row: BatchRow, owner: str) -> list[Path]:
        """The video's files in their places; those that are there already stay."""
        outputs = self.desk.outputs(row.video, owner) if row.status in _DONE else []
        files = []
        for folder in row.platforms or ("videos",):
            for output, name in _named(outputs, self.name(row), folder):
                path = self.out / folder / name
                if not path.is_file() or path.stat().st_size != output.size:
                    self._copy(output, path)
                files.append(path)
        return files

    def name(self, row: BatchRow) -> str:
        """The name of a row's files without their ending. Raises InputError for a pattern that is none."""
        values = {
            "id": row.external_id, "row": f"{row.row:04}", "language": row.language, "variant": row.variant,
            "title": row.title,
        }  # fmt: skip
        try:
            text = self.pattern.format_map(values)
        except (KeyError, ValueError, IndexError, AttributeError) as error:
            raise InputError(
                f"'{self.pattern}' is no pattern for names", hint=f"use {', '.join(f'{{{name}}}' for name in _FIELDS)}"
            ) from error
        several = "variant" not in self.pattern and row.variant > 1
        return slug(f"{text}-{row.variant}" if several else text)

    def _copy(self, output: Output, path: Path) -> None:
        with storage_errors(path.parent, "output folder"):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, b"".join(self.shelf.read(output, 0, output.size)))


def _named(outputs: Sequence[Output], stem: str, folder: str) -> Iterator[tuple[Output, str]]:
    """What goes into a folder, and under which name; a shape ends the name where there are several."""
    several = len([output for output in outputs if output.kind == "video"]) > 1
    for output in outputs:
        shape = f"-{output.aspect.replace(':', 'x')}" if several and output.aspect else ""
        if output.kind in _KINDS:
            yield output, f"{stem}{shape}.{output.name.rpartition('.')[2]}"
        elif output.name == f"post-{folder}.txt":
            yield output, f"{stem}.txt"
