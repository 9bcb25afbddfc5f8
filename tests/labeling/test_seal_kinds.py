"""Sealing every other kind: animations, sound, text, archives; each refused when its mark is not there."""

import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from domain.errors import LabelError
from domain.label import LabelReport
from domain.layers import TextLayer
from domain.render import Render
from labeling import hearing, rhythm, seal_audio, seal_text
from labeling.archive import read_archive
from labeling.evidence import AudioEvidence, BundleEvidence, TextEvidence
from labeling.gate import run_checks
from labeling.policies import audio_policy, bundle_policy, text_policy
from labeling.request import SealRequest
from labeling.seal import seal_animation, seal_image, seal_video
from labeling.seal_bundle import seal_bundle
from tests.labeling.films import SMALL, backdrop
from tests.labeling.pen import Pen, resized, reworded

RATE = 24000
SRT = "1\n00:00:00,500 --> 00:00:01,900\nA mug\n\n2\n00:00:02,000 --> 00:00:03,000\nfor every day\n"
VTT = "WEBVTT\n\n00:00:00.500 --> 00:00:01.900\nA mug\n"


def voice(seconds: float = 2.5, channels: int = 1) -> rhythm.Samples:
    """Something like speech: noise in syllables."""
    rng = np.random.default_rng(5)
    count = round(seconds * RATE)
    loud = np.sin(np.arange(count) / RATE * 2 * np.pi * 3.1) > -0.3
    return (rng.normal(0, 0.12, (count, channels)) * loud[:, None]).astype(np.float32)


def clauses(report: LabelReport) -> set[str]:
    return {check.clause.split()[0] for check in report.failed}


def quarantined(request: SealRequest) -> LabelReport:
    (note,) = request.quarantine.glob("*.labels.json")
    return LabelReport.model_validate_json(note.read_text("utf-8"))


@pytest.mark.parametrize("name", ["out.mov", "out.png", "out.webp", "out.jpg"])
def test_videos_and_pictures_of_each_kind(
    name: str, tmp_path: Path, render: Render, pen: Pen, zh_mark: TextLayer, request_for: SealRequest
) -> None:
    out = tmp_path / name
    if name.endswith("mov"):
        labelled = seal_video(render, request_for, out)
    else:
        labelled = seal_image(pen.stamp(backdrop(SMALL), zh_mark), request_for, out)  # type: ignore[assignment]
    assert labelled.report.passed
    assert {path for path in tmp_path.iterdir() if path != request_for.quarantine} == {out}


@pytest.mark.parametrize("name", ["a.gif", "a.webp"])
def test_an_animation_carries_the_mark_on_every_picture(
    name: str, tmp_path: Path, pen: Pen, zh_mark: TextLayer, request_for: SealRequest
) -> None:
    pictures = [pen.stamp(np.roll(backdrop(SMALL), 12 * n, axis=1), zh_mark) for n in range(4)]
    report = seal_animation(pictures, 120, request_for, tmp_path / name).report
    assert report.passed
    assert "in 4 of 4 pictures" in report.checks[0].measured
    pictures[2] = backdrop(SMALL)
    with pytest.raises(LabelError, match="label checks"):
        seal_animation(pictures, 120, request_for, tmp_path / f"bad-{name}")
    assert clauses(quarantined(request_for)) == {"I1"}


@pytest.mark.parametrize(
    ("change", "failing"),
    [(lambda mark: resized(mark, 18), "I3"), (lambda mark: reworded(mark, "AI"), "I4")],
    ids=["fontsize 5 %", "AI only"],
)
def test_a_faulty_mark_on_an_animation_fails_its_clause(
    change: object, failing: str, tmp_path: Path, pen: Pen, zh_mark: TextLayer, request_for: SealRequest
) -> None:
    pictures = [pen.stamp(backdrop(SMALL, seed), change(zh_mark)) for seed in (3, 4)]  # type: ignore[operator]
    with pytest.raises(LabelError, match=failing):
        seal_animation(pictures, 120, request_for, tmp_path / "a.webp")


