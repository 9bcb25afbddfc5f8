"""The music bed: its length, level, shape and sound, measured."""

import math
from itertools import combinations, pairwise
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from domain.brief import Tone
from domain.errors import AssetError
from media.music import beats, compose_music, mood_for, tempo_of
from media.music.drums import DRUMS
from media.music.form import shape
from media.music.harmony import QUALITIES, ROOTS, spell
from media.music.loudness import limit, loudness
from media.music.mix import mix
from media.music.moods import read_moods
from media.music.score import write_score
from media.music.voices import read_voices
from tests.media.listen import Heard, clickiness, ffmpeg_loudness, hear

MOODS = sorted(read_moods().moods)


@pytest.fixture(scope="module", params=MOODS)
def mood(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def track(mood: str) -> Heard:
    return hear(compose_music(24, mood, 5))


@pytest.mark.parametrize("seconds", [3, 7.25])
def test_length_is_exact_to_the_sample(mood: str, seconds: float) -> None:
    heard = hear(compose_music(seconds, mood, 1))
    assert heard.rate == 48_000
    assert heard.sound.shape[1] == round(seconds * 48_000)


@pytest.mark.slow
def test_loudness_and_peak_by_another_meter(mood: str, tmp_path: Path) -> None:
    path = tmp_path / "track.wav"
    path.write_bytes(compose_music(24, mood, 6))
    lufs, peak = ffmpeg_loudness(path)
    assert lufs == pytest.approx(-18, abs=0.5)
    assert -12 < peak <= -2.5


def test_peak(track: Heard) -> None:
    assert 20 * np.log10(np.abs(track.sound).max()) <= -2.99


def test_begins_and_ends_in_silence(track: Heard) -> None:
    assert np.abs(track.sound[:, 0]).max() < 1e-3
    assert np.abs(track.sound[:, -1]).max() < 1e-4
    assert track.level(23.9, 24) < -45
    assert track.level(21.8, 22.8) > -35


def test_opens_quieter_than_it_lifts(track: Heard) -> None:
    assert track.level(0, 2) < track.level(15, 20) - 0.8


def test_leaves_room_for_a_voice(track: Heard) -> None:
    assert track.band(1000, 3000) < track.band(200, 1000) - 5
    assert track.band(200, 4000) > -6
    assert track.band(20, 60) < -6
    assert track.band(4000, 16_000) > -45


def test_is_stereo_but_survives_mono(track: Heard) -> None:
    left, right = track.sound
    assert 0.4 < np.corrcoef(left, right)[0, 1] < 0.95
    assert abs(20 * np.log10(left.std() / right.std())) < 2


def test_has_no_offset(track: Heard) -> None:
    assert np.abs(track.sound.mean(axis=1)).max() < 1e-3


def test_notes_begin_and_end_without_clicks(mood: str) -> None:
    form, kind = shape(12, 100), read_moods().moods[mood]
    notes = tuple(note for note in write_score(form, kind, 4) if note.part.play != "drum")
    track = mix(notes, form, kind, read_voices(), 4)
    assert clickiness(track) < 2.5
    track[:, 300_000] += 0.02
    assert clickiness(track) > 3


def test_same_seed_same_bytes_other_seed_other_music(mood: str) -> None:
    assert compose_music(4, mood, 3) == compose_music(4, mood, 3)
    assert compose_music(4, mood, 3) != compose_music(4, mood, 4)


def test_moods_differ() -> None:
    assert len({compose_music(4, mood, 3) for mood in MOODS}) == len(MOODS)


def test_no_two_tracks_share_tempo_progression_or_band() -> None:
    tracks = read_moods().moods
    assert len(tracks) >= 8
    for (_, one), (_, other) in combinations(tracks.items(), 2):
        assert abs(sum(one.tempo) - sum(other.tempo)) >= 16
        assert not set(one.progressions) & set(other.progressions)
        mine, theirs = ({part.voice for part in track.parts if part.play != "drum"} for track in (one, other))
        assert len(mine & theirs) <= len(mine | theirs) / 2


def test_beats_are_even_and_the_last_is_the_closing_chord(mood: str) -> None:
    found = beats(30, mood, 9)
    assert found[0] == 0
    steps = [b - a for a, b in pairwise(found)]
    assert max(steps) - min(steps) <= 1
    assert 1900 <= 30_000 - found[-1] <= 3400
    assert 60_000 / tempo_of(mood, 9, 30) == pytest.approx(np.mean(steps), abs=0.5)
    assert tempo_of(mood, 9, 30) == pytest.approx(tempo_of(mood, 9), rel=0.08)


def test_drums_fall_on_the_beats() -> None:
    grid = beats(20, "upbeat", 2)
    kick = _lows_rise(hear(compose_music(20, "upbeat", 2)))
    bars = [kick[ms // 10 : ms // 10 + 4].max() for ms in grid[8:-5:4]]
    between = [kick[ms // 10 + 14 : ms // 10 + 18].max() for ms in grid[8:-5:4]]
    assert np.median(bars) > 3 * np.median(between)


def _lows_rise(heard: Heard) -> np.ndarray:
    """Rise of energy around 60–120 Hz, per 10 ms."""
    spectrum = np.fft.rfft(heard.mono)
    hertz = np.fft.rfftfreq(heard.mono.size, 1 / heard.rate)
    low = np.fft.irfft(spectrum * ((hertz > 50) & (hertz < 130)), heard.mono.size)
    energy = (low[: low.size // 480 * 480].reshape(-1, 480) ** 2).mean(axis=1)
    return np.maximum(0, np.diff(energy, prepend=0))


@pytest.mark.parametrize("seconds", [0, 2.9, 301, math.nan, math.inf, -5])
def test_impossible_length(seconds: float) -> None:
    with pytest.raises(AssetError, match="cannot be made"):
        compose_music(seconds, "warm", 1)


def test_unknown_track_names_the_known_ones() -> None:
    with pytest.raises(AssetError, match="'jazz' is unknown") as refused:
        compose_music(10, "jazz", 1)
    assert "upbeat" in refused.value.hint


@pytest.mark.parametrize("tone", get_args(Tone))
def test_every_tone_has_a_mood(tone: Tone) -> None:
    assert mood_for(tone) in MOODS


def test_every_part_has_an_instrument() -> None:
    voices = read_voices()
    for mood in read_moods().moods.values():
        for part in mood.parts:
            known = {"drum": set(DRUMS), "pad": set(voices.held)}.get(part.play, set(voices.struck))
            assert part.voice in known


@pytest.mark.parametrize("seconds", [3, 4, 6, 8, 10, 15, 20, 30, 45, 60, 180, 300])
@pytest.mark.parametrize("tempo", [72, 90, 122])
def test_form_fills_the_time(seconds: float, tempo: float) -> None:
    form = shape(seconds, tempo)
    assert len(form.energy) == math.ceil(form.beats / 4)
    assert form.beats % (2 if seconds < 15 else 1) == 0
    assert 1.89 <= seconds - form.last_chord <= 3.41 or seconds < 5
    assert 0.9 < form.tempo / tempo < 1.1 or seconds < 8
    if seconds >= 20:
        assert form.energy[0] == 0
        assert 2 in form.energy
        assert form.energy[-1] == 1


def test_chords_are_what_they_are_called() -> None:
    for root in ROOTS:
        for quality in QUALITIES:
            (chord,) = spell((f"{root}:{quality}",), "D")
            heard = {(pitch - 2 - ROOTS[root]) % 12 for pitch in (chord.bass, *chord.voices)}
            assert heard == {tone % 12 for tone in QUALITIES[quality]}


def test_chords_are_led_smoothly() -> None:
    for mood in read_moods().moods.values():
        for key in mood.keys:
            for progression in mood.progressions:
                for before, after in pairwise(spell(progression * 2, key)):
                    moved = sorted(abs(a - b) for a, b in zip(before.voices, after.voices, strict=True))
                    assert moved[-1] <= 7
                    assert sum(moved) <= 16


def test_notes_stay_in_time_and_register(mood: str) -> None:
    form, kind = shape(30, 90), read_moods().moods[mood]
    notes = write_score(form, kind, 4)
    assert notes == write_score(form, kind, 4)
    for note in notes:
        assert 0 <= note.start < 30
        assert 0 < note.velocity <= 1
        low, high = (33, 57) if note.part.play == "bass" else (48, 100)
        assert all(low <= pitch <= high for pitch in note.pitches)
    assert {note.part.voice for note in notes} >= {part.voice for part in kind.parts}


def test_loudness_of_a_known_tone() -> None:
    """EBU Tech 3341 case 1: a stereo 1 kHz sine at −23 dBFS reads −23 LUFS."""
    tone = np.sin(2 * np.pi * 1000 * np.arange(48_000 * 5) / 48_000).astype(np.float32) * np.float32(10 ** (-23 / 20))
    assert loudness(np.stack((tone, tone))) == pytest.approx(-23, abs=0.1)
    assert loudness(np.zeros((2, 48_000), np.float32)) == -70


def test_limiter_catches_every_peak_and_spares_the_rest() -> None:
    sound = np.random.default_rng(1).normal(0, 0.1, (2, 48_000)).astype(np.float32)
    sound[:, 20_000] = (0.9, -1.0)
    limited = sound.copy()
    limit(limited, 0.7)
    assert np.abs(limited).max() <= 0.7
    assert np.array_equal(limited[:, :10_000], sound[:, :10_000])
    assert np.array_equal(limited[:, 30_000:], sound[:, 30_000:])
