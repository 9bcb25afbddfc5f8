from pathlib import Path

import pytest

from domain.errors import StorageError
from renderer.cache import SegmentCache, open_cache

KEY, OTHER = "ab" * 32, "cd" * 32


def keep(cache: SegmentCache, data: bytes = b"pictures", key: str = KEY) -> Path:
    path = cache.new_file(key)
    path.write_bytes(data)
    return cache.keep(key, path)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_kept_segment_is_found_under_its_key_only(tmp_path: Path) -> None:
    cache = SegmentCache(tmp_path)
    assert cache.find(KEY) is None
    kept = keep(cache)
    assert cache.find(KEY) == kept
    assert kept.read_bytes() == b"pictures"
    assert cache.find(OTHER) is None
    assert files(tmp_path) == [kept]


@pytest.mark.parametrize("damage", [b"picture", b"pictureZ", b"", b"pictures and more"])
def test_a_damaged_segment_is_thrown_away(damage: bytes, tmp_path: Path) -> None:
    cache = SegmentCache(tmp_path)
    kept = keep(cache)
    kept.write_bytes(damage)
    assert cache.find(KEY) is None
    assert files(tmp_path) == []
    assert cache.find(KEY) is None
    assert keep(cache) == kept


def test_a_whole_segment_is_found_beside_a_damaged_one(tmp_path: Path) -> None:
    cache = SegmentCache(tmp_path)
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
