"""Every broken or hostile file is refused with its name, a reason and a remedy; none crashes."""

import os
import random
from pathlib import Path

import pytest

from domain.errors import AssetError
from media.probe import probe
from tests.media.hostile import CONTENT, PLACE
from tests.media.makers import clip, encoded, tone

HOSTILE = {**CONTENT, **PLACE}


@pytest.mark.parametrize("name", HOSTILE)
def test_refuses(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    HOSTILE[name](path)
    with pytest.raises(AssetError) as refused:
        probe(path)
    assert refused.value.message.startswith(f"{name}: ")
    assert len(refused.value.hint) > 8


def test_corpus_is_large_enough() -> None:
    assert len(HOSTILE) >= 50


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("zero-bytes.jpg", "empty"),
        ("page.jpg", "web page"),
        ("playlist.mp4", "playlist"),
        ("drawing-hidden.jpg", "SVG"),
        ("document.jpg", "PDF"),
        ("iphone.jpg", "HEIC"),
        ("animation.gif.jpg", "GIF"),
        ("bomb-100-megapixels.png", "100 megapixels"),
        ("half-progressive.jpg", "cut short"),
        ("half-moov-first.mp4", "cut short"),
        ("rows-missing.png", "cut short"),
        ("sound-only.mp4", "sound but no picture"),
        ("eleven-minutes.mp4", "11 minutes"),
        ("ten-hours.webm", "10 minutes"),
        ("folder.jpg", "folder"),
        ("loop.jpg", "symbolic link"),
        ("device.jpg", "device"),
        ("missing.jpg", "does not exist"),
    ],
)
def test_says_what_is_wrong(name: str, says: str, tmp_path: Path) -> None:
    HOSTILE[name](tmp_path / name)
    with pytest.raises(AssetError, match=says):
        probe(tmp_path / name)


def test_refuses_nul_in_a_path() -> None:
    with pytest.raises(AssetError, match="NUL"):
        probe(Path("photo\0.jpg"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_refuses_what_it_may_not_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.jpg"
    path.write_bytes(encoded(".jpg"))
    path.chmod(0)
    with pytest.raises(AssetError, match="may not be read"):
        probe(path)


def test_playlist_never_reads_another_file(tmp_path: Path) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text("canary")
    read_before = canary.stat().st_atime_ns
    for name, text in {
        "list.mp4": f"#EXTM3U\n#EXTINF:1,\nfile://{canary}\n",
        "concat.mp4": f"ffconcat version 1.0\nfile {canary}\n",
    }.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(AssetError) as refused:
            probe(tmp_path / name)
        assert "canary" not in str(refused.value).replace(str(tmp_path), "")
    assert canary.stat().st_atime_ns == read_before


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".mp4", ".webm", ".wav", ".mp3", ".m4a"])
def test_random_damage_never_crashes(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"damaged{suffix}"
    whole = _whole(path)
    chance = random.Random(suffix)  # noqa: S311 - damage needs to be repeatable, not secret
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 4, 30))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged[: chance.randrange(len(damaged))] if chance.random() < 0.3 else damaged)
        try:
            probe(path)
        except AssetError as error:
            assert error.hint


def _whole(path: Path) -> bytes:
    codecs = {".wav": "pcm_s16le", ".mp3": "libmp3lame", ".m4a": "aac"}
    if path.suffix in codecs:
        return tone(path, codecs[path.suffix]).read_bytes()
    if path.suffix in (".mp4", ".webm"):
        codec = "libx264" if path.suffix == ".mp4" else "libvpx-vp9"
        return clip(path, codec=codec, sound=path.suffix == ".mp4").read_bytes()
    return encoded(path.suffix)
