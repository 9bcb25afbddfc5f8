"""The asset store: content-addressed, whole or absent, private, and honest about full disks."""

import json
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.errors import AssetError, StorageError
from media.probe import VERSION, probe
from media.store import LocalAssetStore
from tests.media.hostile import CONTENT
from tests.media.makers import clip, encoded, tone


def _files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def _photo(folder: Path, name: str = "杯 子.JPG") -> Path:
    path = folder / name
    path.write_bytes(encoded(".jpg"))
    return path


def test_put_file_copies_and_describes(tmp_path: Path) -> None:
    store, photo = LocalAssetStore(tmp_path / "a" / "store"), _photo(tmp_path)
    asset = store.put_file(photo)
    assert asset == probe(photo)
    assert store.path(asset.sha256) == store.root / asset.sha256[:2] / f"{asset.sha256}.jpg"
    assert store.path(asset.sha256).read_bytes() == photo.read_bytes()
    assert LocalAssetStore(store.root).get(asset.sha256) == asset


def test_suffix_follows_content(tmp_path: Path) -> None:
    store = LocalAssetStore(tmp_path / "store")
    asset = store.put_file(clip(tmp_path / "clip.mov").rename(tmp_path / "clip.jpg"))
    assert store.path(asset.sha256).suffix == ".mov"


def test_same_bytes_are_stored_once_under_both_names(tmp_path: Path) -> None:
    store = LocalAssetStore(tmp_path / "store")
    first, second = store.put_file(_photo(tmp_path, "a.jpg")), store.put_file(_photo(tmp_path, "b.jpg"))
    assert (first.name, second.name) == ("a.jpg", "b.jpg")
    assert first.sha256 == second.sha256
    assert len(_files(store.root)) == 2


def test_put_bytes(tmp_path: Path) -> None:
    store = LocalAssetStore(tmp_path / "store")
    asset = store.put_bytes(tone(tmp_path / "a.wav", "pcm_s16le").read_bytes(), "scene one")
    assert (asset.kind, asset.name, asset.duration_ms) == ("audio", "scene one", 1000)
    assert store.path(asset.sha256).suffix == ".wav"


def test_everything_is_private(tmp_path: Path) -> None:
    store = LocalAssetStore(tmp_path / "store")
    store.put_file(_photo(tmp_path))
    for path in [store.root, *store.root.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize("name", ["zero-bytes.jpg", "half.jpg", "half.webm", "page.jpg", "too-many-frames.png"])
def test_refused_file_leaves_nothing(name: str, tmp_path: Path) -> None:
    store = LocalAssetStore(tmp_path / "store")
    CONTENT[name](tmp_path / name)
    with pytest.raises(AssetError, match=f"^{name}: "):
        store.put_file(tmp_path / name)
    assert not store.root.exists() or _files(store.root) == []


def test_file_without_its_description_is_taken_in_again(tmp_path: Path) -> None:
    store, photo = LocalAssetStore(tmp_path / "store"), _photo(tmp_path)
    asset = store.put_file(photo)
    store.path(asset.sha256).with_suffix(".json").unlink()
    assert store.put_file(photo) == asset
    assert store.get(asset.sha256) == asset


def test_damaged_description_is_written_again(tmp_path: Path) -> None:
    store, photo = LocalAssetStore(tmp_path / "store"), _photo(tmp_path)
    asset = store.put_file(photo)
    store.path(asset.sha256).with_suffix(".json").write_text("{")
    with pytest.raises(StorageError, match="cannot be read"):
        store.get(asset.sha256)
    assert store.put_file(photo) == asset
    assert store.get(asset.sha256) == asset


@pytest.mark.parametrize("before", [None, 1, "2", VERSION + 1])
def test_what_another_version_found_counts_until_the_file_comes_again(before: object, tmp_path: Path) -> None:
    store, photo = LocalAssetStore(tmp_path / "store"), _photo(tmp_path)
    asset = store.put_file(photo)
    sidecar = store.path(asset.sha256).with_suffix(".json")
    told = json.loads(sidecar.read_text("utf-8")) | {"probe": before, "white_background": not asset.white_background}
    if before is None:
        del told["probe"]
    sidecar.write_text(json.dumps(told), "utf-8")
    assert store.get(asset.sha256).white_background is not asset.white_background
    assert store.put_file(photo) == asset == store.get(asset.sha256)


@pytest.mark.parametrize("key", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_unknown_asset(key: str, tmp_path: Path) -> None:
    with pytest.raises(AssetError) as refused:
        LocalAssetStore(tmp_path).path(key)
    assert refused.value.hint


def test_file_that_went_missing_is_an_error(tmp_path: Path) -> None:
    store = LocalAssetStore(tmp_path / "store")
    asset = store.put_file(_photo(tmp_path))
    store.path(asset.sha256).unlink()
    with pytest.raises(AssetError, match="is not in"):
        store.path(asset.sha256)


@contextmanager
def _full_disk(limit: int) -> Iterator[None]:
    """No file may grow beyond ``limit`` bytes: writing fails as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("limit", [0, 1000])
def test_full_disk_names_folder_and_remedy_and_leaves_nothing(limit: int, tmp_path: Path) -> None:
    store, photo = LocalAssetStore(tmp_path / "store"), _photo(tmp_path)
    with _full_disk(limit), pytest.raises(StorageError) as failed:
        store.put_file(photo)
    assert str(store.root) in failed.value.message
    assert "space" in failed.value.hint
    assert _files(store.root) == []


def test_root_that_is_a_file(tmp_path: Path) -> None:
    photo = _photo(tmp_path)
    with pytest.raises(StorageError, match="asset folder"):
        LocalAssetStore(photo).put_file(photo)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_unwritable_root(tmp_path: Path) -> None:
    photo, root = _photo(tmp_path), tmp_path / "store"
    root.mkdir(mode=0o500)
    with pytest.raises(StorageError, match="Permission denied"):
        LocalAssetStore(root).put_file(photo)
