import errno
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import av
import numpy as np
import pytest

from domain.errors import RenderError, StorageError
from domain.fonts import FontBook
from domain.render import EncodeSettings, Progress, Render
from domain.timeline import Sound, Timeline, VoiceCue
from renderer.cache import SegmentCache, sha256_of
from renderer.canvas import Canvas
from renderer.render import render
from renderer.resources import Resources
from renderer.segments import Segment
from renderer.storage import writing_to
from tests.renderer.small_timelines import dot, scene, timeline
from tests.renderer.sounds import RATE, Shelf, heard, speech

SETTINGS = EncodeSettings(threads=1)


def no_picture(path: Path) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    raise AssertionError(f"the fake drawer loads nothing, not {path}")


@dataclass
class GreyDrawer:
    """Draws every frame in a grey that tells its number; can fail, draw too few, or take its time."""

    fail_at: int | None = None
    drop: int = 0
    pause: float = 0
    drawn: list[int] = field(default_factory=list)

    def segment(self, segment: Segment) -> Iterator[Canvas]:
        canvas = Canvas.blank(64, 64)
        for frame in range(segment.first, segment.first + segment.frames - self.drop):
            if frame == self.fail_at:
                raise RenderError(f"frame {frame} cannot be drawn")
            time.sleep(self.pause)
            self.drawn.append(frame)
            canvas.y.fill(30 + frame)
            yield canvas


@dataclass(frozen=True)
class Room:
    """Where a test renders."""

    folder: Path
    shelf: Shelf

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def out(self) -> Path:
        return self.folder / "out" / "video.mp4"

    def render(
        self,
        video: Timeline,
        drawer: GreyDrawer,
        progress: Progress | None = None,
        use_cache: bool = True,
        workers: int = 1,
    ) -> Render:
        resources = Resources(FontBook(roles={}), self.shelf.path, no_picture)
        return render(
            video, resources, SETTINGS, self.cache, self.out, progress, use_cache, workers, drawer=lambda: drawer
        )

    def files(self) -> list[Path]:
        """Everything on disk but whole segments and the test's own sounds."""
        return [
            path for path in self.folder.rglob("*")
            if path.is_file() and path.parent.name != "shelf" and (path.name.startswith(".") or path.suffix != ".mp4")
        ]  # fmt: skip


@pytest.fixture
def room(tmp_path: Path) -> Room:
    (tmp_path / "shelf").mkdir()
    return Room(tmp_path, Shelf(tmp_path / "shelf"))


def three_scenes(**changes: object) -> Timeline:
    video = timeline(scene("a", 20), scene("b", 30, dot(), join=6), scene("c", 16))
    return video.model_copy(update=changes)


def greys(path: Path) -> list[int]:
    with av.open(str(path)) as file:
        return [round(float(frame.to_ndarray()[:64].mean())) for frame in file.decode(video=0)]


def test_a_timeline_becomes_a_file_and_its_facts(room: Room) -> None:
    drawer = GreyDrawer()
    made = room.render(three_scenes(), drawer)
    assert drawer.drawn == list(range(60))
    assert np.abs(np.array(greys(made.path)) - np.arange(30, 90)).max() <= 2
    assert made.path == room.out
    assert made.sha256 == sha256_of(room.out)
    assert (made.width, made.height, made.fps, made.frames) == (64, 64, 30, 60)
    assert (made.segments, made.segments_reused) == (4, 0)
    assert (made.loudness_lufs, made.true_peak_dbtp) == (None, None)
    assert room.files() == []


def test_only_what_is_new_is_drawn(room: Room) -> None:
    first = room.render(three_scenes(), GreyDrawer())
    again = GreyDrawer()
    assert room.render(three_scenes(title="other"), again).segments_reused == 4
    assert again.drawn == []
    assert sha256_of(room.out) == first.sha256

    video = three_scenes()
    changed = video.scenes[1].model_copy(update={"layers": (dot(opacity=0.5),)})
    partly = GreyDrawer()
    made = room.render(video.model_copy(update={"scenes": (video.scenes[0], changed, video.scenes[2])}), partly)
    assert made.segments_reused == 2
    assert partly.drawn == list(range(14, 44))


