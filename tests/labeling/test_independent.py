"""What tools we did not write find in our files."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from labeling.c2pa_sign import COMPOSITE
from tests.labeling.forge import ffmpeg

pytestmark = pytest.mark.slow


def run(*command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed: see scripts/apt-packages.txt")
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def test_exiftool_reads_the_video(sealed_video: Path) -> None:
    (found,) = json.loads(run("exiftool", "-json", "-G1", "-a", str(sealed_video)))
    aigc = found["Keys:AIGC"]
    assert (aigc if isinstance(aigc, dict) else json.loads(aigc))["Label"] in ("1", 1)
    assert found["XMP-iptcExt:DigitalSourceType"] == COMPOSITE
    assert "ExifTool:Warning" not in found


def test_exiftool_reads_the_picture(sealed_image: Path) -> None:
    (found,) = json.loads(run("exiftool", "-json", "-G1", "-a", str(sealed_image)))
    assert '"ContentProducer":"Vitrine-Demo"' in str(found["XMP-TC260:Aigc"]).replace("'", '"').replace(": ", ":")
    assert found["XMP-iptcExt:DigitalSourceType"] == COMPOSITE
    assert "c2pa.created" in found["CBOR:ActionsAction"]


def test_mediainfo_reads_the_video(sealed_video: Path) -> None:
    tracks = json.loads(run("mediainfo", "--Output=JSON", str(sealed_video)))["media"]["track"]
    general = next(track for track in tracks if track["@type"] == "General")
    assert json.loads(general["extra"]["AIGC"])["ContentProducer"] == "Vitrine-Demo"
    assert general["IsStreamable"] == "Yes"


def test_ffmpeg_reads_the_video(sealed_video: Path, tmp_path: Path) -> None:
    text = ffmpeg(sealed_video, tmp_path / "meta.txt", "-f", "ffmetadata").read_text("utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("AIGC=")]
    assert json.loads(line.removeprefix("AIGC=").replace("\\", ""))["ProduceID"].endswith("1")
