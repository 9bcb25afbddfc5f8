"""The whole job with nothing replaced, small: made, read back by others, killed at every stage and continued."""

import json
import os
import signal
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import pytest

from domain.timeline import Timeline
from media.music import compose_music
from pipeline.captions import captions
from tests.media.listen import ffmpeg_loudness

pytestmark = pytest.mark.slow

_ROOT = Path(__file__).resolve().parents[2]
_CHILD = """
import os, signal, sys
from pathlib import Path
from pipeline.briefs import load_brief, override
from pipeline.make import Order, make
from pipeline.settings import load_settings
from pipeline.wiring import open_studio

last, share = sys.argv[1], float(sys.argv[2])

def tell(stage, done):
    if stage == last and done >= share:
        os.kill(os.getpid(), signal.SIGKILL)

path = Path(sys.argv[3])
brief = override(load_brief(path), {"seconds": 6, "aspects": ("1:1",), "language": "en"}, {})
made = make(Order(brief, path.parent, Path("out")), open_studio(load_settings()), tell)
print(*(f"{record.name}:{record.reused}" for record in made.stages))
"""


_KILLS = (("speak", "0"), ("compose", "0"), ("render", "0.4"), ("seal", "0"), ("seal", "0.7"), ("export", "0"))


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {key: value for key, value in os.environ.items() if not key.startswith("VITRINE_")}
    environment |= {"PYTHONPATH": str(_ROOT), "VITRINE_PRODUCER": "ACME-Shop", "VITRINE_HOME": str(folder / "home")}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def kept(folder: Path) -> dict[str, int]:
    """Every kept value with its inode, which is another one once it is written again."""
    files = sorted((folder / "home/work").glob("*/*.json"))
    return {f"{file.parent.name}/{file.name}": file.stat().st_ino for file in files}


def test_a_job_killed_at_every_stage_goes_on_where_it_stopped(tmp_path: Path) -> None:
    brief = str(_ROOT / "examples/briefs/mug.yaml")
    before: dict[str, int] = {}
    stages: list[set[str]] = []
    for stage, share in _KILLS:
        killed = run(tmp_path, "-c", _CHILD, stage, share, brief)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert not (tmp_path / "out").exists()
        now = kept(tmp_path)
        assert before.items() <= now.items(), f"a step finished before {stage} was done again"
        before = now
        stages.append({name.split("/")[0] for name in now})
    # Products are cut out beside planning and speaking: done at the latest when composing needs them.
    assert stages[0] - {"cutouts"} == {"plan"}
    assert stages[1] - {"cutouts"} == {"plan", "speak"}
    assert stages[2] == {"cutouts", "plan", "speak", "compose", "mark"}
    assert stages[3] == {"cutouts", "plan", "speak", "compose", "mark", "render"}

    done = run(tmp_path, "-c", _CHILD, "never", "0", brief)
    assert done.returncode == 0, done.stderr
    assert "False" not in done.stdout
    assert before.items() <= kept(tmp_path).items()
    assert len(list((tmp_path / "out").iterdir())) == 8


def test_what_the_command_line_makes(tmp_path: Path) -> None:
    options = ["--seconds", "6", "--aspect", "1:1", "--language", "en", "--out", "out"]
    made = run(tmp_path, "-m", "cli", "make", str(_ROOT / "examples/briefs/mug.yaml"), *options)
    assert made.returncode == 0, made.stderr
    files = {path.suffix: path for path in (tmp_path / "out").iterdir() if path.suffix != ".json"}
    assert set(files) == {".mp4", ".jpg", ".srt", ".txt"}
    assert all(str(path.name) in made.stdout for path in files.values())
    assert "note        script by the offline planner" in made.stdout

    timeline = Timeline.model_validate_json((tmp_path / "out/timeline.json").read_bytes())
    check_stream(files[".mp4"], timeline)
    check_labels(tmp_path, files[".mp4"], "video")
    check_labels(tmp_path, files[".jpg"], "cover")
    assert files[".srt"].read_text().count(" --> ") == len(captions(timeline)) + 1 > 1

    again = run(tmp_path, "-m", "cli", "render", "out/timeline.json", "--no-cache", "--quiet", "--out", "again")
    assert again.returncode == 0, again.stderr
    assert "render" not in again.stderr
    assert {path.name for path in (tmp_path / "again").iterdir()} == {
        path.name for path in (tmp_path / "out").iterdir() if path.name != "script.json" and "post" not in path.name
    }
    first, second = (json.loads((tmp_path / name / "labels.json").read_bytes()) for name in ("out", "again"))
    assert first["video"]["produce_id"] != second["video"]["produce_id"]


def check_stream(path: Path, timeline: Timeline) -> None:
    with av.open(str(path)) as file:
        video, sound = file.streams.video[0], file.streams.audio[0]
        assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (video.width, video.height, video.average_rate) == (1080, 1080, Fraction(30))
        assert video.frames == timeline.frames
        assert (sound.codec_context.name, sound.codec_context.sample_rate) == ("aac", 48_000)
    assert 5.4 <= float(timeline.seconds) <= 8


def check_labels(folder: Path, path: Path, part: str) -> None:
    shown = run(folder, "-m", "cli", "verify", str(path), "--json")
    assert shown.returncode == 0, shown.stdout
    written = json.loads((folder / "out/labels.json").read_bytes())[part]
    found = json.loads(shown.stdout)
    assert found["sha256"] == written["sha256"]
    assert found["produce_id"] == written["produce_id"]
    assert {check["clause"] for check in found["checks"]} <= {check["clause"] for check in written["checks"]}


def test_a_brand_with_music_of_its_own_hears_it_under_its_video(tmp_path: Path) -> None:
    """A tune of three seconds under a longer video."""
    (tmp_path / "tune.wav").write_bytes(compose_music(3, "folk", 4))
    (tmp_path / "kit.yaml").write_text("music: tune.wav\n")
    (tmp_path / "pack.jpg").write_bytes((_ROOT / "examples/media/mug-pack.jpg").read_bytes())
    product = {"name": "Stone Mug", "images": ["pack.jpg"], "selling_points": ["Holds 300 ml"]}
    brief = {"product": product, "language": "en", "seconds": 6, "aspects": ["1:1"], "brand_kit": "kit.yaml"}
    (tmp_path / "brief.json").write_text(json.dumps(brief))
    made = run(tmp_path, "-m", "cli", "make", "brief.json", "--quiet")
    assert made.returncode == 0, made.stderr
    timeline = Timeline.model_validate_json((tmp_path / "out/timeline.json").read_bytes())
    music = timeline.sound.music
    assert music and timeline.assets[music.asset].name == "tune.wav"
    (video,) = (tmp_path / "out").glob("*.mp4")
    lufs, peak = ffmpeg_loudness(video)
    assert abs(lufs + 14) <= 0.5 and peak <= -1
