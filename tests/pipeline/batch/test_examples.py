"""The example catalogues: each is its own dialect, and every row of it can be made."""

from pathlib import Path

import pytest

from domain.batch import BatchOptions
from media.store import LocalAssetStore
from pipeline.batch.media import FolderFiles
from pipeline.batch.plan import make_plan

_EXAMPLES = Path(__file__).parents[3] / "examples"
_ROWS = {
    "vitrine.csv": ("vitrine", 2), "shopify.csv": ("shopify", 2), "shopify-new.csv": ("shopify", 1),
    "google.tsv": ("google", 1), "meta.csv": ("meta", 1), "amazon.txt": ("amazon", 1), "taobao.csv": ("taobao", 1),
}  # fmt: skip


def test_every_example_is_listed() -> None:
    assert {path.name for path in (_EXAMPLES / "catalogues").iterdir()} == set(_ROWS)


@pytest.mark.parametrize("name", _ROWS)
def test_every_row_can_be_made(name: str, tmp_path: Path) -> None:
    files = FolderFiles(_EXAMPLES / "media", LocalAssetStore(tmp_path))
    options = BatchOptions(currency="" if name == "taobao.csv" else "USD")
    plan = make_plan((_EXAMPLES / "catalogues" / name).read_bytes(), name, options, files)
    assert not plan.reading.errors
    assert (plan.catalogue.dialect.name, len(plan.reading.asks)) == _ROWS[name]


@pytest.mark.parametrize("name", ["../secret.jpg", "/etc/passwd", "link.jpg", "none.jpg"])
def test_no_name_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (tmp_path / "in" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    files = FolderFiles(tmp_path / "in", LocalAssetStore(tmp_path / "store"))
    data = f"id,name,images\n1,Mug,{name}\n".encode()
    plan = make_plan(data, "shop.csv", BatchOptions(), files)
    assert [error.code for error in plan.reading.errors] == ["media_missing"]


def test_a_name_in_another_case_finds_its_only_file_and_an_error_names_the_clip_s_column(tmp_path: Path) -> None:
    photo = (_EXAMPLES / "media" / "mug-pack.jpg").read_bytes()
    for name in ("Sub/Mug.JPG", "cup.jpg", "CUP.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(photo)
    data = b"id,name,images,videos\n1,Mug,sub\\mug.jpg,\n2,Cup,Cup.jpg,\n3,Mug,SUB/MUG.JPG,gone.mp4\n"
    plan = make_plan(data, "shop.csv", BatchOptions(), FolderFiles(tmp_path, LocalAssetStore(tmp_path / "store")))
    assert [ask.row for ask in plan.reading.asks] == [1]
    assert [(error.row, error.column) for error in plan.reading.errors] == [(2, "images"), (3, "videos")]
