"""Publishing: what an attempt exported goes into the storage, ready to be named in the job's last transaction."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from domain.brief import Aspect
from domain.errors import NotFoundError
from domain.job import Output, OutputKind
from pipeline.clock import Clock
from pipeline.make import Made
from pipeline.storage.storage import Storage

_MIMES = {
    ".mp4": "video/mp4",
    ".jpg": "image/jpeg",
    ".srt": "application/x-subrip",
    ".json": "application/json",
    ".txt": "text/plain",
}
_PAPERS: dict[str, OutputKind] = {"script": "script", "conversation": "conversation"}


@dataclass(frozen=True)
class Publisher:
    """Stores files and describes them. Nobody sees them before the job's row names them."""

    storage: Storage
    now: Clock
    stored: dict[str, Path] = field(default_factory=dict)
    """What this attempt stored, by hash, and where it still has it."""

    def for_attempt(self) -> "Publisher":
        """The same for one attempt."""
        return replace(self, stored={})

    def keep(self) -> None:
        """Store again what was dropped since, because another job that named the same bytes is gone."""
        for sha256, path in self.stored.items():
            try:
                next(iter(self.storage.read("outputs", sha256, 0, 1)), b"")
            except NotFoundError:
                self.storage.put("outputs", path)

    def put_all(self, made: Made, job: str) -> tuple[Output, ...]:
        """Every file of a job that was made."""
        return tuple(self.put(path, kind, job, aspect) for path, kind, aspect in _files(made))

    def put_paper(self, paper: Path, job: str) -> Output:
        """A file that is not about one of the videos: the script, or what a language model was asked."""
        return self.put(paper, _kind_of(paper), job)

    def put(self, path: Path, kind: OutputKind, job: str, aspect: Aspect | None = None) -> Output:
        """One file."""
        blob = self.storage.put("outputs", path)
        self.stored[blob.sha256] = path
        return Output(
            job=job, name=path.name, kind=kind, aspect=aspect, mime=_MIMES[path.suffix], sha256=blob.sha256,
            size=blob.size, created=self.now(),
        )  # fmt: skip


def _files(made: Made) -> Iterator[tuple[Path, OutputKind, Aspect | None]]:
    for one in made.exports:
        yield one.video, "video", one.aspect
        yield one.cover, "cover", one.aspect
        yield one.captions, "captions", one.aspect
        yield one.timeline, "timeline", one.aspect
        yield one.labels, "labels", one.aspect
    for paper in made.papers:
        yield paper, _kind_of(paper), None


def _kind_of(paper: Path) -> OutputKind:
    """What a paper is; those of platforms are all ``post``."""
    return "post" if paper.name.startswith("post-") else _PAPERS[paper.stem]
