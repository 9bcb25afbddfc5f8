"""The recipe with stand-ins for what is heavy: what is made, kept, said, and left behind when it fails."""

from dataclasses import replace
from pathlib import Path

import pytest

from agent.offline import OfflinePlanner
from domain.brief import Brief
from domain.errors import AssetError, BriefError, LabelError, StorageError, TemplateError, TimelineError
from domain.fonts import FontBook
from domain.layers import TextLayer
from domain.script import Script
from domain.timeline import Timeline
from media.fonts import load_font_book
from pipeline.make import Edit, Made, Order, make
from pipeline.speaking import pace_for
from tests.pipeline.fakes import FakeStudio, ScriptedPlanner, draw_photo, open_fake_studio


@pytest.fixture(scope="module")
def fonts() -> FontBook:
    return load_font_book()


@pytest.fixture
def fake(tmp_path: Path, fonts: FontBook) -> FakeStudio:
    draw_photo(tmp_path / "a.jpg")
    return open_fake_studio(tmp_path / "home", fonts)


def brief(**changes: object) -> Brief:
    values = {"product": {"name": "Stone Mug", "images": ["a.jpg"]}, "language": "en", "seconds": 6}
    return Brief.model_validate({**values, "template": "spotlight", **changes})


def silent(stage: str, done: float) -> None:
    """Nobody listens."""


def run(fake: FakeStudio, folder: Path, order: Brief | None = None) -> Made:
    return make(Order(order or brief(), folder, folder / "out"), fake.studio, silent)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_brief_becomes_six_files(fake: FakeStudio, tmp_path: Path) -> None:
    made = run(fake, tmp_path)
    assert names(tmp_path / "out") == [
        "labels.json", "script.json", "stone-mug.jpg", "stone-mug.mp4", "stone-mug.srt", "timeline.json",
    ]  # fmt: skip
    assert [record.name for record in made.stages] == ["plan", "speak", "compose", "mark", "render"]
    assert Script.model_validate_json((tmp_path / "out/script.json").read_bytes()).title == "Stone Mug"
    written = Timeline.model_validate_json((tmp_path / "out/timeline.json").read_bytes())
    assert written == fake.renderer.timelines[0] == fake.sealer.sealed[0]
    assert "A mug for every day." in (tmp_path / "out/stone-mug.srt").read_text()
    assert "script by the scripted planner" in made.notes
    assert "voice silence-en (silent)" in made.notes


def test_the_timeline_that_is_rendered_carries_the_mark(fake: FakeStudio, tmp_path: Path) -> None:
    run(fake, tmp_path)
    marks = [layer for layer in fake.renderer.timelines[0].overlays if getattr(layer, "role", "") == "mark"]
    assert len(marks) == 1


def test_what_left_is_in_the_ledger(fake: FakeStudio, tmp_path: Path) -> None:
    made = run(fake, tmp_path)
    report = made.exports[0].report
    for part in (report.video, report.cover):
        found = fake.ledger.find(part.produce_id)
        assert found
        assert found.sha256 == part.sha256


def test_progress_names_the_stages_in_order(fake: FakeStudio, tmp_path: Path) -> None:
    heard: list[str] = []
    make(Order(brief(), tmp_path, tmp_path / "out"), fake.studio, lambda stage, done: heard.append(stage))
    assert list(dict.fromkeys(heard)) == ["plan", "speak", "compose", "render", "seal", "export"]


def test_again_only_the_seal_is_new(fake: FakeStudio, tmp_path: Path) -> None:
    first, second = run(fake, tmp_path), run(fake, tmp_path)
    assert all(record.reused for record in second.stages)
    assert (fake.planner.calls, len(fake.renderer.timelines), len(fake.sealer.sealed)) == (1, 1, 2)
    numbers = {made.exports[0].report.video.produce_id for made in (first, second)}
    assert len(numbers) == 2


def test_fresh_renders_again(fake: FakeStudio, tmp_path: Path) -> None:
    run(fake, tmp_path)
    made = make(Order(brief(), tmp_path, tmp_path / "out", fresh=True), fake.studio, silent)
    assert [record.name for record in made.stages if not record.reused] == ["render"]


def test_a_change_pays_only_for_what_follows_it(fake: FakeStudio, tmp_path: Path) -> None:
    run(fake, tmp_path)
    made = run(fake, tmp_path, brief(aspects=["1:1"]))
    assert fake.planner.calls == 2  # the planner is told the aspects
    assert [record.reused for record in made.stages if record.name == "speak"] == [True]
    assert len(fake.renderer.timelines) == 2


