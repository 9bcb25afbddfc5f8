"""From notes to a finished stereo track: placed, ducked by the kick, given a room, levelled, limited."""

import numpy as np
from numpy.typing import NDArray

from domain.voice import SAMPLE_RATE
from media.music.drums import KICKS, hit
from media.music.form import Form
from media.music.loudness import limit, loudness
from media.music.moods import Mood, Room
from media.music.score import Note
from media.music.tones import fade_in, fade_out, slope
from media.music.voices import Voices, hold, strike, sustain
from media.wave import Mono, Stereo, gain, samples

LOUDNESS_LUFS, PEAK_DBFS = -18.0, -3.0

_DRUM_TAKES = 3
"""Different strokes recorded of each drum, played in turn."""
_FADE_IN, _FADE_OUT = 0.004, 1.3
_DAMPING = slope(0.18)[::-1]
_WET_RATE = SAMPLE_RATE // 2
_WET_SIZE = 1 << 17
"""Samples of a block of the convolution, its tail included."""

Key = tuple[str, tuple[int, ...], int]


def mix(notes: tuple[Note, ...], form: Form, mood: Mood, voices: Voices, seed: int) -> Stereo:
    """The finished track, exactly ``form.seconds`` long, at ``LOUDNESS_LUFS`` and below ``PEAK_DBFS``."""
    rng = np.random.default_rng((seed, 2))
    track = _play(notes, form, mood, voices, rng)
    fade_out(fade_in(track, _FADE_IN), _FADE_OUT)
    track *= gain(LOUDNESS_LUFS - loudness(track))
    limit(track, float(gain(PEAK_DBFS)))
    return track


def _play(notes: tuple[Note, ...], form: Form, mood: Mood, voices: Voices, rng: np.random.Generator) -> Stereo:
    """All notes in their room; bass and kick stay dry and in front, and the kick moves the rest back."""
    length = samples(form.seconds)
    near, far = np.zeros((2, length), np.float32), np.zeros((2, length), np.float32)
    sounds = _record(notes, voices, rng)
    for turn, note in enumerate(notes):
        dry = note.part.play == "bass" or note.part.voice in KICKS
        _place(near if dry else far, note, sounds[_key(turn, note)], voices)
    far *= _pump(notes, length, mood.pump)
    near += far
    _add_room(near, far, mood.room, rng)
    return near


def _key(turn: int, note: Note) -> Key:
    """What tells one sound from another: instrument, pitches, and strength or, for drums, whose turn it is."""
    return note.part.voice, note.pitches, turn % _DRUM_TAKES if note.part.play == "drum" else int(note.hard)


def _record(notes: tuple[Note, ...], voices: Voices, rng: np.random.Generator) -> dict[Key, Stereo]:
    """Every sound that is needed, made once and as long as its longest note."""
    longest: dict[Key, tuple[float, Note]] = {}
    for turn, note in enumerate(notes):
        key = _key(turn, note)
        longest[key] = max(longest.get(key, (0.0, note)), (note.length, note), key=lambda pair: pair[0])
    return {key: _sound(note, length, voices, rng) for key, (length, note) in longest.items()}


def _sound(note: Note, seconds: float, voices: Voices, rng: np.random.Generator) -> Stereo:
    if note.part.play == "drum":
        return hit(note.part.voice, rng)
    if note.part.play == "pad":
        return hold(voices.held[note.part.voice], note.pitches, rng)
    return strike(voices.struck[note.part.voice], note.pitches[0], note.hard, seconds, rng)


def _place(bus: Stereo, note: Note, sound: Stereo, voices: Voices) -> None:
    """Add a note to a bus at its time, level and place, damped when its length is over."""
    start, room = samples(note.start), bus.shape[1] - samples(note.start)
    if note.part.play == "pad":
        held = voices.held[note.part.voice]
        swell = held.attack if start else min(0.15, held.attack)
        sound = sustain(sound, samples(note.length + held.release), swell, held.release)
    end = sound.shape[1] if note.part.play in ("pad", "drum") else max(len(_DAMPING), samples(note.length))
    body = min(end - len(_DAMPING) if end < sound.shape[1] else sound.shape[1], room)
    scale = _sides(note.part.pan) * gain(note.part.level) * np.float32(note.velocity**1.3)
    bus[:, start : start + body] += sound[:, :body] * scale
    if end < sound.shape[1] and body < room:
        damped = sound[:, body : min(end, room)] * scale
        bus[:, start + body : start + min(end, room)] += damped * _DAMPING[: damped.shape[1]]


