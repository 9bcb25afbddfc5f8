"""Delivery: what a batch made stands in the user's folder, never what an earlier one left there."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from domain.batch import BatchRow
from domain.job import Output
from pipeline.batch.delivery import Delivery

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def delivered(out: Path, body: bytes) -> list[str]:
    """Deliver a row whose post is ``body``; the names of what was read from the storage for it."""
    sha256, read = hashlib.sha256(body).hexdigest(), list[str]()
    output = Output(
        job="j", name="post-tiktok.txt", kind="post", mime="text/plain", sha256=sha256, size=len(body), created=MOMENT
    )

    def pieces(wanted: Output, *_: int) -> Iterator[bytes]:
        read.append(wanted.name)
        yield body

    desk, shelf = SimpleNamespace(outputs=lambda *_: [output]), SimpleNamespace(read=pieces)
    row = BatchRow(
        id=1, row=1, line=2, external_id="A", title="Mug", language="en", variant=1, status="completed", video="j",
        platforms=("tiktok",),
    )  # fmt: skip
    Delivery(cast("Any", desk), cast("Any", shelf), out).deliver([row], "local")
    return read


def test_a_changed_text_of_the_same_length_replaces_the_one_before(tmp_path: Path) -> None:
    place = tmp_path / "tiktok/0001-a-en.txt"
    assert delivered(tmp_path, b"Only $19.00") and place.read_bytes() == b"Only $19.00"
    assert delivered(tmp_path, b"Only $29.00") and place.read_bytes() == b"Only $29.00"
    assert not delivered(tmp_path, b"Only $29.00")
