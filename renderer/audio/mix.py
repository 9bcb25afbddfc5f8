"""The sound of a timeline: mixed, brought to its loudness, encoded as AAC."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ffmpeg
import numpy as np
from numpy.typing import NDArray

from domain.errors import TimelineError
from domain.timeline import MusicBed, Sound, Timeline
from renderer.audio.levels import LEVELS, SAMPLE_RATE, Levels
from renderer.audio.loudness import Loudness, measure_file, meter, read_meters
from renderer.audio.process import open_sound, run, write
from renderer.audio.tracks import Clock, Cue, Sources, ducked, ended, laid, lanes, limited, music_bed, summed, voice_bus

_ROUNDS = 5
_GOOD_ENOUGH_LU = 0.3
_PEAK_STEP_DB = 0.2
_FLATTEST = 0.4
"""What a decibel of gain adds at least, in a mix that the limiter holds down."""
_SPOKEN_DB = -0.5
"""The gain a mix with a voice wants, nearly always: laid out, with its pauses, a voice measures half a dB louder."""


@dataclass(frozen=True)
class Mixdown:
    """An AAC track in an MP4 of its own, and what was measured on its decoded sound; None for silence."""

    path: Path
    loudness: Loudness | None


@dataclass(frozen=True)
class _Tracks:
    voice: tuple[Cue, ...]
    effects: tuple[Cue, ...]
    music: Cue | None
    bed: MusicBed | None


def mix_sound(
    timeline: Timeline, asset_path: Callable[[str], Path], folder: Path, kbps: int, levels: Levels = LEVELS
) -> Mixdown:
    """Mix the timeline's sound into ``folder``: AAC, 48 kHz stereo, exactly as long as the picture.

    The mix is brought to ``sound.loudness_lufs`` by one linear gain and a limiter, encoded, decoded
    and measured; again, at most ``_ROUNDS`` times, until loudness and true peak are as asked. Raises
    RenderError when a sound cannot be read, StorageError when ``folder`` cannot be written.
    """
    clock = Clock(timeline.fps, timeline.frames)
    tracks = _gather(timeline, clock, asset_path)
    out = folder / "sound.m4a"
    if not (tracks.voice or tracks.effects or tracks.music):
        nothing = ffmpeg.input(f"anullsrc=r={SAMPLE_RATE}:cl=stereo", f="lavfi").audio
        write(_encoded(nothing.filter("atrim", end_sample=clock.samples), out, kbps), folder, "encoding silence")
        return Mixdown(out, None)
    gain = _SPOKEN_DB if tracks.voice else 0.0
    return _deliver(_mix(tracks, clock, timeline.sound, levels), gain, timeline.sound, out, kbps, levels)


def mix_voice(
    timeline: Timeline, asset_path: Callable[[str], Path], folder: Path, levels: Levels = LEVELS
) -> NDArray[np.float32]:
    """The voice alone, −1 to 1, as (n, 2) samples at 48 kHz: at the timeline's loudness and as long as its picture.

    Works in ``folder``. Raises TimelineError when nobody speaks, RenderError when a sound cannot be read.
    """
    clock, sound = Clock(timeline.fps, timeline.frames), timeline.sound
    voice = _gather(timeline, clock, asset_path).voice
    if not voice:
        raise TimelineError("nobody speaks in this video", hint="ask for another kind of file, or add a voice")
    kept, out = folder / "voice-mix.wav", folder / "voice.f32le"
    ceiling = sound.true_peak_dbtp - levels.ceiling_margin_db
    both = _mix(_Tracks(voice, (), None, None), clock, sound, levels).filter_multi_output("asplit", 2)
    tried = ffmpeg.output(meter(_louder(both[1], _SPOKEN_DB, ceiling), "voice"), "-", format="null")
    printed = write(ffmpeg.merge_outputs(_unlimited(both[0], kept), tried), folder, "mixing the voice")
    gain = _SPOKEN_DB + _gain(read_meters(printed).get("voice"), sound.loudness_lufs, levels)
    louder = _louder(open_sound(kept), gain, ceiling)
    write(ffmpeg.output(louder, str(out), acodec="pcm_f32le", format="f32le"), folder, "writing the voice")
    return np.fromfile(out, "<f4").reshape(-1, 2)


def _gather(timeline: Timeline, clock: Clock, asset_path: Callable[[str], Path]) -> _Tracks:
    def cue(sha256: str, start: int, gain_db: float = 0) -> Cue:
        seconds = timeline.assets[sha256].duration_ms / 1000
        return Cue(asset_path(sha256), clock.at(start), gain_db, seconds)

    sound = timeline.sound
    return _Tracks(
        voice=tuple(cue(voice.asset, voice.start) for voice in sound.voice if voice.start < timeline.frames),
        effects=tuple(cue(x.asset, x.start, x.gain_db) for x in sound.effects if x.start < timeline.frames),
        music=cue(sound.music.asset, 0) if sound.music else None,
        bed=sound.music,
    )


def _mix(tracks: _Tracks, clock: Clock, sound: Sound, levels: Levels) -> Any:
    """The mix as a stream near its loudness, without a limit."""
    voice_gain, music_gain = _gains(tracks, clock, sound.loudness_lufs, levels)
    sources = Sources(cue.path for cue in (*tracks.voice, *tracks.effects))
    buses = [laid(lane, sources, levels) for lane in lanes(tracks.effects)]
    music = music_bed(replace(tracks.music, gain_db=music_gain), clock, levels) if tracks.music else None
    if tracks.voice:
        voice = voice_bus([laid(lane, sources, levels) for lane in lanes(tracks.voice)], clock, voice_gain)
        if tracks.bed and music is not None and tracks.bed.duck_db:
            both = voice.filter_multi_output("asplit", 2)
            voice, music = both[0], ducked(music, both[1], clock, tracks.bed.duck_db, levels)
        buses.append(voice)
    if music is not None:
        buses.append(music)
    return ended(summed(buses, clock), clock, levels)


def _gains(tracks: _Tracks, clock: Clock, target: float, levels: Levels) -> tuple[float, float]:
    """Gains in dB that bring the voice to the target, and the music to its bed's gain below it (to it when alone)."""
    voices = sorted({cue.path for cue in tracks.voice})
    music = [tracks.music.path] if tracks.music else []
    sources, parts = Sources([*voices, *music]), {}
    if voices:
        spoken = [sources.take(path) for path in voices]
        parts["voice"] = spoken[0] if len(spoken) == 1 else ffmpeg.concat(*spoken, v=0, a=1)
    if music:
        parts["music"] = sources.take(music[0]).filter("atrim", end_sample=clock.samples)
    if not parts:
        return 0, 0
    metered = [ffmpeg.output(meter(stream, name), "-", format="null") for name, stream in parts.items()]
    found = read_meters(run(ffmpeg.merge_outputs(*metered), "measuring voice and music"))
    bed = tracks.bed.gain_db if tracks.voice and tracks.bed else 0
    return _gain(found.get("voice"), target, levels), _gain(found.get("music"), target + bed, levels)


