"""Every kind of file we sign, read by implementations that are not ours: C2PA, mediainfo, ffmpeg.

The second C2PA implementation is asked with its telemetry and its network switched off.
"""

import json
import shutil
import subprocess
from pathlib import Path

import encypher_c2pa
import pytest

from domain.render import Render
from domain.timeline import TextLayer
from labeling import seal_audio
from labeling.c2pa_sign import Ingredient
from labeling.certificates import SigningIdentity
from labeling.seal import seal_animation, seal_image, seal_video
from labeling.verify import verify_with
from labeling.watch import known_marks
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
