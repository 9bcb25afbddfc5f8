from collections.abc import Iterable, Iterator
from contextlib import closing
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import av
import numpy as np
import pytest

from domain.errors import RenderError, StorageError
from domain.render import EncodeSettings
from renderer.canvas import Canvas
from renderer.encode import Encoder, VideoFormat

SMALL = VideoFormat(66, 64, Fraction(30), EncodeSettings(threads=1))


def flat(luma: int, video: VideoFormat = SMALL) -> Canvas:
    canvas = Canvas.blank(video.width, video.height)
    canvas.y.fill(luma)
    return canvas


def drawn_over(pictures: Iterable[tuple[str, Canvas]], video: VideoFormat) -> Iterator[tuple[str, Canvas]]:
    """The pictures, each drawn over at once as the next one is."""
    canvas = Canvas.blank(video.width, video.height)
    for name, picture in pictures:
        canvas.take(picture)
        yield name, canvas
        canvas.buffer.fill(0)


def encode_all(folder: Path, pictures: Iterable[tuple[str, Canvas]], video: VideoFormat = SMALL) -> dict[str, Path]:
    """Encode segments one after another; the pictures of one share its name."""
    made = {}
    with closing(Encoder(video)) as encoder:
        for name, packets in groupby(encoder.packets(drawn_over(pictures, video)), key=itemgetter(0)):
            made[name] = folder / name
            encoder.write(made[name], (packet for _, packet in packets))
    return made


def encode(path: Path, pictures: Iterable[Canvas], video: VideoFormat = SMALL) -> Path:
    """Encode pictures into one segment."""
    return encode_all(path.parent, ((path.name, picture) for picture in pictures), video)[path.name]


def test_a_segment_is_read_back_frame_by_frame(tmp_path: Path) -> None:
    lumas = [40 + 5 * i for i in range(30)]
    with av.open(str(encode(tmp_path / "s.mp4", map(flat, lumas)))) as file:
        stream = file.streams.video[0]
        assert (stream.codec_context.name, stream.profile, stream.average_rate) == ("h264", "High", 30)
        frames = list(file.decode(stream))
    assert [round(f.pts * f.time_base * 30) for f in frames] == list(range(30))
    for frame, luma in zip(frames, lumas, strict=True):
        decoded = frame.to_ndarray()[:64, :66]
        assert abs(float(decoded.mean()) - luma) < 2


def test_a_segment_says_that_it_is_bt709_in_limited_range(tmp_path: Path) -> None:
    with av.open(str(encode(tmp_path / "s.mp4", [flat(90)]))) as file:
        frame = next(file.decode(video=0))
    assert (frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range) == (1, 1, 1, 1)


def test_key_pictures_come_every_keyint_frames_and_close_their_groups(tmp_path: Path) -> None:
    video = VideoFormat(66, 64, Fraction(30), EncodeSettings(threads=1, keyint=12))
    with av.open(str(encode(tmp_path / "s.mp4", [flat(90)] * 30, video))) as file:
        keys = [packet.pts for packet in file.demux(video=0) if packet.is_keyframe]
        step = 1 / (file.streams.video[0].time_base * 30)
    assert keys == [0, 12 * step, 24 * step]


def busy(frames: int) -> list[Canvas]:
    """Drifting noise, large enough for every part of x264 to work."""
    noise = np.random.default_rng(5).integers(16, 235, (260, 420), dtype=np.uint8)
    pictures = [Canvas.blank(320, 180) for _ in range(frames)]
    for i, picture in enumerate(pictures):
        picture.y[:] = noise[i : i + 180, 2 * i : 2 * i + 320] if i < 40 else noise[:180, :320]
    return pictures


@pytest.mark.parametrize("threads", [1, 3])
def test_segments_of_one_encoder_stand_on_their_own(threads: int, tmp_path: Path) -> None:
    """Of any length, also shorter than what x264 holds back; every one decodes without the others."""
    video = VideoFormat(66, 64, Fraction(30), EncodeSettings(threads=threads))
    lengths = {"a": 40, "b": 3, "c": 1, "d": 25, "e": 2}
    lumas = {name: [30 + 30 * i + frame for frame in range(n)] for i, (name, n) in enumerate(lengths.items())}
    made = encode_all(tmp_path, ((name, flat(luma)) for name, row in lumas.items() for luma in row), video)
    assert list(made) == list(lengths)
    for name, path in made.items():
        with av.open(str(path)) as file:
            stream = file.streams.video[0]
            packets = [packet for packet in file.demux(stream) if packet.size]
            step = 1 / (stream.time_base * 30)
        assert packets[0].is_keyframe
        assert sorted(packet.pts / step for packet in packets) == list(range(lengths[name]))
        assert np.diff([packet.dts for packet in packets]).min(initial=1) > 0
        with av.open(str(path)) as file:
            seen = [float(frame.to_ndarray()[:64, :66].mean()) for frame in file.decode(video=0)]
        assert np.abs(np.subtract(seen, lumas[name])).max() < 2


@pytest.mark.slow
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_same_frames_give_the_same_bytes(threads: int, tmp_path: Path) -> None:
    video = VideoFormat(320, 180, Fraction(30), EncodeSettings(threads=threads))
    pictures = busy(60)
    files = {encode(tmp_path / f"{run}.mp4", pictures, video).read_bytes() for run in range(4)}
    assert len(files) == 1


def test_a_file_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="a part of the path is a file"):
        encode(tmp_path / "file" / "s.mp4", [flat(90)])


def test_settings_x264_does_not_know_are_a_render_error(tmp_path: Path) -> None:
    video = VideoFormat(66, 64, Fraction(30), EncodeSettings(preset="warp"))
    with pytest.raises(RenderError, match="encoding x264"):
        encode(tmp_path / "s.mp4", [flat(90)], video)