def test_after_a_crash_the_finished_steps_stand(fake: FakeStudio, tmp_path: Path) -> None:
    fake.renderer.stops = KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        run(fake, tmp_path)
    assert names(tmp_path / "out") == []
    fake.renderer.stops = None
    made = run(fake, tmp_path)
    assert {record.name: record.reused for record in made.stages} == {
        "plan": True, "speak": True, "compose": True, "mark": True, "render": False,
    }  # fmt: skip


def test_a_render_changed_on_disk_is_made_again(fake: FakeStudio, tmp_path: Path) -> None:
    run(fake, tmp_path)
    (render,) = (tmp_path / "home/work/render").glob("*.mp4")
    render.write_bytes(b"somebody else's")
    assert [record.name for record in run(fake, tmp_path).stages if not record.reused] == ["render"]


def test_voices_lost_from_the_store_are_spoken_again(fake: FakeStudio, tmp_path: Path) -> None:
    first = run(fake, tmp_path)
    voice = fake.renderer.timelines[0].sound.voice[0].asset
    fake.studio.store.path(voice).unlink()
    assert [record.name for record in run(fake, tmp_path).stages if not record.reused] == ["speak"]
    assert first.exports[0].video.exists()


def test_the_same_voice_of_another_service_speaks_anew(fake: FakeStudio, tmp_path: Path) -> None:
    fake.speaker.source = "http://127.0.0.1:8880/v1"
    run(fake, tmp_path)
    assert "speak" in [record.name for record in run(fake, tmp_path).stages if record.reused]
    fake.speaker.source = "http://127.0.0.1:8881/v1"
    assert "speak" not in [record.name for record in run(fake, tmp_path).stages if record.reused]


def test_several_aspects(fake: FakeStudio, tmp_path: Path) -> None:
    heard: list[str] = []
    order = Order(brief(aspects=["9:16", "16:9"]), tmp_path, tmp_path / "out")
    made = make(order, fake.studio, lambda stage, done: heard.append(stage))
    assert [done.video.name for done in made.exports] == ["stone-mug-9x16.mp4", "stone-mug-16x9.mp4"]
    assert {(t.width, t.height) for t in fake.renderer.timelines} == {(1080, 1920), (1920, 1080)}
    assert fake.planner.calls == 1
    assert "render 16:9" in heard


def test_a_failed_gate_leaves_nothing(fake: FakeStudio, tmp_path: Path) -> None:
    fake.sealer.passes = False
    with pytest.raises(LabelError):
        run(fake, tmp_path)
    assert not (tmp_path / "out").exists()
    assert not list((tmp_path / "home/work").glob("seal-*"))


def test_a_folder_that_cannot_be_written_costs_nothing(fake: FakeStudio, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StorageError):
        run(fake, tmp_path)
    assert fake.planner.calls == 0


