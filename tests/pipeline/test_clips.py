"""Clips are looked at once, by each version, and only for templates that show them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.asset import Asset
from domain.base import Area, Point
from media.clip_look import Looked
from media.store import LocalAssetStore
from pipeline import clips
from pipeline.briefs import load_brief
from pipeline.clips import look_at_clips
from pipeline.intake import take_in
from templates.catalogue import load_template
from tests.media.makers import clip

SEEN = Looked(Area(x=0.2, y=0.4, w=0.2, h=0.4), 500)
THERMOS = Path("examples/briefs/thermos.yaml")


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The clips that were looked at."""
    found: list[str] = []

    def look(path: Path, asset: Asset) -> Looked:
        found.append(asset.name)
        return SEEN

    monkeypatch.setattr(clips, "look", look)
    return found


@pytest.fixture
def stored(tmp_path: Path) -> tuple[LocalAssetStore, Sequence[Asset]]:
    store = LocalAssetStore(tmp_path / "store")
    return store, [store.put_file(clip(tmp_path / "turn.mp4"))]


def test_what_was_seen_is_remembered(
    stored: tuple[LocalAssetStore, Sequence[Asset]], looks: list[str], tmp_path: Path
) -> None:
    store, taken = stored
    for _ in range(2):
        (seen,) = look_at_clips(taken, store, tmp_path / "memory")
        assert (seen.subject, seen.starts_ms, seen.focus) == (SEEN.subject, 500, Point(x=0.3, y=0.6))
    assert looks == ["turn.mp4"]


def test_what_another_version_saw_or_nobody_can_read_counts_no_more(
    stored: tuple[LocalAssetStore, Sequence[Asset]],
    looks: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, taken = stored
    look_at_clips(taken, store, tmp_path)
    monkeypatch.setattr(clips, "VERSION", clips.VERSION + 1)
    look_at_clips(taken, store, tmp_path)
    (tmp_path / f"{taken[0].sha256}.json").write_text("{")
    look_at_clips(taken, store, tmp_path)
    assert len(looks) == 3


def test_clips_are_looked_at_once_and_only_for_templates_that_show_them(looks: list[str], tmp_path: Path) -> None:
    intake = take_in(load_brief(THERMOS), THERMOS.parent, LocalAssetStore(tmp_path / "store"), memory=tmp_path)
    assert intake.filmed(load_template("problem-solution")) == intake.videos and not looks
    for name in ("comparison", "spotlight"):
        (shown,) = intake.filmed(load_template(name))
        assert shown.subject == SEEN.subject
    assert looks == ["thermos-turn.mp4"]
