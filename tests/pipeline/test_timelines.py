"""Timelines that somebody edited: read back exactly, and refused with the place when wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.errors import TimelineError
from pipeline.timelines import load_timeline
from tests.pipeline.timelines import page, scene, timeline

Edit = Callable[[dict[str, Any]], object]


def write(folder: Path, edit: Edit) -> Path:
    values = json.loads(timeline(scene("a", 30, page(0, 30, "Hello."))).model_dump_json())
    edit(values)
    path = folder / "timeline.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def _box(w: int, h: int) -> dict[str, int]:
    return {"x": 0, "y": 0, "w": w, "h": h}


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    path = write(tmp_path, lambda values: None)
    assert load_timeline(path) == timeline(scene("a", 30, page(0, 30, "Hello.")))


@pytest.mark.parametrize(
    ("edit", "reason", "hint"),
    [
        (lambda t: t.update(colour="red"), "colour is not a known field", "known"),
        (lambda t: t.pop("scenes"), "scenes is missing", "at least one scene"),
        (lambda t: t.update(scenes=[]), "scenes has 0 entries", "at least one scene"),
        (lambda t: t.update(version=2), "version is '2'", "this version"),
        (lambda t: t.update(width=63), "width is '63'", "even number"),
        (
            lambda t: t.update(width=2, height=2, safe=_box(2, 2)),
            "2×2 pixels is too small to be labelled",
            "64 or more",
        ),
        (lambda t: t.update(height=62, safe=_box(64, 62)), "64×62 pixels is too small", "64 or more"),
        (lambda t: t.update(width=258, safe=_box(64, 64)), "258×64 pixels is too narrow", "4 times"),
        (lambda t: t.update(height=4096, safe=_box(64, 64)), "64×4096 pixels is too narrow", "4 times"),
        (lambda t: t.update(fps="0"), "fps is 0", "write 30"),
        (lambda t: t.update(fps="1/0"), "fps is '1/0'", "write 30"),
        (lambda t: t.update(fps=25), "fps is 25", "write 30"),
        (lambda t: t.update(cover=30), "cover frame 30 is after the last frame 29", ""),
        (lambda t: t["scenes"][0].update(frames=1_080_000), "is 36,000 seconds long", "shorten"),
        (lambda t: t["scenes"][0]["layers"][0].update(type="blob"), "has the type 'blob'", "'caption'"),
        (lambda t: t["scenes"][0]["layers"][0].pop("type"), "has no type", ""),
        (lambda t: t["scenes"][0]["layers"][0].update(opacity=float("nan")), "NaN is not a number", ""),
        (lambda t: t["scenes"][0]["layers"][0].update(opacity=2), "opacity is '2', more than 1", "1.0 or less"),
        (lambda t: t["scenes"][0]["layers"][0]["box"].update(w=10**9), "layer 'a.caption' is 1000000000×16", "16384"),
        (lambda t: t["sound"].update(loudness_lufs=500), "sound.loudness_lufs is '500'", ""),
        (
            lambda t: t["scenes"][0].update(background="#000000"),
            "background is '#000000', not fields",
            "type among them",
        ),
        (lambda t: t["sound"].update(voice=[{"asset": "0" * 64, "start": 0}]), "not listed under assets", ""),
    ],
)
def test_what_is_refused(tmp_path: Path, edit: Edit, reason: str, hint: str) -> None:
    path = write(tmp_path, edit)
    with pytest.raises(TimelineError) as caught:
        load_timeline(path)
    assert str(path) in caught.value.message
    assert reason in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.hint
