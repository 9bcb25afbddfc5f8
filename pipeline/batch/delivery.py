"""Delivery: finished videos of a batch into the user's own folders, one for each platform."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from domain.batch import BatchRow
from domain.job import Output
from pipeline.batch.naming import DONE, PATTERN, names_of, places
from pipeline.export import storage_errors
from pipeline.files import write_whole
from pipeline.jobs.desk import Desk
from pipeline.shelf import Shelf


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
    _films: dict[int, str] = field(default_factory=dict)
    """Rows that were delivered already: their films' places."""

    def deliver(self, rows: Sequence[BatchRow], owner: str) -> dict[str, str]:
        """Put the files of every finished row into place; the first film's place in ``out``, by the video's id.

        ``rows`` are all of the batch. Files that are there already stay; others of the same name are replaced.
        """
        names = names_of(rows, self.pattern)
        for row in rows:
            if row.status in DONE and row.id not in self._films:
                self._films[row.id] = self._deliver(row, names[row.id], owner)
        return {row.video: film for row in rows if (film := self._films.get(row.id))}

    def _deliver(self, row: BatchRow, name: str, owner: str) -> str:
        films = []
        for output, place in places(row, self.desk.outputs(row.video, owner), name):
            path = self.out / place
            if not _is_there(path, output):
                self._copy(output, path)
            films += [place] if output.kind == "video" else []
        return films[0] if films else ""

    def _copy(self, output: Output, path: Path) -> None:
        with storage_errors(path.parent, "output folder"):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, b"".join(self.shelf.read(output, 0, output.size)))


def _is_there(path: Path, output: Output) -> bool:
    """Whether a file is this very output; the text of a changed price is often as long as the one before."""
    if not path.is_file() or path.stat().st_size != output.size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == output.sha256
