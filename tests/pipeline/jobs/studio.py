"""A studio of millisecond stages for durable jobs, each of which may be told to kill its process at some moment."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.asset import Asset
from domain.brief import Brief, Language
from domain.fonts import FontBook
from domain.job import JobRequest
from domain.label import LabelledImage, LabelledText, LabelledVideo
from domain.render import Progress, Render
from domain.script import Script
from domain.timeline import Timeline
from media.fonts import load_font_book
from pipeline.jobs.room import Room
from pipeline.storage.folder import FolderStorage
from pipeline.storage.storage import Blob, BlobKind
from pipeline.studio import Studio
from presenter.speaker import NO_LEXICON, Lexicon, SpokenLine
from tests.pipeline.fakes import (
    PaintingRenderer,
    ScriptedPlanner,
    SilentSpeaker,
    StampingSealer,
    draw_photo,
    open_fake_studio,
)

_SEEDS = count(1)
MOMENTS = ("before", "during", "after")


@dataclass(frozen=True)
class Fate:
    """What is to happen to a process, written in files that only one process can take.

    ``seen`` notes that an outside call was made, in a file of its own, before its answer is used.
    """

    folder: Path

    def ordain(self, stage: str, moment: str, number: int = signal.SIGKILL) -> None:
        """Whoever comes to that moment of that stage first gets the signal."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{stage}.{moment}").write_text(str(int(number)))

    def meet(self, stage: str, moment: str) -> None:
        mine = self.folder / f"{stage}.{moment}"
        taken = mine.with_suffix(f".taken-{os.getpid()}")
        try:
            mine.rename(taken)
        except FileNotFoundError:
            return
        os.kill(os.getpid(), int(taken.read_text()))

    @contextmanager
    def around(self, stage: str) -> Iterator[None]:
        self.meet(stage, "before")
        with (self.folder.parent / "calls.txt").open("a") as calls:
            calls.write(f"{stage}\n")
        yield
        self.meet(stage, "after")

    def calls(self, stage: str) -> int:
        path = self.folder.parent / "calls.txt"
        return path.read_text().splitlines().count(stage) if path.exists() else 0

    @property
    def met(self) -> bool:
        """Whether everything ordained has happened."""
        return not [path for path in self.folder.glob("*.*") if ".taken-" not in path.name]


@dataclass(frozen=True)
class FatedPlanner:
    inner: ScriptedPlanner
    fate: Fate
    name: str = "scripted"

    def plan(self, brief: Brief) -> Script:
        with self.fate.around("plan"):
            script = self.inner.plan(brief)
            self.fate.meet("plan", "during")
            return script


@dataclass(frozen=True)
class FatedSpeaker:
    inner: SilentSpeaker
    fate: Fate
    name: str = "silent"
    source: str = ""

    def voice_for(self, language: Language) -> str:
        return self.inner.voice_for(language)

    def speak(self, text: str, language: Language, rate: float = 1.0, lexicon: Lexicon = NO_LEXICON) -> SpokenLine:
        with self.fate.around("speak"):
            self.fate.meet("speak", "during")
            return self.inner.speak(text, language, rate)


@dataclass(frozen=True)
class FatedRenderer:
    inner: PaintingRenderer
    fate: Fate

    def video(self, timeline: Timeline, out: Path, progress: Progress, *, fresh: bool) -> Render:
        with self.fate.around("render"):
            out.write_bytes(b"half")
            self.fate.meet("render", "during")
            return self.inner.video(timeline, out, progress, fresh=fresh)

    def still(self, timeline: Timeline, frame: int) -> NDArray[np.uint8]:
        return self.inner.still(timeline, frame)


@dataclass(frozen=True)
class FatedSealer:
    inner: StampingSealer
    fate: Fate

    def video(self, render: Render, timeline: Timeline, out: Path) -> LabelledVideo:
        with self.fate.around("seal"):
            out.write_bytes(b"half")
            self.fate.meet("seal", "during")
            return self.inner.video(render, timeline, out)

    def image(self, picture: NDArray[np.uint8], timeline: Timeline, out: Path) -> LabelledImage:
        return self.inner.image(picture, timeline, out)

    def text(self, text: str, timeline: Timeline, out: Path) -> LabelledText:
        return self.inner.text(text, timeline, out)


@dataclass(frozen=True)
class FatedStore:
    """Composing ends with its music in the store."""

    inner: object
    fate: Fate

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def put_bytes(self, data: bytes, name: str) -> Asset:
        if name != "music.wav":
            return self.inner.put_bytes(data, name)  # type: ignore[attr-defined, no-any-return]
        with self.fate.around("compose"):
            self.fate.meet("compose", "during")
            return self.inner.put_bytes(data, name)  # type: ignore[attr-defined, no-any-return]


@dataclass(frozen=True)
class FatedStorage(FolderStorage):
    """Publishing stores several files, then the row names them."""

    fate: Fate = Fate(Path())

    def put(self, kind: BlobKind, path: Path) -> Blob:
        if path.suffix == ".mp4":
            self.fate.meet("publish", "before")
        blob = super().put(kind, path)
        self.fate.meet("publish", "during" if path.suffix == ".mp4" else "after" if path.name == "script.json" else "")
        return blob


@dataclass
class InlineRoom:
    """A room in the worker itself; what goes on there cannot be stopped."""

    studio: Studio

    def halt(self) -> None:
        """Nobody can."""


@dataclass(frozen=True)
class InlineRooms:
    studio: Studio

    def open(self) -> AbstractContextManager[Room]:
        return self._room()

    def close(self) -> None:
        """Nothing is open."""

    @contextmanager
    def _room(self) -> Iterator[Room]:
        yield InlineRoom(self.studio)


def open_fated_studio(home: Path, fonts: FontBook | None = None) -> Studio:
    """The fake studio in ``home``, under the fate in ``home/fate``; the asset store holds one photo."""
    fake = open_fake_studio(home, fonts or load_font_book())
    fate = Fate(home / "fate")
    fake.speaker.ms = 2000
    return replace(
        fake.studio,
        planners=(FatedPlanner(fake.planner, fate),),
        speakers=lambda voice: (FatedSpeaker(fake.speaker, fate),),
        renderer=FatedRenderer(fake.renderer, fate),
        sealer=FatedSealer(fake.sealer, fate),
        store=FatedStore(fake.studio.store, fate),
    )


def mug(studio: Studio, folder: Path, **changes: object) -> JobRequest:
    """A request for six seconds about a mug, whose photo is in the studio's store; each is another video."""
    photo = folder / "mug.jpg"
    if not photo.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draw_photo(photo)
    asset = studio.store.put_file(photo)
    product = {"name": "Stone Mug", "images": [f"asset:{asset.sha256}"]}
    values = {"product": product, "language": "en", "seconds": 6, "template": "spotlight", "seed": next(_SEEDS)}
    return JobRequest(brief=Brief.model_validate(values), **changes)  # type: ignore[arg-type]


Opener = Callable[[], Studio]
