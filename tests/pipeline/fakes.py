"""A studio whose heavy parts are stand-ins: same types in and out, nothing encoded, nothing signed."""

import hashlib
import io
import wave
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import cv2
import numpy as np
from numpy.typing import NDArray

from agent.planner import Planner
from domain.brief import Brief, Language
from domain.errors import LabelError, PlanError
from domain.fonts import FontBook
from domain.label import CheckResult, LabelledImage, LabelledText, LabelledVideo, LabelReport
from domain.render import EncodeSettings, Progress, Render
from domain.script import PlannerNote, Script, ScriptScene
from domain.timeline import Timeline
from domain.voice import SAMPLE_RATE, SpokenWord
from labeling.recognition.fingerprint import no_fingerprint
from media.store import LocalAssetStore
from pipeline.consents import ConsentRecord
from pipeline.late_ledger import LateLedger
from pipeline.portraits import Portraits
from pipeline.store.database import open_database
from pipeline.store.ledger import Ledger
from pipeline.studio import Sounds, Studio
from presenter.speaker import NO_LEXICON, Lexicon, SpokenLine
from renderer.text.measure import SkiaMeasurer

NOW = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


@dataclass
class ScriptedPlanner:
    """Writes the same two scenes for any brief, or fails with a reason."""

    fails: str = ""
    narration: str = "A mug for every day."
    name: str = "scripted"
    calls: int = 0

    def plan(self, brief: Brief) -> Script:
        self.calls += 1
        if self.fails:
            raise PlanError(self.fails, hint="none")
        scenes = (
            ScriptScene(id="1-hook", role="hook", narration=self.narration, headline="Every day"),
            ScriptScene(id="2-cta", role="cta", narration="Get yours now.", headline="Get yours"),
        )
        return Script(
            language=brief.language, title=brief.product.name, seconds=brief.seconds, scenes=scenes,
            written_by=PlannerNote(planner=self.name), seed=brief.seed,
        )  # fmt: skip


@dataclass
class SilentSpeaker:
    """Says nothing, ``ms`` milliseconds a line at rate 1, one word a line."""

    ms: int = 2000
    name: str = "silent"
    source: str = ""
    rates: list[float] = field(default_factory=list)

    def voice_for(self, language: Language) -> str:
        return f"silence-{language}"

    def speak(self, text: str, language: Language, rate: float = 1.0, lexicon: Lexicon = NO_LEXICON) -> SpokenLine:
        self.rates.append(rate)
        ms = round(self.ms / rate)
        pcm: NDArray[np.int16] = np.zeros(ms * SAMPLE_RATE // 1000, np.int16)
        pcm[: 1 + len(text)] = 1  # so that two lines are two files
        return SpokenLine(pcm, (SpokenWord(text=text, start_ms=0, end_ms=ms),))


@dataclass
class PaintingRenderer:
    """Writes the timeline's hash where a video would be."""

    timelines: list[Timeline] = field(default_factory=list)
    stops: type[BaseException] | None = None

    def video(self, timeline: Timeline, out: Path, progress: Progress, *, fresh: bool) -> Render:
        if self.stops:
            raise self.stops
        self.timelines.append(timeline)
        progress("render", 1.0)
        out.write_bytes(timeline.model_dump_json().encode())
        return Render(
            path=out, sha256=_sha(out), width=timeline.width, height=timeline.height, fps=timeline.fps,
            frames=timeline.frames, segments=1, segments_reused=0,
        )  # fmt: skip

    def still(self, timeline: Timeline, frame: int) -> NDArray[np.uint8]:
        return np.zeros((8, 8, 3), np.uint8)


@dataclass
class StampingSealer:
    """Copies the file and reports one check, which may fail."""

    ledger: Ledger
    passes: bool = True
    sealed: list[Timeline] = field(default_factory=list)

    def video(self, render: Render, timeline: Timeline, out: Path) -> LabelledVideo:
        self.sealed.append(timeline)
        out.write_bytes(render.path.read_bytes())
        return LabelledVideo(out, self._report(out, "video"))

    def image(self, picture: NDArray[np.uint8], timeline: Timeline, out: Path) -> LabelledImage:
        out.write_bytes(picture.tobytes())
        return LabelledImage(out, self._report(out, "image"))

    def text(self, text: str, timeline: Timeline, out: Path) -> LabelledText:
        out.write_text(text, "utf-8")
        return LabelledText(out, self._report(out, "text"))

    def _report(self, path: Path, media: str) -> LabelReport:
        if not self.passes:
            raise LabelError("V1: no mark was found", hint="none")
        number = str(uuid4())
        assert self.ledger.claim(number)
        check = CheckResult(clause="V1", check="mark", passed=True, measured="seen", bound="seen")
        values = {"file": path.name, "sha256": _sha(path), "media": media, "checks": (check,), "produce_id": number}
        return LabelReport.model_validate(values)


@dataclass(frozen=True)
class FakeStudio:
    """A studio and its stand-ins, to ask afterwards what they did."""

    studio: Studio
    planner: ScriptedPlanner
    speaker: SilentSpeaker
    renderer: PaintingRenderer
    sealer: StampingSealer
    ledger: Ledger


def open_fake_studio(home: Path, fonts: FontBook, *others: Planner) -> FakeStudio:
    """A studio in ``home``; ``others`` are asked for a script before the scripted planner."""
    planner, speaker, renderer = ScriptedPlanner(), SilentSpeaker(), PaintingRenderer()
    ledger = Ledger(home / "ledger.sqlite", lambda: NOW)
    sealer = StampingSealer(ledger)
    studio = Studio(
        store=LocalAssetStore(home / "assets"),
        planners=(*others, planner),
        model=None,
        speakers=lambda voice: (speaker,),
        sounds=Sounds(
            music=lambda seconds, mood, seed: _wav(seconds, 1),
            beats=lambda seconds, mood, seed: tuple(range(0, round(seconds * 1000), 500)),
            effect=lambda name, seed: _wav(0.1, len(name)),
        ),
        fonts=fonts,
        measure=SkiaMeasurer(fonts),
        encode=EncodeSettings(),
        renderer=renderer,
        sealer=sealer,
        recorder=LateLedger(lambda: ledger),
        portraits=Portraits(
            lambda: ConsentRecord(open_database(f"sqlite:///{home / 'vitrine.sqlite'}")),
            LocalAssetStore(home / "assets"),
            lambda: NOW,
        ),
        now=lambda: NOW,
        work=home / "work",
        code="test",
        fingerprint=lambda render: no_fingerprint(),
    )
    return FakeStudio(studio, planner, speaker, renderer, sealer, ledger)


def draw_photo(path: Path, seed: int = 1) -> None:
    """A small photo-like file."""
    pixels = np.random.default_rng(seed).integers(0, 255, (160, 120, 3), dtype=np.uint8)
    assert cv2.imwrite(str(path), cv2.GaussianBlur(pixels, (0, 0), 9))


def _wav(seconds: float, value: int) -> bytes:
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(bytes([value, 0]) * 2 * round(seconds * SAMPLE_RATE))
    return data.getvalue()


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