@pytest.mark.parametrize(
    ("change", "error", "reason"),
    [
        ({"template": "no-such"}, TemplateError, "template 'no-such' is unknown"),
        ({"voice": "espeak-zh-anie"}, BriefError, "voice 'espeak-zh-anie' is not known"),
        ({"presenter": "anna"}, BriefError, "presenter 'anna' is not known"),
    ],
)
def test_unknown_choices_cost_nothing(
    fake: FakeStudio, tmp_path: Path, change: dict[str, str], error: type[Exception], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        run(fake, tmp_path, brief(**change))
    assert fake.planner.calls == 0


@pytest.mark.parametrize(
    ("ms", "rates"),
    [
        (2000, [1.0, 1.0]),
        (3200, [1.0, 1.0, 1.15, 1.15]),
        (1000, [1.0, 1.0, 0.85, 0.85]),
    ],
)
def test_a_voice_that_misses_the_length_speaks_again(
    fake: FakeStudio, tmp_path: Path, ms: int, rates: list[float]
) -> None:
    fake.speaker.ms = ms
    run(fake, tmp_path)
    assert fake.speaker.rates == rates


@pytest.mark.parametrize(("ms", "pace"), [(8700, 1.1), (8800, 1.1), (7300, 0.95), (20_000, 1.15), (900, 0.85)])
def test_paces_go_in_steps_and_never_take_too_long(ms: int, pace: float) -> None:
    assert pace_for(ms, 8000) == pace


def test_a_length_that_is_missed_is_said(fake: FakeStudio, tmp_path: Path) -> None:
    fake.speaker.ms = 9000
    assert any("6 s were asked for" in note for note in run(fake, tmp_path).notes)


def test_a_length_is_that_of_the_brief_also_where_its_facts_fill_less(tmp_path: Path, fonts: FontBook) -> None:
    draw_photo(tmp_path / "a.jpg")
    fake = open_fake_studio(tmp_path / "home", fonts)
    fake = replace(fake, studio=replace(fake.studio, planners=(OfflinePlanner(),)))
    notes = run(fake, tmp_path, brief(seconds=25)).notes
    assert any("the brief's facts fill 9 s, not 25 s" in note for note in notes)
    assert any("25 s were asked for" in note for note in notes)


def test_a_voice_that_was_not_the_one_asked_for_is_said(fake: FakeStudio, tmp_path: Path) -> None:
    notes = run(fake, tmp_path, brief().model_copy(update={"voice": "en-US-GuyNeural"})).notes
    assert any("'en-US-GuyNeural' does not speak en" in note for note in notes)


def test_a_fallback_is_said_and_not_kept(tmp_path: Path, fonts: FontBook) -> None:
    draw_photo(tmp_path / "a.jpg")
    model = ScriptedPlanner(fails="the model answered 500", name="model")
    fake = open_fake_studio(tmp_path / "home", fonts, model)
    assert "script by the scripted planner, because model: the model answered 500" in run(fake, tmp_path).notes
    run(fake, tmp_path)
    assert model.calls == 2


def test_a_missing_glyph_is_named_before_rendering(fake: FakeStudio, tmp_path: Path) -> None:
    fake.planner.narration = "A mug \U0003aaaa for every day."
    with pytest.raises(TimelineError, match=r"no font can draw .* \(U\+3AAAA\)") as caught:
        run(fake, tmp_path)
    assert "VITRINE_FONT_DIR" in caught.value.hint
    assert fake.renderer.timelines == []


def edited(fake: FakeStudio, folder: Path) -> Timeline:
    run(fake, folder)
    return fake.renderer.timelines[-1]


def test_a_timeline_is_rendered_again_without_script(fake: FakeStudio, tmp_path: Path) -> None:
    timeline = edited(fake, tmp_path)
    made = make(Edit(timeline, tmp_path / "again"), fake.studio, silent)
    assert names(tmp_path / "again") == [
        "labels.json", "stone-mug.jpg", "stone-mug.mp4", "stone-mug.srt", "timeline.json",
    ]  # fmt: skip
    assert made.papers == ()


def test_a_suffix_ends_every_name(fake: FakeStudio, tmp_path: Path) -> None:
    make(Edit(edited(fake, tmp_path), tmp_path / "again", "-9x16"), fake.studio, silent)
    assert names(tmp_path / "again") == [
        "labels-9x16.json", "stone-mug-9x16.jpg", "stone-mug-9x16.mp4", "stone-mug-9x16.srt", "timeline-9x16.json",
    ]  # fmt: skip


def test_a_mark_that_was_taken_out_comes_back(fake: FakeStudio, tmp_path: Path) -> None:
    timeline = edited(fake, tmp_path)
    bare = timeline.model_copy(
        update={"overlays": tuple(layer for layer in timeline.overlays if getattr(layer, "role", "") != "mark")}
    )
    make(Edit(bare, tmp_path / "again"), fake.studio, silent)
    assert fake.sealer.sealed[-1] == timeline


def test_a_mark_that_was_changed_is_put_right(fake: FakeStudio, tmp_path: Path) -> None:
    timeline = edited(fake, tmp_path)
    tampered = timeline.model_copy(
        update={
            "overlays": tuple(
                layer.model_copy(update={"text": "hello", "opacity": 0.0}) if isinstance(layer, TextLayer) else layer
                for layer in timeline.overlays
            )
        }
    )
    assert tampered != timeline
    make(Edit(tampered, tmp_path / "again"), fake.studio, silent)
    assert fake.sealer.sealed[-1] == timeline


def test_a_timeline_from_another_machine_names_what_is_missing(fake: FakeStudio, tmp_path: Path) -> None:
    timeline = edited(fake, tmp_path)
    other = open_fake_studio(tmp_path / "other home", fake.studio.fonts)
    with pytest.raises(AssetError):
        make(Edit(timeline, tmp_path / "again"), other.studio, silent)
    assert other.renderer.timelines == []
    assert not (tmp_path / "again").exists()


def test_other_code_never_takes_kept_values(fake: FakeStudio, tmp_path: Path) -> None:
    run(fake, tmp_path)
    upgraded = replace(fake, studio=replace(fake.studio, code="newer"))
    assert not any(record.reused for record in run(upgraded, tmp_path).stages)
