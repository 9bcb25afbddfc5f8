from pathlib import Path

import ffmpeg
import numpy as np
import pytest

from domain.errors import RenderError
from domain.timeline import EffectCue, MusicBed, Sound, Timeline, VoiceCue
from media.music import compose_music
from media.music.moods import read_moods
from renderer.audio.levels import LEVELS
from renderer.audio.loudness import measure_file, read_meters
from renderer.audio.mix import Mixdown, mix_sound, mix_voice
from renderer.audio.process import open_sound, run, run_command
from renderer.audio.tracks import Clock, Cue, Sources, ducked, laid, lanes, music_bed, summed, voice_bus
from tests.media.listen import clickiness
from tests.renderer.small_timelines import scene, timeline
from tests.renderer.sounds import RATE, Samples, Shelf, heard, music, seconds, speech, tone


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    (tmp_path / "shelf").mkdir()
    return Shelf(tmp_path / "shelf")


def video(shelf: Shelf, frames: int, sound: Sound) -> Timeline:
    return timeline(scene("a", frames), sound=sound, assets=tuple(shelf.assets.values()))


def mixed(shelf: Shelf, frames: int, sound: Sound, folder: Path) -> Mixdown:
    return mix_sound(video(shelf, frames, sound), shelf.path, folder, 160)


def level(samples: Samples) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples**2)) + 1e-9))


def between(samples: Samples, start: float, end: float) -> Samples:
    return samples[round(start * RATE) : round(end * RATE)]


def test_no_sound_at_all_is_a_silent_track_of_the_right_length(shelf: Shelf, tmp_path: Path) -> None:
    silent = mixed(shelf, 60, Sound(), tmp_path)
    assert silent.loudness is None
    samples = heard(silent.path)
    assert len(samples) >= 2 * RATE
    assert np.abs(samples).max() < 1e-6


def test_silent_files_stay_silent(shelf: Shelf, tmp_path: Path) -> None:
    quiet = shelf.put("quiet", np.zeros(RATE))
    silent = mixed(shelf, 60, Sound(voice=(VoiceCue(asset=quiet, start=0),)), tmp_path)
    assert silent.loudness is None


def sounds_of(kind: str, shelf: Shelf, length: int) -> Sound:
    voice = tuple(
        VoiceCue(asset=shelf.put(f"voice{i}", speech(min(3.5, length - 2), i)), start=30 * at)
        for i, at in enumerate(range(1, length - 3, 5))
    )
    bed = MusicBed(asset=shelf.put("music", music(4)))
    effect = EffectCue(asset=shelf.put("hit", tone(0.3, 900, 0.8)), start=40)
    return {
        "voice and music": Sound(voice=voice, music=bed, effects=(effect, effect.model_copy(update={"start": 100}))),
        "voice only": Sound(voice=voice),
        "music only": Sound(music=bed),
    }[kind]


@pytest.mark.slow
@pytest.mark.parametrize("length", [6, 20])
@pytest.mark.parametrize("kind", ["voice and music", "voice only", "music only"])
def test_what_is_delivered_is_as_loud_as_asked(kind: str, length: int, shelf: Shelf, tmp_path: Path) -> None:
    mixdown = mixed(shelf, 30 * length, sounds_of(kind, shelf, length), tmp_path)
    measured = measure_file(mixdown.path)
    assert measured == mixdown.loudness
    assert abs(measured.lufs + 14) <= 0.5
    assert measured.peak <= -1
    assert abs(len(heard(mixdown.path)) / RATE - length) < 0.05


@pytest.mark.slow
def test_another_loudness_can_be_asked_for(shelf: Shelf, tmp_path: Path) -> None:
    sound = sounds_of("voice and music", shelf, 8).model_copy(update={"loudness_lufs": -18.0, "true_peak_dbtp": -3.0})
    measured = mixed(shelf, 240, sound, tmp_path).loudness
    assert measured
    assert abs(measured.lufs + 18) <= 0.5
    assert measured.peak <= -3


@pytest.mark.slow
def test_the_same_timeline_gives_the_same_bytes(shelf: Shelf, tmp_path: Path) -> None:
    sound = sounds_of("voice and music", shelf, 8)
    files = set()
    for run_number in range(4):
        folder = tmp_path / str(run_number)
        folder.mkdir()
        files.add(mixed(shelf, 240, sound, folder).path.read_bytes())
    assert len(files) == 1


def test_music_starts_over_when_it_is_short_and_fades_out(shelf: Shelf, tmp_path: Path) -> None:
    bed = MusicBed(asset=shelf.put("short", tone(1.5)))
    samples = heard(mixed(shelf, 150, Sound(music=bed), tmp_path).path)
    assert level(between(samples, 3, 3.4)) > -25
    assert level(between(samples, 4.8, 4.95)) < level(between(samples, 3, 3.4)) - 12


