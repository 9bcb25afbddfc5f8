"""SubRip captions from a timeline's caption pages."""

from domain.timeline import Transition
from pipeline.captions import as_srt, captions
from tests.pipeline.timelines import page, scene, timeline


def test_srt_as_a_player_reads_it() -> None:
    first = scene("a", 90, page(0, 45, "保温", "十二小时"), page(45, 90, "Hot."))
    second = scene("b", 60, page(10, 50, "99 yuan"))
    assert as_srt(timeline(first, second)) == (
        "1\n00:00:00,000 --> 00:00:01,500\n保温\n十二小时\n"
        "\n2\n00:00:01,500 --> 00:00:03,000\nHot.\n"
        "\n3\n00:00:03,333 --> 00:00:04,667\n99 yuan\n"
    )


def test_hours_and_minutes() -> None:
    long = scene("a", 30 * 3723 + 30, page(30 * 3723, 30 * 3723 + 30, "late"))
    assert "01:02:03,000 --> 01:02:04,000" in as_srt(timeline(long))


def test_pages_of_overlapping_scenes_do_not_overlap() -> None:
    first = scene("a", 60, page(0, 60, "one"))
    second = scene("b", 60, page(0, 60, "two"), transition=Transition(kind="crossfade", frames=20))
    assert [(cue.start, cue.end) for cue in captions(timeline(first, second))] == [(0, 40), (40, 100)]


def test_a_page_past_its_scene_ends_with_it() -> None:
    cues = captions(timeline(scene("a", 30, page(10, 90, "x"), page(40, 50, "never"))))
    assert [(cue.start, cue.end, cue.lines) for cue in cues] == [(10, 30, ("x",))]


def test_without_captions_the_file_is_empty() -> None:
    assert as_srt(timeline(scene("a", 30))) == ""