def _sides(pan: float) -> Stereo:
    """(2, 1) the level of left and right, of equal power at every place; −1 is left."""
    angle = (pan + 1) * np.pi / 4
    return np.array([[np.cos(angle)], [np.sin(angle)]], np.float32) * np.float32(2**0.5)


def _pump(notes: tuple[Note, ...], length: int, depth: float) -> Mono:
    """(length,) the factor by which everything else gives way to each kick and comes back."""
    curve = np.ones(length, np.float32)
    count = samples(0.26)
    back = np.linspace(0, 1, count, dtype=np.float32)
    dip = 1 - (1 - gain(-depth)) * (1 - back) ** 2 * np.minimum(1, back * 26)
    for note in notes:
        if note.part.voice in KICKS:
            start = samples(note.start)
            end = min(length, start + count)
            curve[start:end] = np.minimum(curve[start:end], dip[: end - start])
    return curve


def _add_room(out: Stereo, dry: Stereo, room: Room, rng: np.random.Generator) -> None:
    """Convolve with a decaying noise, at half the rate, for a room has no air to speak of above 10 kHz."""
    send = (dry[0] + dry[1])[: dry.shape[1] // 2 * 2]
    send = (send[::2] + send[1::2]) * np.float32(0.25)
    impulse = _impulse(room.seconds, rng) * gain(room.level)
    response = np.fft.rfft(impulse, _WET_SIZE)
    block = (_WET_SIZE - impulse.shape[1]) // 2 * 2
    tail = np.zeros((2, _WET_SIZE - block), np.float32)
    for start in range(0, send.shape[0], block):
        wet = np.fft.irfft(np.fft.rfft(send[start : start + block], _WET_SIZE) * response, _WET_SIZE)
        wet[:, : tail.shape[1]] += tail
        tail = wet[:, block:].copy()
        _upsample_into(out[:, 2 * start :], wet[:, : block + 1].astype(np.float32, copy=False))


def _upsample_into(out: Stereo, wet: Stereo) -> None:
    """Add sound at half the rate, halfway samples interpolated; the last sample of ``wet`` is the next block's."""
    count = min(out.shape[1] // 2, wet.shape[1] - 1)
    now, following = wet[:, :count], wet[:, 1 : count + 1]
    out[:, : 2 * count : 2] += now
    out[:, 1 : 2 * count : 2] += (now + following) * np.float32(0.5)


def _impulse(seconds: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """(2, n) at half the rate: a short silence, then noise that dies away, high tones faster than low ones."""
    count = int(seconds * _WET_RATE)
    size = 1 << (count - 1).bit_length()
    time = np.arange(count, dtype=np.float32) / _WET_RATE
    hertz = np.fft.rfftfreq(size, 1 / _WET_RATE)
    impulse = np.zeros((2, count), np.float32)
    for low, high, share in ((180.0, 900.0, 1.0), (900.0, 2600.0, 0.72), (2600.0, 6500.0, 0.42)):
        band = 1 / np.sqrt(1 + (low / np.maximum(hertz, 1)) ** 4) / np.sqrt(1 + (hertz / high) ** 4)
        white = rng.standard_normal((2, len(hertz), 2), np.float32).view(np.complex64)[..., 0]
        coloured = np.fft.irfft(white * band.astype(np.float32), size)[:, :count]
        impulse += coloured * np.exp(-time * np.float32(6.9 / (seconds * share))) * np.float32(0.4 + share)
    impulse *= 1 - np.exp(-time / np.float32(0.012))
    silence = np.zeros((2, int(0.018 * _WET_RATE)), np.float32)
    impulse *= 1 / np.sqrt((impulse**2).sum(axis=1, keepdims=True))
    return np.concatenate((silence, impulse), axis=1)
