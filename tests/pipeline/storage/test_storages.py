"""Storages: the folder and the bucket keep the same promises. The bucket is a real S3 service on the loopback."""

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from domain.errors import NotFoundError, SettingsError, StorageError
from media.store import LocalAssetStore
from pipeline.settings import Settings
from pipeline.storage.admission import Admission
from pipeline.storage.assets import SharedAssets
from pipeline.storage.bucket import Access, BucketStorage, open_bucket
from pipeline.storage.folder import FolderStorage
from pipeline.storage.opening import open_assets, open_storage
from pipeline.storage.storage import Storage
from tests.pipeline.fakes import draw_photo
from tests.pipeline.storage.service import open_shop, service  # noqa: F401

pytestmark = pytest.mark.slow
BYTES = bytes(range(256)) * 9000
SHA = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return FolderStorage(tmp_path / "storage")
    return open_shop(request.getfixturevalue("service"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(BYTES)
    return path


def test_bytes_come_back_whole_and_in_part(storage: Storage, file: Path, tmp_path: Path) -> None:
    for _ in range(2):
        blob = storage.put("outputs", file)
        assert (blob.sha256, blob.size) == (SHA, len(BYTES))
    assert b"".join(storage.read("outputs", SHA)) == BYTES
    assert b"".join(storage.read("outputs", SHA, 10, 20)) == BYTES[10:20]
    assert b"".join(storage.read("outputs", SHA, len(BYTES) - 3)) == BYTES[-3:]
    storage.fetch("outputs", SHA, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == BYTES
    storage.check()


def test_what_is_gone_is_named(storage: Storage, file: Path, tmp_path: Path) -> None:
    storage.put("outputs", file)
    storage.delete("outputs", SHA)
    storage.delete("outputs", SHA)
    with pytest.raises(NotFoundError):
        list(storage.read("outputs", SHA))
    with pytest.raises(NotFoundError):
        storage.fetch("outputs", SHA, tmp_path / "again")


def test_kinds_are_apart(storage: Storage, file: Path) -> None:
    storage.put("assets", file)
    with pytest.raises(NotFoundError):
        list(storage.read("steps", SHA))


def test_named_values(storage: Storage) -> None:
    assert storage.get_named("steps/plan/never.json") is None
    storage.put_named("steps/plan/a.json", b"1")
    storage.put_named("steps/plan/a.json", b"2")
    assert storage.get_named("steps/plan/a.json") == b"2"


def test_a_bucket_gives_links_that_end(service: str, file: Path) -> None:  # noqa: F811
    storage = open_shop(service)
    storage.put("outputs", file)
    link = storage.url("outputs", SHA, 60)
    assert link
    assert httpx.get(link).content == BYTES
    assert "X-Amz-Expires=60" in link


def test_a_bucket_that_is_away_is_a_storage_error(file: Path) -> None:
    storage = open_bucket("s3://shop/a", Access("http://127.0.0.1:9", "us-east-1", "test", "test"), patience=1)
    with pytest.raises(StorageError, match="s3://shop/a"):
        storage.put("outputs", file)


def test_a_folder_is_private(file: Path, tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "storage")
    storage.put("outputs", file)
    path = storage.local("outputs", SHA)
    assert path
    for place in (path, *list(path.parents)[:3]):
        assert stat.S_IMODE(place.stat().st_mode) & 0o077 == 0, place
    assert [p.name for p in (tmp_path / "storage").iterdir()] == ["outputs"]


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "storage")
    script = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom domain.errors import StorageError\n"
        "from pipeline.storage.folder import FolderStorage\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    FolderStorage(Path(sys.argv[1])).put('outputs', Path(sys.argv[2]))\n"
        "except StorageError as error:\n    sys.exit(7 if 'storage' in error.message else 1)\n"
    )
    file = tmp_path / "film.mp4"
    file.write_bytes(BYTES)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    done = subprocess.run([sys.executable, "-c", script, str(storage.root), str(file)], env=environment, check=False)
    assert done.returncode == 7
    assert [path for path in storage.root.rglob("*") if path.is_file()] == []


def test_assets_are_fetched_by_another_machine(storage: Storage, tmp_path: Path) -> None:
    draw_photo(tmp_path / "mug.jpg")
    here, there = (SharedAssets(LocalAssetStore(tmp_path / name), storage) for name in ("here", "there"))
    asset = here.put_file(tmp_path / "mug.jpg")
    assert there.path(asset.sha256).read_bytes() == (tmp_path / "mug.jpg").read_bytes()
    found = there.get(asset.sha256)
    assert found.model_copy(update={"name": asset.name}) == asset


def test_the_settings_say_which(tmp_path: Path) -> None:
    home = {"home": tmp_path}
    assert open_storage(Settings(**home)) == FolderStorage(tmp_path / "storage")
    assert open_storage(Settings(**home, storage_url=str(tmp_path / "x"))) == FolderStorage(tmp_path / "x")
    assert isinstance(open_storage(Settings(**home, storage_url="s3://shop/a")), BucketStorage)
    assert isinstance(open_assets(Settings(**home, storage_url="s3://shop/a")), SharedAssets)
    assert isinstance(open_assets(Settings(**home, storage_url=str(tmp_path / "x"))), LocalAssetStore)
    shared = Settings(**home, storage_url=str(tmp_path / "x"), database_url="postgresql://db.example/vitrine")
    assert isinstance(open_assets(shared), SharedAssets), "other machines may look into that folder"
    assert isinstance(open_assets(Settings(**home)), LocalAssetStore)
    with pytest.raises(SettingsError, match="ftp"):
        open_storage(Settings(**home, storage_url="ftp://x"))


def test_below_the_floor_nothing_is_admitted(tmp_path: Path) -> None:
    Admission((tmp_path / "not yet",), 0).check()
    with pytest.raises(StorageError, match="MB are kept free"):
        Admission((tmp_path,), 1 << 60).check()
