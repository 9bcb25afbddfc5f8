"""Taking fingerprints: quickly from a file of ours, thoroughly from a file that is to be recognised."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from domain.errors import LabelError
from labeling.demuxers import demuxer_of
from labeling.frames import MAX_PIXELS, luma_of
from labeling.recognition.fingerprint import PICTURE_WORDS, Fingerprint, no_fingerprint
from labeling.recognition.picture import picture_bits
from labeling.recognition.sound import RATE, sound_words

SPARSE = 1.2
"""Seconds from one key frame that is kept to the next: enough to know a scene by, cheap to decode."""
DENSE = 0.03
"""Of a film to be recognised: every frame at 30 a second, so that no moving picture is missed."""
MAX_SECONDS = 900.0
MAX_FRAMES = 60_000


def fingerprint_own(path: Path) -> Fingerprint:
    """The fingerprint of a finished MP4 of ours: key frames, all of its sound, its coded groups.

    Raises LabelError when it does not decode.
    """
    with _opened(path) as container:
        return _take(container, SPARSE, keys_only=True)


def fingerprint_any(path: Path) -> Fingerprint:
    """The fingerprint of a film, sound or picture from anywhere, every frame up to 30 a second, 15 minutes at most.

    Raises LabelError when it is of no kind that is known, or does not decode.
    """
    if demuxer_of(path) is None:
        return fingerprint_picture(_picture(path))
    with _opened(path) as container:
        return _take(container, DENSE, keys_only=False)


def fingerprint_picture(luma: NDArray[np.uint8]) -> Fingerprint:
    """The fingerprint of a still's brightness, (H, W)."""
    shape = picture_bits(luma)
    if shape is None:
        return no_fingerprint()
    nothing = np.zeros(0, np.uint64)
    moment = np.zeros(1, np.float32)
    return Fingerprint(0.0, moment, shape.bits[None], nothing.astype(np.uint32), nothing, shape.strong[None])


def _picture(path: Path) -> NDArray[np.uint8]:
    decoded = None
    if path.stat().st_size <= 128 * 2**20:
        decoded = cv2.imdecode(np.frombuffer(path.read_bytes() or b"\0", np.uint8), cv2.IMREAD_GRAYSCALE)
    if decoded is None:
        raise LabelError(f"{path.name} is neither film, sound nor picture", hint="give one of these")
    return np.asarray(decoded, np.uint8)


@contextmanager
def _opened(path: Path) -> Iterator[InputContainer]:
    try:
        with av.open(f"file:{path}", format=demuxer_of(path), mode="r") as container:
            yield container
    except (av.error.FFmpegError, ValueError) as error:
        raise LabelError(f"{path.name} does not decode: {error}", hint="make or download the file again") from error


@dataclass
class _Taken:
    moments: list[float] = field(default_factory=list)
    pictures: list[NDArray[np.uint64]] = field(default_factory=list)
    strong: list[NDArray[np.uint64]] = field(default_factory=list)
    samples: list[NDArray[np.float32]] = field(default_factory=list)
    groups: "list[hashlib._Hash]" = field(default_factory=list)
    seconds: float = 0.0

    def add(self, frame: VideoFrame) -> None:
        shape = picture_bits(luma_of(frame).pixels)
        if shape is not None:
            self.moments.append(float(frame.time or 0))
            self.pictures.append(shape.bits)
            self.strong.append(shape.strong)

    def fingerprint(self) -> Fingerprint:
        pictures = np.array(self.pictures, np.uint64).reshape(-1, PICTURE_WORDS)
        strong = np.array(self.strong, np.uint64).reshape(-1, PICTURE_WORDS)
        samples = np.concatenate(self.samples) if self.samples else np.zeros(0, np.float32)
        coded = np.frombuffer(b"".join(group.digest()[:8] for group in self.groups), "<u8").astype(np.uint64)
        seconds = max(self.seconds, samples.size / RATE)
        return Fingerprint(seconds, np.array(self.moments, np.float32), pictures, sound_words(samples), coded, strong)