def test_renders_that_begin_together_draw_what_they_share_once(room: Room, tmp_path: Path) -> None:
    rooms = [Room(tmp_path / name, room.shelf) for name in "ab"]
    drawers = [GreyDrawer(), GreyDrawer()]
    for one in rooms:
        one.folder.mkdir()
        (one.folder / "cache").symlink_to(room.folder / "cache")
    (room.folder / "cache").mkdir()
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda one, drawer: one.render(three_scenes(), drawer, workers=2), rooms, drawers))
    assert sorted(drawers[0].drawn + drawers[1].drawn) == list(range(60))
    assert made[0].sha256 == made[1].sha256
    assert not list((room.folder / "cache").rglob(".*"))


@pytest.mark.parametrize("finished", [True, False])
def test_what_another_render_makes_is_waited_for(room: Room, finished: bool) -> None:
    first = room.render(three_scenes(), GreyDrawer())
    kept = min(room.cache.rglob("*.mp4"), key=lambda path: path.stat().st_mtime_ns)  # what an encoder begins with
    key, data, drawer, told = kept.name.partition(".")[0], kept.read_bytes(), GreyDrawer(), Event()
    kept.unlink()
    other = SegmentCache(room.cache)
    with closing(other), ThreadPoolExecutor(1) as pool:
        assert other.claim(key)
        waiting = pool.submit(room.render, three_scenes(), drawer, lambda stage, done: told.set())
        assert told.wait(30) and drawer.drawn == []
        if finished:
            with other.unfinished(key) as file:
                file.write_bytes(data)
                other.keep(key, file)
        else:
            other.leave(key)
        assert waiting.result(30).sha256 == first.sha256
    assert bool(drawer.drawn) != finished


def test_a_damaged_segment_is_drawn_again(room: Room) -> None:
    whole = room.render(three_scenes(), GreyDrawer())
    victim = max(room.cache.rglob("*.mp4"), key=lambda path: path.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-100])
    drawer = GreyDrawer()
    again = room.render(three_scenes(), drawer)
    assert again.segments_reused == 3
    assert drawer.drawn
    assert again.sha256 == whole.sha256


def test_without_the_cache_everything_is_drawn_and_nothing_kept(room: Room) -> None:
    kept = room.render(three_scenes(), GreyDrawer())
    before = sorted(room.cache.rglob("*.mp4"))
    drawer = GreyDrawer()
    made = room.render(three_scenes(), drawer, use_cache=False)
    assert (made.segments_reused, len(drawer.drawn)) == (0, 60)
    assert sorted(room.cache.rglob("*.mp4")) == before
    assert made.sha256 == kept.sha256


def test_scenes_that_look_the_same_are_drawn_once(room: Room) -> None:
    drawer = GreyDrawer()
    made = room.render(timeline(scene("a", 10), scene("b", 10), scene("c", 10)), drawer)
    assert drawer.drawn == list(range(10))
    assert made.frames == len(greys(made.path)) == 30


def test_progress_rises_to_the_whole(room: Room) -> None:
    seen: list[tuple[str, float]] = []
    room.render(three_scenes(), GreyDrawer(pause=0.02), lambda stage, share: seen.append((stage, share)))
    assert {stage for stage, _ in seen} == {"render"}
    shares = [share for _, share in seen]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert len(shares) > 4
    seen.clear()
    room.render(three_scenes(), GreyDrawer(), lambda stage, share: seen.append((stage, share)))
    assert seen == [("render", 1)]


def test_a_frame_that_cannot_be_drawn_leaves_whole_segments_only(room: Room) -> None:
    with pytest.raises(RenderError, match="frame 40 cannot be drawn"):
        room.render(three_scenes(), GreyDrawer(fail_at=40))
    assert room.files() == []
    assert not room.out.exists()
    drawer = GreyDrawer()
    assert room.render(three_scenes(), drawer).segments_reused >= 1
    assert drawer.drawn[-1] == 59