@pytest.mark.parametrize("name", ["v.wav", "v.mp3", "v.m4a"])
@pytest.mark.parametrize("channels", [1, 2])
def test_sound_is_sealed_with_the_rhythm_before_it(
    name: str, channels: int, tmp_path: Path, request_for: SealRequest
) -> None:
    report = seal_audio.seal_audio(voice(channels=channels), RATE, request_for, tmp_path / name).report
    assert report.passed
    heard = hearing.listen(tmp_path / name).heard
    assert heard is not None
    assert heard.unit == pytest.approx(0.12, abs=0.004)
    assert heard.miss < 0.2


@pytest.mark.parametrize(
    ("mark", "failing"),
    [
        (np.zeros(0, np.float32), {"A1", "A2", "A3"}),
        (rhythm.rhythm(RATE) * 0.03, {"A3"}),
        (rhythm.rhythm(RATE)[: RATE * 4 // 10], {"A1", "A2", "A3"}),
        (np.tile(rhythm.rhythm(RATE)[: round(0.24 * RATE)], 8), {"A1", "A2", "A3"}),
    ],
    ids=["none", "too soft", "cut", "other rhythm"],
)
def test_a_faulty_audible_mark_fails_the_gate(
    mark: rhythm.Samples, failing: set[str], tmp_path: Path, request_for: SealRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        seal_audio, "with_rhythm", lambda samples, rate: np.concatenate([mark[:, None].astype(np.float32), samples])
    )
    with pytest.raises(LabelError, match="label checks"):
        seal_audio.seal_audio(voice(), RATE, request_for, tmp_path / "v.wav")
    assert clauses(quarantined(request_for)) == failing
    assert not (tmp_path / "v.wav").exists()


def test_the_rhythm_is_heard_at_the_end_too_and_not_in_speech(tmp_path: Path) -> None:
    from labeling.encode import encode_sound

    after = np.concatenate([voice(), np.zeros((RATE // 2, 1), np.float32), rhythm.rhythm(RATE)[:, None]])
    encode_sound(after, RATE, tmp_path / "after.wav", "wav")
    encode_sound(voice(4), RATE, tmp_path / "speech.wav", "wav")
    heard = hearing.listen(tmp_path / "after.wav").heard
    assert heard is not None and heard.place == "after the sound"
    assert hearing.listen(tmp_path / "speech.wav").heard is None


@pytest.mark.parametrize(("name", "text"), [("c.srt", SRT), ("c.vtt", VTT), ("post.txt", "好物分享\n#杯子")])
def test_text_is_sealed_with_its_mark(name: str, text: str, tmp_path: Path, request_for: SealRequest) -> None:
    labelled = seal_text.seal_text(text, request_for, tmp_path / name)
    assert labelled.report.passed
    assert labelled.report.produce_id
    assert "AI生成" in (tmp_path / name).read_text("utf-8")


def test_captions_begin_with_the_mark_and_stay_as_they_were(tmp_path: Path, request_for: SealRequest) -> None:
    seal_text.seal_text(SRT, replace(request_for, language="en"), tmp_path / "c.srt")
    text = (tmp_path / "c.srt").read_text("utf-8")
    assert text.startswith(
        "1\n00:00:00,000 --> 00:00:02,000\nAI-generated\n\n2\n00:00:00,500 --> 00:00:01,900\nA mug\n"
    )


@pytest.mark.parametrize(
    ("written", "failing"),
    [
        (SRT, {"T1"}),
        (SRT.replace("A mug", "AI"), {"T1"}),
        ("1\n00:00:00,000 --> 00:00:02,000\nAI生成\n\n2\nno times\nx\n", {"T1", "T2"}),
        ("", {"T1"}),
    ],
    ids=["none", "AI only", "damaged", "empty"],
)
def test_faulty_text_fails_its_clause(written: str, failing: set[str], tmp_path: Path) -> None:
    (tmp_path / "c.srt").write_text(written, "utf-8")
    results = run_checks(text_policy("srt"), TextEvidence(tmp_path / "c.srt", "srt"))
    assert {result.clause.split()[0] for result in results if not result.passed} == failing


def test_captions_that_were_changed_on_the_way_are_refused(
    tmp_path: Path, request_for: SealRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal_text, "mark_text", lambda *a: "1\n00:00:00,000 --> 00:00:02,000\nAI生成\n")
    with pytest.raises(LabelError, match="T3"):
        seal_text.seal_text(SRT, request_for, tmp_path / "c.srt")


def test_an_archive_lists_what_is_in_it_and_changed_files_do_not_get_in(
    tmp_path: Path, render: Render, request_for: SealRequest
) -> None:
    video = seal_video(render, request_for, tmp_path / "v.mp4")
    text = seal_text.seal_text(SRT, request_for, tmp_path / "c.srt")
    files = {"v.mp4": video, "c.srt": text}
    labelled = seal_bundle(files, {"labels.json": b"{}"}, request_for, tmp_path / "all.zip")
    assert labelled.report.passed
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert archive.comment.decode() == "AI生成"
        assert archive.read("v.mp4") == video.path.read_bytes()
    assert [entry["name"] for entry in manifest["files"]] == ["v.mp4", "c.srt", "labels.json"]
    assert manifest["AIGC"]["ProduceID"] == labelled.report.produce_id

    with pytest.raises(LabelError, match="no paper"):
        seal_bundle(files, {"extra.mp4": b""}, request_for, tmp_path / "b.zip")
    with pytest.raises(LabelError, match="cannot name"):
        seal_bundle({"../v.mp4": video}, {}, request_for, tmp_path / "b.zip")
    text.path.write_text("changed")
    with pytest.raises(LabelError, match="changed after it was sealed"):
        seal_bundle(files, {}, request_for, tmp_path / "b.zip")


def test_a_file_that_hides_as_a_folder_in_an_archive_is_found(tmp_path: Path, request_for: SealRequest) -> None:
    text = seal_text.seal_text(SRT, request_for, tmp_path / "c.srt")
    seal_bundle({"c.srt": text}, {}, request_for, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip", "a") as archive:
        archive.writestr("folder/", "")
        archive.writestr("hidden.mp4/", b"unlabelled")
    files = read_archive(tmp_path / "all.zip").files
    assert set(files) == {"c.srt", "hidden.mp4/"}
    found = run_checks(bundle_policy(), BundleEvidence(tmp_path / "all.zip"))
    assert {"B2", "C1"} <= {check.clause.split()[0] for check in found if not check.passed}


def test_sound_made_elsewhere_fails_every_label_clause(tmp_path: Path) -> None:
    from labeling.encode import encode_sound

    encode_sound(voice(), RATE, tmp_path / "v.mp3", "mp3")
    results = run_checks(audio_policy(), AudioEvidence(tmp_path / "v.mp3", "mp3"))
    failed = {result.clause.split()[0] for result in results if not result.passed}
    assert failed == {"A1", "A2", "A3", *(f"M{n}" for n in range(1, 9)), "S1", "C1", "C2"}


@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
def test_exiftool_reads_what_we_wrote(
    tmp_path: Path, pen: Pen, zh_mark: TextLayer, request_for: SealRequest, render: Render
) -> None:
    picture = pen.stamp(backdrop(SMALL), zh_mark)
    for name in ("a.png", "a.webp"):
        seal_image(picture, request_for, tmp_path / name)
    seal_animation([picture, picture], 100, request_for, tmp_path / "a.gif")
    seal_video(render, request_for, tmp_path / "a.mov")
    for name in ("a.wav", "a.mp3", "a.m4a"):
        seal_audio.seal_audio(voice(), RATE, request_for, tmp_path / name)
    files = sorted(path.name for path in tmp_path.iterdir())
    done = subprocess.run(
        ["exiftool", "-u", "-j", "-b", *files], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    for facts in json.loads(done.stdout):
        found = [value for key, value in facts.items() if "aigc" in key.lower() or key == "UserDefinedText"]
        assert len(found) == 1, facts["SourceFile"]
        assert "DigitalSourceType" in facts, facts["SourceFile"]
