"""`vitrine export`: every kind of file a video can leave as, sealed, in the ledger, and read back."""

import io
import json
import wave
import zipfile
from pathlib import Path

import numpy as np
import pytest

from domain.base import Box
from domain.label import LabelReport
from domain.layers import CaptionLayer, CaptionPage, CaptionWord, TextStyle
from domain.paint import Solid
from domain.timeline import Scene, Sound, Timeline, VoiceCue
from pipeline.kinds import Kind
from pipeline.recognising import open_ledger
from pipeline.settings import load_settings
from pipeline.wiring import open_studio
from tests.cli.conftest import Vitrine

KINDS: tuple[Kind, ...] = ("mp4", "mov", "jpg", "png", "webp", "gif", "mp3", "wav", "m4a", "srt", "vtt", "zip")


@pytest.fixture
def producer(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setenv("VITRINE_PRODUCER", "Vitrine-Demo")
    monkeypatch.setenv("VITRINE_HOME", str(place / "vitrine"))


def film(*, spoken: bool = True) -> Timeline:
    """A scene of two seconds with a caption, and a voice that is noise."""
    store = open_studio(load_settings()).store
    voice = store.put_bytes(noise(1.5), "voice.wav")
    words = (CaptionWord(text="A < mug", start=6, end=30),)
    page = CaptionPage(start=6, end=40, lines=(words,))
    style = TextStyle(font="text", weight=600, size=22, min_size=16, colour="#FFFFFF")
    caption = CaptionLayer(id="captions", box=Box(x=30, y=480, w=290, h=50), pages=(page,), style=style)
    scene = Scene(id="one", role="hook", frames=66, background=Solid(colour="#8899AA"), layers=(caption,))
    return Timeline(
        title="Mug", language="en", template="t", seed=1, width=360, height=640, safe=Box(x=20, y=50, w=310, h=500),
        scenes=(scene,), sound=Sound(voice=(VoiceCue(asset=voice.sha256, start=6),) if spoken else ()),
        assets={voice.sha256: voice} if spoken else {},
    )  # fmt: skip


def noise(seconds: float) -> bytes:
    samples = np.random.default_rng(3).normal(0, 2500, round(24_000 * seconds)).astype("<i2")
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(samples.tobytes())
    return data.getvalue()


@pytest.mark.slow
def test_every_kind_leaves_sealed_and_known(vitrine: Vitrine, place: Path, producer: None) -> None:
    (place / "timeline.json").write_text(film().model_dump_json(), "utf-8")
    done = vitrine(
        "export", "timeline.json", *(part for kind in KINDS for part in ("--as", kind)), "--out", "out", "-q"
    )
    assert done.code == 0, done.err
    reports = json.loads((place / "out/labels-export.json").read_text("utf-8"))["files"]
    files = {path.suffix[1:]: path for path in (place / "out").iterdir() if path.suffix != ".json"}
    assert set(files) == set(KINDS)
    ledger = open_ledger(place / "vitrine")
    for kind, path in files.items():
        report = LabelReport.model_validate(reports[path.name])
        assert report.passed and report.produce_id, kind
        assert ledger.with_hash(report.sha256) is not None, kind
    assert vitrine("verify", *files.values(), "-q").code == 0
    assert "A &lt; mug" in files["vtt"].read_text("utf-8")
    with zipfile.ZipFile(files["zip"]) as archive:
        assert {*(path.name for path in files.values()), "labels.json", "manifest.json"} - {files["zip"].name} <= set(
            archive.namelist()
        )
    assert vitrine("ledger", "find", files["webp"]).code == 0


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("avi", "agree on a place"), ("mkv", "C2PA has no place"), ("flv", "C2PA"), ("ts", "transport stream"),
        ("exe", "no place"), ("nosuch", "no place"), ("ass", "style lines"),
    ],
)  # fmt: skip
def test_a_kind_that_cannot_carry_the_marks_is_refused_with_the_reason(
    kind: str, reason: str, vitrine: Vitrine, place: Path
) -> None:
    done = vitrine("export", "timeline.json", "--as", "mov", "--as", kind)
    assert done.code == 2 and reason in done.err
    assert f"videos do not leave as '{kind}': " in done.err
    assert "hint: name one of mp4, mov, " in done.err
    assert list(place.iterdir()) == []


def test_without_a_voice_no_sound_file_leaves_nor_anything_else(vitrine: Vitrine, place: Path, producer: None) -> None:
    (place / "timeline.json").write_text(film(spoken=False).model_dump_json(), "utf-8")
    done = vitrine("export", "timeline.json", "--as", "vtt", "--as", "mp3", "--out", "out", "-q")
    assert done.code == 2 and "nobody speaks" in done.err
    assert not (place / "out").exists()
