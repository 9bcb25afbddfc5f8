"""Test videos: marked TEST all over, once, beside the AI mark, without anybody's provider."""

from dataclasses import replace
from pathlib import Path

from media.fonts import load_font_book
from pipeline.testing import TEST_ID, put_test_mark, without_providers
from tests.pipeline.fakes import SilentSpeaker, open_fake_studio
from tests.pipeline.timelines import scene, timeline


def test_the_mark_is_put_once_over_the_middle() -> None:
    marked = put_test_mark(put_test_mark(timeline(scene("a", 30))))
    (layer,) = [layer for layer in marked.overlays if layer.id == TEST_ID]
    assert layer.start == 0 and layer.end is None
    assert abs(layer.box.y + layer.box.h / 2 - marked.height / 2) <= 1


def test_no_provider_is_asked(tmp_path: Path) -> None:
    studio = open_fake_studio(tmp_path, load_font_book(None)).studio
    online, embedded = SilentSpeaker(name="online"), SilentSpeaker(name="embedded")
    quiet = without_providers(replace(studio, speakers=lambda voice: (online, embedded)))
    assert quiet.speakers("auto") == (embedded,) and quiet.model is None and quiet.open_talk() is None