@pytest.mark.parametrize("workers", [1, 2])
def test_a_progress_that_raises_cancels(workers: int, room: Room) -> None:
    def stop(stage: str, share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        room.render(three_scenes(), GreyDrawer(), stop, workers=workers)
    assert room.files() == []
    assert not room.out.exists()


def test_the_same_render_from_an_empty_cache_is_the_same_file(room: Room) -> None:
    made = {room.render(three_scenes(), GreyDrawer(), use_cache=False).sha256 for _ in range(3)}
    assert len(made) == 1


@pytest.mark.parametrize("workers", [2, 3, 9])
def test_workers_side_by_side_show_the_same(workers: int, room: Room) -> None:
    room.render(three_scenes(), GreyDrawer(), use_cache=False)
    alone = greys(room.out)
    drawer, seen = GreyDrawer(), list[float]()
    room.render(three_scenes(), drawer, lambda _, share: seen.append(share), False, workers)
    assert np.abs(np.subtract(greys(room.out), alone)).max() <= 1
    assert sorted(drawer.drawn) == list(range(60))
    assert seen == sorted(seen)
    assert seen[-1] == 1


@pytest.mark.parametrize("frame", [3, 58])
def test_a_worker_that_fails_stops_the_others(frame: int, room: Room) -> None:
    with pytest.raises(RenderError, match=f"frame {frame} cannot be drawn"):
        room.render(three_scenes(), GreyDrawer(fail_at=frame), workers=2)
    assert room.files() == []
    assert not room.out.exists()


def test_too_few_frames_are_an_error(room: Room) -> None:
    with pytest.raises(RenderError, match="13 frames were drawn instead of 14"):
        room.render(three_scenes(), GreyDrawer(drop=1))


def test_a_sound_that_cannot_be_mixed_is_an_error(room: Room) -> None:
    broken = room.folder / "shelf" / "broken.wav"
    broken.write_bytes(b"no sound")
    sound = Sound(voice=(VoiceCue(asset=room.shelf.put_file(broken, 900), start=0),))
    with pytest.raises(RenderError, match="measuring voice and music"):
        room.render(three_scenes(sound=sound, assets=room.shelf.assets), GreyDrawer())
    assert room.files() == []


def test_the_sound_is_mixed_in_and_measured(room: Room) -> None:
    sound = Sound(voice=(VoiceCue(asset=room.shelf.put("voice", speech(1.5)), start=6),))
    made = room.render(three_scenes(sound=sound, assets=room.shelf.assets), GreyDrawer())
    assert made.loudness_lufs is not None
    assert made.true_peak_dbtp is not None
    assert made.true_peak_dbtp <= -1
    samples = np.abs(heard(made.path))
    assert samples[: round(0.15 * RATE)].max() < 0.01 < samples[round(0.3 * RATE) :].max()


@pytest.mark.parametrize("place", ["out", "cache"])
def test_a_folder_that_cannot_be_made_is_named(place: str, room: Room) -> None:
    (room.folder / place).write_bytes(b"a file is in the way")
    with pytest.raises(StorageError, match=place):
        room.render(three_scenes(), GreyDrawer())
    assert room.files() == [room.folder / place]


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """No file of this process can grow beyond ``size`` bytes: a disk that fills up."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [500, 1700, 4500])
def test_a_disk_that_fills_up_is_a_storage_error_and_leaves_nothing(size: int, room: Room) -> None:
    with at_most(size), pytest.raises(StorageError, match="cannot write to"):
        room.render(three_scenes(), GreyDrawer())
    assert room.files() == []
    assert not room.out.exists()


@pytest.mark.parametrize(("code", "reason"), [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "read-only")])
def test_what_the_system_says_is_told_with_a_remedy(code: int, reason: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=reason) as caught, writing_to(tmp_path):
        raise OSError(code, "as the system says")
    assert caught.value.hint
    with pytest.raises(OSError, match="other"), writing_to(tmp_path):
        raise OSError(errno.EBADF, "other")
