"""The studio: everything a job works with, made from the settings once and handed to every step."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from domain.asset import Asset, AssetStore
from domain.errors import AssetError
from domain.fonts import FontBook, TextMeasurer
from domain.label import LabelledImage, LabelledText, LabelledVideo
from domain.render import EncodeSettings, Progress, Render
from domain.timeline import Timeline
from labeling.recognition.fingerprint import Fingerprint
from labeling.recognition.take import fingerprint_own
from labeling.regimes import DEFAULT_REGIMES, Regime
from pipeline.exported import ExportedFile
from pipeline.portraits import Portraits
from pipeline.stages import Stages
from presenter.filming import LipSyncEngine
from presenter.speaker import Speaker

if TYPE_CHECKING:
    from agent.chat import LlmSettings
    from agent.planner import Planner
    from agent.talk import Talk


class Renderer(Protocol):
    """Draws and encodes."""

    def video(self, timeline: Timeline, out: Path, progress: Progress, *, fresh: bool) -> Render:
        """The timeline as an unsealed MP4 at ``out``; ``fresh`` uses no encoded scene of before."""

    def still(self, timeline: Timeline, frame: int) -> NDArray[np.uint8]:
        """One frame as (H, W, 3) RGB."""


class Sealer(Protocol):
    """Labels finished files and lets nothing through that does not read back whole."""

    def video(self, render: Render, timeline: Timeline, out: Path) -> LabelledVideo: ...

    def image(self, picture: NDArray[np.uint8], timeline: Timeline, out: Path) -> LabelledImage: ...

    def text(self, text: str, timeline: Timeline, out: Path) -> LabelledText: ...


class Recorder(Protocol):
    """Keeps what left."""

    def get_ready(self) -> None:
        """Begin, beside the caller, with what recording will need."""

    def record(self, files: tuple[ExportedFile, ...], fingerprints: Iterable[tuple[str, Fingerprint]] = ()) -> None: ...


@dataclass(frozen=True)
class Sounds:
    """Who makes music and effects: WAV bytes from seconds, mood and seed, or from name and seed; ``beats``
    tells the milliseconds of the music's beats."""

    music: Callable[[float, str, int], bytes]
    beats: Callable[[float, str, int], tuple[int, ...]]
    effect: Callable[[str, int], bytes]


@dataclass(frozen=True)
class Moving:
    """Who makes moving previews: every so many-th frame of a timeline, and those frames with the
    milliseconds of each sealed as one file."""

    frames: Callable[[Timeline, int], Iterator[NDArray[np.uint8]]]
    seal: Callable[[Sequence[NDArray[np.uint8]], int, Timeline, Path], LabelledImage]


@dataclass(frozen=True)
class Studio:
    """What ``pipeline.wiring`` builds. ``speakers`` gives the voices to try for a brief's ``voice``;
    ``model`` is the language model asked before the ``planners``, if any; ``code`` stands for the program, so that no
    step's value of another version is used; ``notes`` tell what opening the studio did;
    ``open_stages`` says how the steps of a job are kept; ``lip_sync`` films
    portraits that speak, if any; ``fingerprint`` takes from a render what its
    video can be recognised by."""

    store: AssetStore
    planners: "tuple[Planner, ...]"
    model: "LlmSettings | None"
    speakers: Callable[[str], tuple[Speaker, ...]]
    sounds: Sounds
    fonts: FontBook
    measure: TextMeasurer
    encode: EncodeSettings
    renderer: Renderer
    sealer: Sealer
    recorder: Recorder
    portraits: Portraits
    now: Callable[[], datetime]
    work: Path
    code: str
    notes: tuple[str, ...] = ()
    moving: Moving | None = None
    lip_sync: LipSyncEngine | None = None
    regimes: frozenset[Regime] = DEFAULT_REGIMES
    open_stages: Callable[[Path, str], Stages] = Stages
    fingerprint: Callable[[Path], Fingerprint] = fingerprint_own

    def open_talk(self) -> "Talk | None":
        """A talk with the language model for one job, with that job's budget; ``None`` without a model."""
        if self.model is None:
            return None
        from agent.talk import Talk

        return Talk(self.model)

    def holds(self, assets: tuple[Asset, ...]) -> bool:
        """Whether every one of the assets is still in the store."""
        try:
            for asset in assets:
                self.store.path(asset.sha256)
        except AssetError:
            return False
        return True
