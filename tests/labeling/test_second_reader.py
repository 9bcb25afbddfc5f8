"""Every kind of file we sign, read by implementations that are not ours: C2PA, exiftool, mediainfo, ffmpeg.

Who reads the AIGC metadata of a kind, and who its credentials:

======================  =========  =========  ======  ==============
kind                    exiftool   mediainfo  ffmpeg  second C2PA
======================  =========  =========  ======  ==============
MP4, MOV, M4A           yes        yes        yes     yes
MP3                     yes        yes        yes     yes
WAV                     with -u    no         no      yes
JPEG, PNG, WebP, GIF    yes        no         no      yes
======================  =========  =========  ======  ==============

The second C2PA implementation is asked with its telemetry and its network switched off.
"""

import json
import shutil
import subprocess
from pathlib import Path

import encypher_c2pa
import pytest

from domain.layers import TextLayer
from domain.render import Render
from labeling import id3, seal_audio
from labeling.aigc import write_aigc
from labeling.c2pa_sign import COMPOSITE, Ingredient
from labeling.certificates import SigningIdentity
from labeling.encode import encode_sound
from labeling.seal import seal_animation, seal_image, seal_video
from labeling.verify import verify_with
from labeling.watch import known_marks
from labeling.xmp import SOURCE_TYPE
from tests.labeling.conftest import make_request
from tests.labeling.films import SMALL, backdrop
from tests.labeling.forge import ffmpeg
from tests.labeling.pen import Pen
from tests.labeling.test_seal_kinds import RATE, voice

pytestmark = pytest.mark.slow

MIMES = {
    ".mp4": "video/mp4", ".mov": "video/quicktime", ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
    ".gif": "image/gif", ".wav": "audio/wav", ".mp3": "audio/mpeg", ".m4a": "audio/mp4",
}  # fmt: skip


@pytest.fixture(scope="module")
def sealed(
    tmp_path_factory: pytest.TempPathFactory, render: Render, pen: Pen, zh_mark: TextLayer, signer: SigningIdentity,
    photo: Ingredient,
) -> Path:  # fmt: skip
    """A folder with one sealed file of every kind."""
    folder = tmp_path_factory.mktemp("sealed-kinds")
    request = make_request(tmp_path_factory.mktemp("quarantine"), pen, signer, photo)
    picture = pen.stamp(backdrop(SMALL), zh_mark)
    for name in ("a.mp4", "a.mov"):
        seal_video(render, request, folder / name)
    for name in ("a.jpg", "a.png", "a.webp"):
        seal_image(picture, request, folder / name)
    seal_animation([picture, picture], 100, request, folder / "a.gif")
    for name in ("a.wav", "a.mp3", "a.m4a"):
        seal_audio.seal_audio(voice(), RATE, request, folder / name)
    return folder


def second_opinion(data: bytes, suffix: str, signer: SigningIdentity) -> dict[str, object]:
    return dict(
        encypher_c2pa.verify(
            data, MIMES[suffix], trust_pem=signer.root, no_default_trust=True, telemetry=False, online=False
        )
    )


@pytest.mark.parametrize("suffix", MIMES)
def test_another_implementation_trusts_our_credentials(suffix: str, sealed: Path, signer: SigningIdentity) -> None:
    found = second_opinion((sealed / f"a{suffix}").read_bytes(), suffix, signer)
    assert found["validation_state"] == "Trusted"
    assert (found["integrity"], found["hard_binding"]) == ("valid", "match")


@pytest.mark.parametrize("suffix", MIMES)
def test_both_implementations_notice_an_edit(
    suffix: str, sealed: Path, signer: SigningIdentity, pen: Pen, tmp_path: Path
) -> None:
    data = bytearray((sealed / f"a{suffix}").read_bytes())
    at = data.index(b"Vitrine-Demo")
    data[at : at + 7] = b"Another"
    assert second_opinion(bytes(data), suffix, signer)["validation_state"] != "Trusted"
    (tmp_path / f"a{suffix}").write_bytes(data)
    report = verify_with(tmp_path / f"a{suffix}", known_marks(pen, pen.mask), signer.root)
    assert "C1" in {check.clause.split()[0] for check in report.failed}


@pytest.mark.parametrize("suffix", MIMES)
def test_what_was_sealed_verifies_as_a_file_from_anywhere(
    suffix: str, sealed: Path, signer: SigningIdentity, pen: Pen
) -> None:
    report = verify_with(sealed / f"a{suffix}", known_marks(pen, pen.mask), signer.root)
    assert [f"{check.clause}: {check.measured}" for check in report.failed] == []


@pytest.mark.parametrize("suffix", MIMES)
def test_exiftool_reads_one_copy_and_the_source_type(suffix: str, sealed: Path) -> None:
    facts = exiftool(sealed / f"a{suffix}")
    assert len([key for key, value in facts.items() if "aigc" in key.lower() or "(AIGC)" in str(value)]) == 1
    assert "trainedalgorithmicmedia" in str(facts["XMP-iptcExt:DigitalSourceType"]).lower()
    # The C2PA SDK writes an ID3 tag without padding, behind which exiftool looks for another frame.
    expected = "Invalid ID3 frame size" if suffix == ".mp3" else None
    assert facts.get("ExifTool:Warning") in (None, expected)


def test_exiftool_finds_nothing_to_warn_of_in_the_tag_that_we_write(tmp_path: Path) -> None:
    encode_sound(voice(), RATE, tmp_path / "raw.mp3", "mp3")
    stamped = id3.stamp_mp3((tmp_path / "raw.mp3").read_bytes(), write_aigc("Shop", "42"), {SOURCE_TYPE: COMPOSITE})
    (tmp_path / "a.mp3").write_bytes(stamped)
    assert "ExifTool:Warning" not in exiftool(tmp_path / "a.mp3")


def exiftool(path: Path) -> dict[str, object]:
    if shutil.which("exiftool") is None:
        pytest.skip("exiftool is not installed: see scripts/apt-packages.txt")
    command = ["exiftool", "-u", "-json", "-G1", "-a", "-b", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return dict(json.loads(done.stdout)[0])


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".m4a", ".mp3"])
def test_mediainfo_reads_the_metadata(suffix: str, sealed: Path) -> None:
    if shutil.which("mediainfo") is None:
        pytest.skip("mediainfo is not installed: see scripts/apt-packages.txt")
    command = ["mediainfo", "--Output=JSON", str(sealed / f"a{suffix}")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    general = json.loads(done.stdout)["media"]["track"][0]
    assert json.loads(general["extra"]["AIGC"])["ContentProducer"] == "Vitrine-Demo"


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".m4a", ".mp3"])
def test_ffmpeg_reads_the_metadata(suffix: str, sealed: Path, tmp_path: Path) -> None:
    text = ffmpeg(sealed / f"a{suffix}", tmp_path / "meta.txt", "-f", "ffmetadata").read_text("utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("AIGC=")]
    assert json.loads(line.removeprefix("AIGC=").replace("\\", ""))["Label"] == "1"