def _take(container: InputContainer, every: float, *, keys_only: bool) -> Fingerprint:
    video = next(iter(container.streams.video), None)
    sound = next(iter(container.streams.audio), None)
    if video is not None and video.codec_context.width * video.codec_context.height > MAX_PIXELS:
        raise LabelError(f"its frames have more than {MAX_PIXELS} pixels", hint="give a smaller video")
    taken = _Taken()
    picture = _pictures(video, taken, every, keys_only=keys_only) if video else None
    hear = _hearing(taken) if sound else None
    if picture is None and hear is None:
        raise LabelError("the file has neither picture nor sound", hint="give a film, a sound or a picture")
    for number, packet in enumerate(container.demux([stream for stream in (video, sound) if stream])):
        if number > MAX_FRAMES or taken.seconds > MAX_SECONDS:
            break
        if picture and packet.stream is video:
            picture(cast("av.Packet[VideoStream]", packet))
        elif hear:
            hear(cast("av.Packet[AudioStream]", packet))
    return taken.fingerprint()


def _pictures(
    video: VideoStream, taken: _Taken, every: float, *, keys_only: bool
) -> "Callable[[av.Packet[VideoStream]], None]":
    """What is done with a packet of pictures: hashed as it is, decoded, kept when ``every`` seconds have gone by."""
    context = video.codec_context
    context.thread_type = "SLICE" if keys_only else "AUTO"
    context.options = {"skip_loop_filter": "all"} if keys_only else {"skip_loop_filter": "noref"}
    asked, kept, wrapped = [-every], [-every], bytes(context.extradata or b"")[:1] == b"\1"

    def see(packet: "av.Packet[VideoStream]") -> None:
        start = float((packet.pts or 0) * packet.time_base)
        if packet.size:
            taken.seconds = max(taken.seconds, start + float((packet.duration or 0) * packet.time_base))
            _add_coded(taken, packet, wrapped)
            if keys_only and not (packet.is_keyframe and start >= asked[0] + every):
                return
            asked[0] = start
        for frame in packet.decode():
            if float(frame.time or 0) >= kept[0] + every:
                kept[0] = float(frame.time or 0)
                taken.add(frame)

    return see


def _add_coded(taken: _Taken, packet: "av.Packet[VideoStream]", wrapped: bool) -> None:
    """Add a packet's slices to the digest of its group, without what stands between them: a container changes it."""
    if packet.stream.codec_context.name != "h264":
        return
    if packet.is_keyframe:
        taken.groups.append(hashlib.sha256())
    if taken.groups:
        for unit in _slices(bytes(packet), wrapped):
            taken.groups[-1].update(unit)


def _slices(data: bytes, wrapped: bool) -> Iterator[bytes]:
    """The slices (NAL units 1–5) of a packet; each unit stands behind its length if ``wrapped``, else a start code."""
    if not wrapped:
        units = [unit.rstrip(b"\0") for unit in data.split(b"\0\0\1")[1:]]
        yield from (unit for unit in units if unit and 1 <= unit[0] & 0x1F <= 5)
        return
    at = 0
    while at + 5 <= len(data):
        size = int.from_bytes(data[at : at + 4])
        if 1 <= data[at + 4] & 0x1F <= 5:
            yield data[at + 4 : at + 4 + size]
        at += 4 + size


def _hearing(taken: _Taken) -> "Callable[[av.Packet[AudioStream]], None]":
    resampler = av.AudioResampler("flt", "mono", RATE, frame_size=RATE)

    def hear(packet: "av.Packet[AudioStream]") -> None:
        for frame in packet.decode():
            _keep(resampler.resample(frame), taken)
        if not packet.size:
            _keep(resampler.resample(None), taken)

    return hear


def _keep(frames: "list[AudioFrame]", taken: _Taken) -> None:
    taken.samples += [cast(NDArray[np.float32], frame.to_ndarray())[0] for frame in frames]
