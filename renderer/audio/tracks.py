"""The tracks of the mix as ffmpeg-python streams: 48 kHz stereo, placed to the sample, levelled, faded."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import ffmpeg

from renderer.audio.levels import SAMPLE_RATE, Levels, amplitude
from renderer.audio.process import open_sound

_KEY_DB = -6.0
_RATIO = 20.0
_APART = 0.01
"""Seconds that must lie between two cues of a lane: what is known of a sound's length is rounded."""


@dataclass(frozen=True)
class Clock:
    """The length of the video, and where its frames fall, in samples."""

    fps: Fraction
    frames: int

    @property
    def samples(self) -> int:
        return self.at(self.frames)

    @property
    def seconds(self) -> float:
        return self.samples / SAMPLE_RATE

    def at(self, frame: int) -> int:
        """The sample at which a frame starts."""
        return round(Fraction(frame) * SAMPLE_RATE / self.fps)


@dataclass(frozen=True)
class Cue:
    """A sound file that starts at a sample, made louder by ``gain_db``; ``seconds`` is its own length, 0 if unknown."""

    path: Path
    start: int = 0
    gain_db: float = 0
    seconds: float = 0


def stereo(path: Path, samples: str = "fltp") -> Any:
    """A file as 48 kHz stereo, in floats unless told otherwise."""
    resampled = open_sound(path).filter("aresample", SAMPLE_RATE)
    return resampled.filter("aformat", sample_fmts=samples, channel_layouts="stereo")


class Sources:
    """Files opened once each, however often they are heard: a graph may use a stream only once."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._streams = {path: self._copies(path, times) for path, times in Counter(paths).items()}

    def take(self, path: Path) -> Any:
        """The next of a file's streams."""
        return self._streams[path].pop()

    @staticmethod
    def _copies(path: Path, times: int) -> list[Any]:
        if times == 1:
            return [stereo(path)]
        copies = stereo(path).filter_multi_output("asplit", times)
        return [copies[i] for i in range(times)]


def lanes(cues: Iterable[Cue]) -> list[list[Cue]]:
    """The cues in as few lanes as it takes that none begins while another in its lane may still be heard."""
    found: list[list[Cue]] = []
    for cue in sorted(cues, key=lambda cue: cue.start):
        free = (lane for lane in found if 0 < lane[-1].seconds <= (cue.start - lane[-1].start) / SAMPLE_RATE - _APART)
        lane = next(free, None)
        if lane is None:
            found.append([cue])
        else:
            lane.append(cue)
    return found


def laid(lane: Sequence[Cue], sources: Sources, levels: Levels) -> Any:
    """The cues of a lane one after another as one stream, each at its sample."""
    streams = [_levelled(cue, sources, levels) for cue in lane]
    for i, (cue, following) in enumerate(pairwise(lane)):
        samples = following.start - cue.start
        streams[i] = streams[i].filter("apad", whole_len=samples).filter("atrim", end_sample=samples)
    joined = streams[0] if len(streams) == 1 else ffmpeg.concat(*streams, v=0, a=1)
    return joined.filter("adelay", delays=f"{lane[0].start}S", all=1) if lane[0].start else joined


def _levelled(cue: Cue, sources: Sources, levels: Levels) -> Any:
    """A cue with short fades against clicks, at its level."""
    stream = sources.take(cue.path).filter("afade", type="in", duration=levels.cue_fade)
    if cue.seconds > 2 * levels.cue_fade:
        stream = stream.filter("afade", type="out", start_time=cue.seconds - levels.cue_fade, duration=levels.cue_fade)
    return stream.filter("volume", f"{cue.gain_db:.3f}dB") if cue.gain_db else stream


def summed(streams: Sequence[Any], clock: Clock) -> Any:
    """The streams added up for the length of the video; none is made quieter for there being others."""
    # amix loses a varying few samples where an input ends: none ends before the sum is cut.
    endless = [stream.filter("apad") for stream in streams]
    total = endless[0] if len(endless) == 1 else ffmpeg.filter(endless, "amix", inputs=len(endless), normalize=0)
    return total.filter("atrim", end_sample=clock.samples)


def ended(stream: Any, clock: Clock, levels: Levels) -> Any:
    """The stream faded at the very end of the video, against a click."""
    start = max(clock.seconds - levels.end_fade, 0)
    return stream.filter("afade", type="out", start_time=start, duration=levels.end_fade)


def voice_bus(cues: Sequence[Any], clock: Clock, gain_db: float) -> Any:
    """All speech on one track, its loudest syllables held back a little so that it stays clear over music."""
    voice = summed(cues, clock).filter("volume", f"{gain_db:.3f}dB")
    return voice.filter(
        "acompressor", threshold=amplitude(-16), ratio=3, attack=6, release=120, knee=4, makeup=amplitude(5)
    )


def music_bed(music: Cue, clock: Clock, levels: Levels) -> Any:
    """Music for the whole video, started over when it is shorter, faded in and out."""
    fade_out = min(levels.music_fade_out, clock.seconds / 3)
    whole = music.seconds >= clock.seconds or not music.seconds
    bed = stereo(music.path) if whole else looped(music, clock, levels)
    bed = bed.filter("apad").filter("atrim", end_sample=clock.samples)
    bed = bed.filter("volume", f"{music.gain_db:.3f}dB").filter("afade", type="in", duration=levels.music_fade_in)
    return bed.filter("afade", type="out", start_time=clock.seconds - fade_out, duration=fade_out)


def looped(music: Cue, clock: Clock, levels: Levels) -> Any:
    """A sound without end: what follows its first moments goes round, each time crossfaded into those moments.

    The filter keeps a whole round: in 16 bits, half of what it is in floats.
    """
    fade = min(levels.loop_fade, music.seconds / 4)
    copies = stereo(music.path, "s16").filter_multi_output("asplit", 3)
    opening = [copies[i].filter("atrim", end=fade).filter("asetpts", "PTS-STARTPTS") for i in (0, 1)]
    rest = copies[2].filter("atrim", start=fade).filter("asetpts", "PTS-STARTPTS")
    round_ = ffmpeg.filter([rest, opening[1]], "acrossfade", duration=fade, curve1="qsin", curve2="qsin")
    endless = round_.filter("aloop", loop=-1, size=clock.samples)
    return ffmpeg.filter([opening[0], endless], "concat", n=2, v=0, a=1)


def ducked(music: Any, voice: Any, clock: Clock, duck_db: float, levels: Levels) -> Any:
    """Music ``duck_db`` lower while the voice speaks.

    The voice that steers the compressor is boosted and clipped to one level first, so that every
    word lowers the music by the same amount; it runs a little ahead, so that the music has made
    room when the first word comes.
    """
    key = voice.filter("atrim", start=levels.duck_ahead).filter("asetpts", "PTS-STARTPTS")
    key = key.filter("volume", "24dB").filter("asoftclip", type="hard", threshold=amplitude(_KEY_DB))
    return ffmpeg.filter(
        [music, key.filter("apad")],
        "sidechaincompress",
        threshold=amplitude(_KEY_DB - duck_db / (1 - 1 / _RATIO)),
        ratio=_RATIO,
        # The filter's follower has a time constant of a quarter of these milliseconds.
        attack=4000 * levels.duck_attack,
        release=4000 * levels.duck_release,
    )


def limited(stream: Any, ceiling_db: float) -> Any:
    """No sample above the ceiling, without delay."""
    return stream.filter("alimiter", limit=amplitude(ceiling_db), attack=4, release=60, level=0, latency=1)
