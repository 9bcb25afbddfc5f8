import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from domain.errors import RenderError
from domain.render import EncodeSettings
from domain.timeline import Sound, Timeline, VoiceCue
from renderer.assemble import assemble
from renderer.audio.mix import mix_sound
from renderer.encode import VideoFormat
from tests.renderer.small_timelines import scene, timeline
from tests.renderer.sounds import RATE, Shelf, heard, seconds
from tests.renderer.test_encode import SMALL, encode, flat

LENGTHS = (9, 1, 2, 18)
LUMAS = [30 + 6 * i for i in range(sum(LENGTHS))]


@pytest.fixture(scope="module")
def segments(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Segments of several lengths, their frames ever lighter."""
    folder, lumas = tmp_path_factory.mktemp("segments"), iter(LUMAS)
    return [encode(folder / f"{i}.mp4", [flat(next(lumas)) for _ in range(length)]) for i, length in enumerate(LENGTHS)]


def silence(frames: int, folder: Path) -> Path:
    return mix_sound(timeline(scene("a", frames)), Shelf(folder).path, folder, 160).path


@pytest.fixture(scope="module")
def joined(segments: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("joined")
    assert assemble(segments, silence(30, folder), Fraction(30), folder / "out.mp4") == 30
    return folder / "out.mp4"


def boxes(data: bytes, start: int = 0, end: int | None = None, path: str = "") -> list[tuple[str, bytes]]:
    """Every box of an MP4 with its path, containers opened."""
    found, end = [], len(data) if end is None else end
    while start < end:
        size, kind = struct.unpack_from(">I4s", data, start)
        name = f"{path}/{kind.decode('latin-1')}"
        found.append((name, data[start + 8 : start + size]))
        if kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts"):
            found += boxes(data, start + 8, start + size, name)
        start += size
    return found


def test_the_frames_come_in_order_at_a_constant_rate_from_zero(joined: Path) -> None:
    with av.open(str(joined)) as file:
        stream = file.streams.video[0]
        assert stream.average_rate == 30
        frames = list(file.decode(stream))
    assert [frame.pts * frame.time_base * 30 for frame in frames] == list(range(30))
    for frame, luma in zip(frames, LUMAS, strict=True):
        assert abs(float(frame.to_ndarray()[:64, :66].mean()) - luma) < 3


def test_decoding_times_rise_by_one_frame_from_start_to_end(joined: Path) -> None:
    with av.open(str(joined)) as file:
        step = 1 / (file.streams.video[0].time_base * 30)
        packets = [packet for packet in file.demux(video=0) if packet.size]
    assert [p.dts / step for p in packets] == list(range(-2, 28))
    assert all(p.pts >= p.dts for p in packets)


def test_every_segment_starts_with_a_key_picture(joined: Path) -> None:
    with av.open(str(joined)) as file:
        step = 1 / (file.streams.video[0].time_base * 30)
        keys = {packet.pts / step for packet in file.demux(video=0) if packet.is_keyframe}
    assert keys >= {0, 9, 10, 12}


def test_the_index_comes_first_and_there_is_no_edit_list(joined: Path) -> None:
    found = boxes(joined.read_bytes())
    names = [name for name, _ in found]
    assert names.index("/moov") < names.index("/mdat")
    assert not [name for name in names if name.endswith(("/edts", "/elst"))]
    rates = [body for name, body in found if name.endswith("/stts")]
    assert [struct.unpack_from(">I", body, 4)[0] for body in rates] == [1, 1]


def test_sound_and_picture_end_within_a_frame(joined: Path) -> None:
    with av.open(str(joined)) as file:
        sound, picture = file.streams.audio[0], file.streams.video[0]
        assert (sound.codec_context.name, sound.rate, sound.channels) == ("aac", 48_000, 2)
        lengths = [stream.duration * stream.time_base for stream in (sound, picture)]
    assert lengths[1] == 1
    assert abs(lengths[0] - lengths[1]) < Fraction(1, 30)
    assert abs(len(heard(joined)) / RATE - 1) < 1 / 30


def test_segments_of_other_settings_are_refused(segments: list[Path], tmp_path: Path) -> None:
    other = VideoFormat(66, 64, Fraction(30), EncodeSettings(threads=1, preset="ultrafast"))
    odd = encode(tmp_path / "odd.mp4", [flat(90)], other)
    with pytest.raises(RenderError, match=r"odd\.mp4: encoded with other settings"):
        assemble([segments[0], odd], silence(10, tmp_path), Fraction(30), tmp_path / "out.mp4")


def clicks(at: tuple[float, ...], length: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    t = seconds(length)
    sound = np.zeros_like(t)
    for start in at:
        inside = (t >= start) & (t < start + 0.004)
        sound[inside] = 0.8 * np.sin(2 * np.pi * 2000 * (t[inside] - start))
    return sound


def click_video(shelf: Shelf) -> Timeline:
    voice = shelf.put("clicks", clicks((0.2, 0.7, 1.3), 1.6))
    sound = Sound(voice=(VoiceCue(asset=voice, start=15), VoiceCue(asset=voice, start=90)))
    return timeline(scene("a", 150), sound=sound, assets=tuple(shelf.assets.values()))


@pytest.mark.slow
def test_sound_is_heard_when_it_should_be(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    mixed = mix_sound(click_video(shelf), shelf.path, tmp_path, 160)
    video = encode(tmp_path / "v.mp4", [flat(90)] * 150, SMALL)
    assemble([video], mixed.path, Fraction(30), tmp_path / "out.mp4")
    sound = np.abs(heard(tmp_path / "out.mp4"))
    for start in (0.5, 3.0):
        for at in (0.2, 0.7, 1.3):
            first = round((start + at) * RATE)
            around = sound[first - 2400 : first + 2400]
            onset = int(np.argmax(around > around.max() * 0.4)) - 2400
            assert abs(onset) / RATE < 0.005
