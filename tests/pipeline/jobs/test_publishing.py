"""Every paper that a recipe leaves has its kind in the list of files."""

from pathlib import Path

import pytest

from pipeline.clock import system_clock
from pipeline.jobs.publishing import Publisher
from pipeline.storage.folder import FolderStorage


@pytest.mark.parametrize(
    ("name", "kind", "mime"),
    [
        ("script.json", "script", "application/json"),
        ("conversation.json", "conversation", "application/json"),
        ("post-kit.json", "post", "application/json"),
        ("post-douyin.txt", "post", "text/plain"),
    ],
)
def test_papers_are_published(name: str, kind: str, mime: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("{}")
    output = Publisher(FolderStorage(tmp_path / "storage"), system_clock).put_paper(tmp_path / name, "vid_1")
    assert (output.kind, output.mime, output.name) == (kind, mime, name)
