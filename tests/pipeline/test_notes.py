"""Notes on a job, in words."""

import pytest

from pipeline.notes import notes_on_clips
from templates.catalogue import template_names
from tests.templates import material as m


def test_a_clip_that_no_video_shows_is_named() -> None:
    timeline = m.composed("gift-guide", videos=())
    template = m.load_template("gift-guide")
    (note,) = notes_on_clips((m.CLIP,), (timeline,), template)
    assert note.startswith(f"clip {m.CLIP.name} is not shown") and "template gift-guide" in note
    assert notes_on_clips((next(iter(timeline.assets.values())),), (timeline,), template) == ()


@pytest.mark.parametrize("name", template_names())
def test_a_template_that_shows_clips_is_not_told_to_be_another(name: str) -> None:
    (note,) = notes_on_clips((m.CLIP,), (), m.load_template(name))
    _, _, remedy = note.partition("; ")
    assert name not in remedy
    assert ("lookbook and spotlight" in remedy) == (name in {"before-after", "gift-guide", "problem-solution"})
