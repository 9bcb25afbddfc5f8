import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import StorageError
from renderer.cache import SegmentCache, open_cache
from renderer.eviction import evict

KEY, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[SegmentCache]:
    with open_cache(tmp_path, lasting=True) as opened:
        yield opened


def keep(cache: SegmentCache, data: bytes = b"pictures", key: str = KEY) -> Path:
    with cache.unfinished(key) as path:
        path.write_bytes(data)
        return cache.keep(key, path)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_kept_segment_is_found_under_its_key_only(cache: SegmentCache, tmp_path: Path) -> None:
    assert cache.find(KEY) is None
    kept = keep(cache)
    assert cache.find(KEY) == kept
    assert kept.read_bytes() == b"pictures"
    assert cache.find(OTHER) is None
    assert files(tmp_path) == [kept]


@pytest.mark.parametrize("damage", [b"picture", b"pictureZ", b"", b"pictures and more"])
def test_a_damaged_segment_is_thrown_away(damage: bytes, cache: SegmentCache, tmp_path: Path) -> None:
    kept = keep(cache)
    kept.write_bytes(damage)
    assert cache.find(KEY) is None
    assert files(tmp_path) == []
    assert cache.find(KEY) is None
    assert keep(cache) == kept


def test_a_whole_segment_is_found_beside_a_damaged_one(cache: SegmentCache) -> None:
    damaged, whole = keep(cache, b"one"), keep(cache, b"two")
    damaged.write_bytes(b"")
    assert cache.find(KEY) == whole


def test_a_cache_that_does_not_last_leaves_nothing(tmp_path: Path) -> None:
    with open_cache(tmp_path, lasting=False) as cache:
        assert cache.find(KEY) is None
        assert keep(cache).is_file()
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"")
    with pytest.raises(StorageError, match="cache"), open_cache(tmp_path / "cache", lasting=True):
        pass


def aged(path: Path, seconds: int) -> Path:
    """The file, last used so many seconds ago."""
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))
    return path


def kept_and_closed(folder: Path, key: str, seconds: int) -> Path:
    cache = SegmentCache(folder)
    path = keep(cache, b"x" * 100, key)
    cache.close()
    return aged(path, seconds)


def test_the_longest_unused_go_first_until_the_limit_holds(tmp_path: Path) -> None:
    paths = [kept_and_closed(tmp_path, f"{i:02x}" * 32, seconds=i * 10) for i in range(5)]
    assert evict(tmp_path, 250) == 200
    assert [path.exists() for path in paths] == [True, True, False, False, False]
    assert evict(tmp_path, 0) == 0
    assert files(tmp_path) == []


def test_what_a_render_is_mixing_is_no_segment(tmp_path: Path) -> None:
    scratch = tmp_path / ".scratch-1"
    scratch.mkdir()
    mix = scratch / "mix.wav"
    mix.write_bytes(b"x" * 100)
    assert evict(tmp_path, 0) == 0
    assert mix.exists()


def test_finding_a_segment_is_using_it(tmp_path: Path) -> None:
    old, new = kept_and_closed(tmp_path, KEY, seconds=900), kept_and_closed(tmp_path, OTHER, seconds=60)
    cache = SegmentCache(tmp_path)
    assert cache.find(KEY) == old
    cache.close()
    evict(tmp_path, 100)
    assert files(tmp_path) == [old]
    assert not new.exists()


def test_a_segment_in_use_is_never_taken(tmp_path: Path) -> None:
    found, kept = kept_and_closed(tmp_path, KEY, seconds=900), OTHER
    user = SegmentCache(tmp_path)
    assert user.find(KEY) == found
    new = keep(user, b"y" * 100, kept)
    assert evict(tmp_path, 0) == 200
    assert sorted(files(tmp_path)) == sorted([found, new])
    user.close()
    assert evict(tmp_path, 0) == 0


def test_a_process_that_was_killed_uses_nothing(tmp_path: Path) -> None:
    found = kept_and_closed(tmp_path, KEY, seconds=5)
    hold_it = (
        "import sys, time; from pathlib import Path; from renderer.eviction import hold;"
        "held = hold(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", hold_it, str(found)], stdout=subprocess.PIPE) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == b"held\n"
        assert evict(tmp_path, 0) == 100
        user.kill()
        user.wait()
        assert evict(tmp_path, 0) == 0


def test_a_segment_being_evicted_is_not_found(cache: SegmentCache, tmp_path: Path) -> None:
    path = kept_and_closed(tmp_path, KEY, seconds=5)
    with path.open("rb") as evictor:
        fcntl.flock(evictor, fcntl.LOCK_EX)
        assert cache.find(KEY) is None
    assert path.exists()


def test_what_a_killed_render_left_is_cleared_after_a_day(cache: SegmentCache, tmp_path: Path) -> None:
    left, young = (tmp_path / "ab" / f".{age}.mp4" for age in ("old", "new"))
    for path in (left, young):
        path.parent.mkdir(exist_ok=True)
        path.touch()
    aged(left, 100_000)
    scratch = tmp_path / ".scratch-left"
    scratch.mkdir()
    aged(scratch, 100_000)
    evict(tmp_path, 10**9)
    assert (left.exists(), young.exists(), scratch.exists()) == (False, True, False)


def test_a_lasting_cache_is_brought_to_its_limit_when_it_closes(tmp_path: Path) -> None:
    with open_cache(tmp_path, lasting=True, limit=50) as cache:
        assert keep(cache, b"x" * 100).is_file()
    assert files(tmp_path) == []