def _gain(measured: Loudness | None, target: float, levels: Levels) -> float:
    if measured is None or measured.silent:
        return 0
    return min(target - measured.lufs, levels.max_gain_db)


def _deliver(mix: Any, gain: float, sound: Sound, out: Path, kbps: int, levels: Levels) -> Mixdown:
    """Encode the mix, at a gain in dB, until what comes out of the decoder is as loud and no louder than asked."""
    ceiling = sound.true_peak_dbtp - levels.ceiling_margin_db
    kept = out.with_name("mix.wav")
    both = mix.filter_multi_output("asplit", 2)
    graph = ffmpeg.merge_outputs(_unlimited(both[0], kept), _encoded(_louder(both[1], gain, ceiling), out, kbps))
    before, slope = (0.0, 0.0), 1.0
    for number in range(_ROUNDS):
        write(graph, out.parent, "mixing the sound")
        heard = measure_file(out)
        if heard.silent:
            return Mixdown(out, None)
        off, over = sound.loudness_lufs - heard.lufs, heard.peak - sound.true_peak_dbtp
        if abs(off) <= _GOOD_ENOUGH_LU and over <= 0:
            break
        if number and gain != before[0]:
            slope = min(max((heard.lufs - before[1]) / (gain - before[0]), _FLATTEST), 1)
        before, gain = (gain, heard.lufs), min(gain + off / slope, levels.max_gain_db)
        ceiling -= over + _PEAK_STEP_DB if over > 0 else 0
        graph = _encoded(_louder(open_sound(kept), gain, ceiling), out, kbps)
    return Mixdown(out, heard)


def _unlimited(mix: Any, out: Path) -> Any:
    """The mix as it is, kept to be tried again."""
    return ffmpeg.output(mix, str(out), acodec="pcm_f32le")


def _louder(stream: Any, gain: float, ceiling: float) -> Any:
    return limited(stream.filter("volume", f"{gain:.3f}dB"), ceiling)


def _encoded(stream: Any, out: Path, kbps: int) -> Any:
    # The fast coder takes a third of the default one's time; its noise measures the same at these bitrates.
    settings = {"acodec": "aac", "aac_coder": "fast", "audio_bitrate": f"{kbps}k", "ar": SAMPLE_RATE, "ac": 2}
    return ffmpeg.output(stream, str(out), **settings, fflags="+bitexact", map_metadata=-1)
