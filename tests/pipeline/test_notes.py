"""Notes on a job, in words."""

from pipeline.notes import notes_on_clips
from tests.templates import material as m


def test_a_clip_that_no_video_shows_is_named() -> None:
    timeline = m.composed("comparison", videos=())
    (note,) = notes_on_clips((m.CLIP,), (timeline,))
    assert note.startswith(f"clip {m.CLIP.name} is not shown") and "template comparison" in note
    assert notes_on_clips((next(iter(timeline.assets.values())),), (timeline,)) == ()
