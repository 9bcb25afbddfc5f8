"""Downloads over real HTTP while retention takes the file away."""

import os
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from obstore.store import MemoryStore

from pipeline.clock import system_clock
from pipeline.jobs.retention import Retention
from pipeline.storage.bucket import BucketStorage
from pipeline.storage.folder import FolderStorage
from pipeline.storage.storage import Storage
from tests.api.house import open_house
from tests.api.server import running

MORE_THAN_SOCKETS_HOLD = 12_000_000


@pytest.mark.parametrize("place", ["folder", "bucket"])
def test_a_download_beside_a_sweep_ends_whole_or_is_cut_off_where_it_shows(tmp_path: Path, place: str) -> None:
    film = os.urandom(MORE_THAN_SOCKETS_HOLD)
    bucket = BucketStorage(MemoryStore(), "memory")  # type: ignore[arg-type]
    storage: Storage = FolderStorage(tmp_path / "storage") if place == "folder" else bucket
    with open_house(tmp_path, storage=storage) as house, running(house.app) as url:
        ada = house.account("ada@example.com")
        video = house.submit(ada).id
        house.publish(video, film=film)
        headers = {"authorization": f"Bearer {house.key(ada)}"}
        in_two_days = system_clock() + timedelta(days=2)
        with httpx.Client(base_url=url, headers=headers, timeout=20) as client:
            with client.stream("GET", f"/v1/videos/{video}/content") as answer:
                assert answer.headers["content-length"] == str(len(film))
                pieces = answer.iter_raw(1000)
                got = next(pieces)
                assert Retention(house.front.database, storage, 1, lambda: in_two_days).sweep() == 4
                if place == "folder":
                    assert got + b"".join(pieces) == film
                else:
                    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
                        for _ in pieces:
                            pass
            refused = client.get(f"/v1/videos/{video}/content")
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