def test_music_that_starts_over_has_no_click_where_it_does(shelf: Shelf, tmp_path: Path) -> None:
    ragged = tone(1.377, 441, 0.4) + tone(1.377, 97, 0.3)
    clock = Clock(timeline(scene("a", 30)).fps, 240)
    bed = Cue(shelf.path(shelf.put("ragged", ragged)), seconds=1.377)
    samples = rendered(music_bed(bed, clock, LEVELS), tmp_path / "bed.wav")
    assert len(samples) == clock.samples
    smooth = np.abs(np.diff(ragged)).max()
    assert np.abs(np.diff(samples)).max() < 1.5 * smooth
    assert min(level(between(samples, at / 10, at / 10 + 0.1)) for at in range(5, 60)) > -18
    assert np.abs(np.diff(np.concatenate((ragged, ragged)))).max() > 3 * smooth


@pytest.mark.slow
def test_every_track_is_mixed_as_loud_as_asked_and_without_clicks(shelf: Shelf, tmp_path: Path) -> None:
    voice = VoiceCue(asset=shelf.put("voice", speech(2)), start=75)
    cue = EffectCue(asset=shelf.put("hit", tone(0.3, 900, 0.5)), start=45)
    for name in read_moods().moods:
        path = tmp_path / "shelf" / f"{name}.wav"
        path.write_bytes(compose_music(5, name, 2))
        bed = MusicBed(asset=shelf.put_file(path, 5000))
        delivered = mixed(shelf, 150, Sound(voice=(voice,), music=bed, effects=(cue,)), tmp_path)
        measured = measure_file(delivered.path)
        assert abs(measured.lufs + 14) <= 0.5, name
        assert measured.peak <= -1, name
        samples = heard(delivered.path)
        assert clickiness(between(samples, 0, 2.4)[None]) < 3, name
        assert min(level(between(samples, at / 2, at / 2 + 0.5)) for at in range(9)) > -45, name


def test_a_voice_alone_is_as_loud_as_the_video_and_as_long(shelf: Shelf, tmp_path: Path) -> None:
    samples = mix_voice(video(shelf, 180, sounds_of("voice only", shelf, 6)), shelf.path, tmp_path)
    assert samples.shape == (6 * RATE, 2)
    samples.tofile(tmp_path / "alone.f32le")
    raw = ffmpeg.input(str(tmp_path / "alone.f32le"), format="f32le", ar=RATE, ac=2)
    run(ffmpeg.output(raw, str(tmp_path / "alone.wav"), acodec="pcm_f32le"), "a test")
    measured = measure_file(tmp_path / "alone.wav")
    assert abs(measured.lufs + 14) <= 0.5, measured
    assert measured.peak <= -1


def test_a_sound_that_is_used_many_times_is_heard_every_time(shelf: Shelf, tmp_path: Path) -> None:
    hit = shelf.put("hit", tone(0.2, 900, 0.5))
    cues = tuple(EffectCue(asset=hit, start=start) for start in (10, 40, 70))
    samples = heard(mixed(shelf, 90, Sound(voice=(VoiceCue(asset=hit, start=20),), effects=cues), tmp_path).path)
    for at in (10, 20, 40, 70):
        assert level(between(samples, at / 30 + 0.05, at / 30 + 0.15)) > -40
    assert level(between(samples, 50 / 30 + 0.05, 68 / 30)) < -60


def test_cues_after_the_end_are_left_out(shelf: Shelf, tmp_path: Path) -> None:
    hit = shelf.put("hit", tone(0.5))
    sound = Sound(voice=(VoiceCue(asset=hit, start=0), VoiceCue(asset=hit, start=500)))
    assert len(heard(mixed(shelf, 60, sound, tmp_path).path)) < 2.1 * RATE


def test_a_broken_sound_is_named_with_what_ffmpeg_says(shelf: Shelf, tmp_path: Path) -> None:
    broken = tmp_path / "shelf" / "broken.wav"
    broken.write_bytes(b"this is no sound")
    sound = Sound(voice=(VoiceCue(asset=shelf.put_file(broken, 1000), start=0),))
    with pytest.raises(RenderError, match=r"measuring voice and music: ffmpeg failed: .*broken\.wav"):
        mixed(shelf, 60, sound, tmp_path)


def test_a_playlist_cannot_make_ffmpeg_open_other_places(shelf: Shelf, tmp_path: Path) -> None:
    playlist = tmp_path / "shelf" / "list.wav"
    playlist.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n")
    with pytest.raises(RenderError):
        measure_file(playlist)


