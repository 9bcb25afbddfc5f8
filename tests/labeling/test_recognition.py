"""Fingerprints: what outlives encoding, size and container, and what tells files apart."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from domain.errors import LabelError
from labeling.recognition.fingerprint import Fingerprint, Packed, no_fingerprint, pack, unpack
from labeling.recognition.match import Index, compare_sounds
from labeling.recognition.picture import distances, picture_bits
from labeling.recognition.sound import sound_words
from labeling.recognition.take import fingerprint_any, fingerprint_own, fingerprint_picture
from tests.labeling.films import SMALL, backdrop, encode, moving
from tests.labeling.forge import ffmpeg


def grey(seed: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(backdrop(SMALL, seed), cv2.COLOR_RGB2GRAY), np.uint8)


def apart(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    ours, theirs = picture_bits(one), picture_bits(other)
    assert ours is not None
    assert theirs is not None
    return float(distances(ours.bits[None], theirs.bits[None], theirs.strong[None])[0, 0])


def test_a_picture_scaled_and_compressed_stays_near_and_another_is_far() -> None:
    picture = grey(1)
    small = np.asarray(cv2.resize(picture, (150, 270), interpolation=cv2.INTER_AREA), np.uint8)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 20])
    worse = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
    assert apart(picture, worse) <= 0.01
    assert apart(picture, np.asarray(np.clip(picture * 0.8 + 20, 0, 255), np.uint8)) <= 0.01
    assert apart(picture, grey(2)) >= 0.3


def test_a_plain_picture_has_nothing_to_recognise() -> None:
    assert picture_bits(np.full((64, 48), 200, np.uint8)) is None
    assert fingerprint_picture(np.full((64, 48), 200, np.uint8)).empty


def melody(seed: int, seconds: float = 8) -> NDArray[np.float32]:
    rng, at = np.random.default_rng(seed), np.arange(int(seconds * 8000)) / 8000
    pitch = 220 * 2 ** (rng.integers(0, 24, int(seconds * 4) + 1) / 12)
    phase = np.cumsum(pitch[(at * 4).astype(int)]) / 8000 * 2 * np.pi
    return (sum(np.sin(phase * k) / k for k in (1, 2, 3, 5)) * 0.2).astype(np.float32)


def test_a_sound_is_found_inside_another_under_noise_and_others_are_not() -> None:
    ours, rng = melody(1), np.random.default_rng(0)
    part = ours[3 * 512 : 3 * 512 + 5 * 8000] * 0.5
    noisy = sound_words((part + rng.normal(0, 0.002, part.size)).astype(np.float32))
    error, words = compare_sounds(sound_words(ours), noisy)
    assert error < 0.1
    assert words == noisy.size
    assert compare_sounds(sound_words(ours), sound_words(melody(2)))[0] > 0.3


def test_silence_agrees_with_nothing() -> None:
    silence = sound_words(np.zeros(80_000, np.float32))
    assert not silence.any()
    assert compare_sounds(silence, silence) == (1.0, 0)
    assert sound_words(np.zeros(100, np.float32)).size == 0


def test_packing_loses_nothing_and_damage_is_noticed() -> None:
    rng = np.random.default_rng(5)
    found = Fingerprint(
        2.5, np.array([0, 1.2], np.float32), rng.integers(0, 2**64, (2, 4), np.uint64),
        rng.integers(0, 2**32, 9, np.uint32), rng.integers(0, 2**64, 3, np.uint64),
        np.full((2, 4), 2**64 - 1, np.uint64),
    )  # fmt: skip
    packed = pack(found)
    assert pack(unpack(packed)) == packed
    assert (len(packed.pictures), len(packed.sound), len(packed.coded)) == (72, 36, 24)
    with pytest.raises(LabelError, match="damaged"):
        unpack(Packed(1.0, packed.pictures[:-1], b"", b""))
    with pytest.raises(LabelError, match="damaged"):
        Index([packed, Packed(1.0, b"", b"xyz", b"")])


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("films") / "ours.mp4"
    return encode(out, moving(backdrop(SMALL, 11), 200, lambda frame, n: frame), SMALL)


@pytest.fixture(scope="module")
def index(film: Path, tmp_path_factory: pytest.TempPathFactory) -> Index:
    other = encode(
        tmp_path_factory.mktemp("films") / "other.mp4",
        moving(backdrop(SMALL, 12), 200, lambda frame, n: frame),
        SMALL,
    )
    return Index([pack(fingerprint_own(other)), pack(fingerprint_own(film)), pack(no_fingerprint())])


@pytest.mark.parametrize("suffix", [".mkv", ".mov", ".ts", ".flv"])
def test_a_copy_into_another_container_is_certain(suffix: str, film: Path, index: Index, tmp_path: Path) -> None:
    copy = ffmpeg(film, tmp_path / f"copy{suffix}", "-c", "copy", "-map_metadata", "-1")
    best = index.find(fingerprint_any(copy))[0]
    assert (best.entry, best.certainty) == (1, "certain")
    assert best.coded > 0


def test_a_worse_smaller_encoding_is_recognised_and_only_as_itself(film: Path, index: Index, tmp_path: Path) -> None:
    worse = ffmpeg(film, tmp_path / "worse.mp4", "-vf", "scale=180:-2,fps=25", "-crf", "32", "-c:v", "libx264", "-an")
    (best,) = index.find(fingerprint_any(worse))
    assert (best.entry, best.certainty, best.coded) == (1, "likely", 0)
    assert best.frames == best.frames_due == 4


def test_a_part_cut_out_is_recognised_where_it_lies(film: Path, index: Index, tmp_path: Path) -> None:
    part = ffmpeg(film, tmp_path / "part.mp4", "-ss", "1.5", "-t", "5", "-crf", "26", "-c:v", "libx264", "-an")
    (best,) = index.find(fingerprint_any(part))
    assert (best.entry, best.certainty, best.frames) == (1, "likely", 3)


def test_a_frame_of_it_and_a_stranger(film: Path, index: Index, tmp_path: Path) -> None:
    still = ffmpeg(film, tmp_path / "still.png", "-ss", "4", "-frames:v", "1")
    assert index.find(fingerprint_any(still))[0].entry == 1
    cv2.imwrite(str(tmp_path / "stranger.png"), grey(99))
    assert index.find(fingerprint_any(tmp_path / "stranger.png")) == ()
    assert Index([]).find(fingerprint_any(still)) == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty", b""),
        ("list.m3u8", b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"),
        ("concat", b"ffconcat version 1.0\nfile /etc/passwd\n"),
        ("cut.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isom"),
        ("cut.mp3", b"ID3\4\0\0\0\0\0\0"),
        ("cut.mkv", b"\x1a\x45\xdf\xa3\x80"),
        ("cut.wav", b"RIFF\xff\xff\xff\xffWAVE"),
    ],
)
def test_what_does_not_decode_is_an_error(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LabelError) as caught:
        fingerprint_any(tmp_path / name)
    assert caught.value.hint


def test_a_film_that_is_certain_stands_before_a_still_of_it_that_is_only_likely() -> None:
    rng = np.random.default_rng(4)
    pictures, sound = rng.integers(0, 2**64, (14, 4), dtype=np.uint64), rng.integers(1, 2**32, 465, dtype=np.uint32)
    moments, nothing = np.linspace(0, 28, 14).astype(np.float32), np.zeros(0, np.uint64)
    sure = np.full_like(pictures, 2**64 - 1)
    film = Fingerprint(30.0, moments, pictures, sound, nothing, sure)
    still = Fingerprint(0.0, moments[:1], pictures[5:6], sound[:0], nothing, sure[5:6])
    query = Fingerprint(30.0, moments, pictures, sound ^ np.uint32(1), nothing, sure)
    first, second = Index([pack(still), pack(film)]).find(query)
    assert (first.entry, first.certainty) == (1, "certain")
    assert (second.entry, second.certainty) == (0, "likely")
    assert second.score > first.score