def test_a_tool_that_hangs_is_stopped() -> None:
    with pytest.raises(RenderError, match=r"waiting: ffmpeg took longer than 0\.2 s"):
        run_command(["sleep", "30"], "waiting", 0.2)


def test_a_tool_that_is_missing_is_an_error_with_a_remedy() -> None:
    with pytest.raises(RenderError, match="cannot be started") as caught:
        run_command(["/nowhere/ffmpeg"], "mixing", 1)
    assert caught.value.hint


def test_meters_are_read_by_name() -> None:
    printed = (
        "[ebur128@voice @ 0x1a] Summary:\n\n  Integrated loudness:\n    I:         -20.5 LUFS\n"
        "[ebur128@music @ 0x1b] Summary:\n\n  Integrated loudness:\n    I:         -70.0 LUFS\n"
        "  True peak:\n    Peak:       -inf dBFS\n[out#0/null @ 0x1c] done\n"
    )
    meters = read_meters(printed)
    assert meters["voice"].lufs == -20.5
    assert not meters["voice"].silent
    assert meters["music"].silent


def test_only_what_a_writing_program_says_of_the_disk_is_the_disks_fault() -> None:
    full, unreadable = (
        ["sh", "-c", f"echo 'a.wav: {word}' >&2; exit 1"] for word in ("No space left on device", "Permission denied")
    )
    with pytest.raises(OSError, match="No space left"):
        run_command(full, "mixing", 5, writes=True)
    for command, writes in ((full, False), (unreadable, True)):
        with pytest.raises(RenderError, match="mixing"):
            run_command(command, "mixing", 5, writes=writes)


def rendered(graph: object, path: Path) -> Samples:
    """An ffmpeg-python stream as samples, without a codec between."""
    run(ffmpeg.output(graph, str(path), acodec="pcm_f32le"), "a test")
    return heard(path)


def test_cues_start_at_the_sample_of_their_frame(shelf: Shelf, tmp_path: Path) -> None:
    impulse = np.zeros(4800)
    impulse[1000] = 0.9
    path = shelf.path(shelf.put("impulse", impulse))
    cues = [Cue(path, start, seconds=0.1) for start in (44_444, 3, 1601, 7777)]
    clock, sources = Clock(timeline(scene("a", 30)).fps, 60), Sources(cue.path for cue in cues)
    together = lanes(cues)
    samples = rendered(summed([laid(lane, sources, LEVELS) for lane in together], clock), tmp_path / "out.wav")
    assert [[cue.start for cue in lane] for lane in together] == [[3, 7777, 44_444], [1601]]
    assert len(samples) == 96_000
    assert np.flatnonzero(np.abs(samples) > 0.5).tolist() == [1003, 2601, 8777, 45_444]


def test_a_cue_that_may_still_be_heard_shares_its_lane_with_none() -> None:
    unknown, touching, later = Cue(Path("a"), 0), Cue(Path("b"), 1000, seconds=1.0), Cue(Path("c"), 49_000)
    assert lanes([unknown, touching, later]) == [[unknown], [touching], [later]]


def test_music_makes_room_before_the_first_word_and_comes_back_gently(shelf: Shelf, tmp_path: Path) -> None:
    clock = Clock(timeline(scene("a", 30)).fps, 300)
    words = Cue(shelf.path(shelf.put("words", speech(4))), 3 * RATE)
    hum = shelf.path(shelf.put("hum", tone(10)))
    voice = voice_bus([laid([words], Sources([words.path]), LEVELS)], clock, 0)
    bed = ducked(music_bed(Cue(hum), clock, LEVELS), voice, clock, 9, LEVELS)
    samples = rendered(bed, tmp_path / "bed.wav")
    full = level(between(samples, 1, 2.8))
    lowered = level(between(samples, 3.5, 6.5)) - full
    assert -10.5 < lowered < -7.5
    assert level(between(samples, 3.0, 3.05)) < full - 3
    assert full - 8 < level(between(samples, 7.1, 7.3)) < full - 1
    assert abs(level(between(samples, 7.8, 8.4)) - full) < 0.5
    steps = np.diff([level(between(samples, at / 50, at / 50 + 0.02)) for at in range(150, 400)])
    assert steps.max() < 1.5


def test_an_unmeasurable_file_is_an_error(tmp_path: Path) -> None:
    empty = tmp_path / "empty.wav"
    empty.write_bytes(b"")
    with pytest.raises(RenderError, match=r"measuring empty\.wav"):
        measure_file(empty)
    assert len(seconds(0.5)) == 24_000
    with pytest.raises(RenderError):
        run(ffmpeg.output(open_sound(tmp_path / "none.wav"), "-", format="null"), "nothing")
