"""A voice that fits its scenes, measured on what the embedded voice really says."""

import wave
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from agent.offline import OfflinePlanner
from domain.brief import Brief, Language
from domain.errors import TemplateError
from domain.fonts import FontBook
from domain.script import ScriptScene
from media.fonts import load_font_book
from pipeline.fitting import speak_to_fit, speech_rooms_of
from pipeline.intake import Intake, take_in
from pipeline.job import Job, open_job
from pipeline.planned import Planned
from pipeline.speaking import Speech
from presenter.espeak import EspeakSpeaker
from presenter.pace import TOLERANCE
from templates.catalogue import load_template
from templates.spec import DurationSpec, TemplateSpec
from tests.pipeline.fakes import draw_photo, open_fake_studio

FRAME_MS = 34
POINTS: dict[Language, list[str]] = {
    "zh": ["保温12小时", "304不锈钢内胆", "一键开盖", "容量500毫升"],
    "en": ["Hot for 12 hours", "304 stainless steel inside", "Opens with one button", "Holds 500 ml"],
}
NAMES: dict[Language, str] = {"zh": "保温杯", "en": "Thermos flask"}


@dataclass(frozen=True)
class Stand:
    """A planned script and all it takes to speak it."""

    planned: Planned
    brief: Brief
    intake: Intake
    template: TemplateSpec
    job: Job

    def spoken(self, template: TemplateSpec, *, own: bool = False) -> tuple[Planned, Speech]:
        return speak_to_fit(self.planned, self.brief, self.intake, template, self.job, own=own)

    def with_rule(self, role: str, **seconds: float) -> TemplateSpec:
        """The template with another rule for the scenes of a role."""
        rule = DurationSpec(**seconds)
        specs = tuple(spec.model_copy(update={"seconds": rule}) for spec in self.template.scenes[role])  # type: ignore[index]
        return self.template.model_copy(update={"scenes": {**self.template.scenes, role: specs}})


@pytest.fixture(scope="module")
def fonts() -> FontBook:
    return load_font_book()


@pytest.fixture(params=["zh", "en"])
def stand(request: pytest.FixtureRequest, tmp_path: Path, fonts: FontBook) -> Stand:
    language: Language = request.param
    draw_photo(tmp_path / "mug.jpg")
    product: dict[str, Any] = {
        "name": NAMES[language], "price": 129, "currency": "CNY", "images": ["mug.jpg"],
        "selling_points": POINTS[language],
    }  # fmt: skip
    brief = Brief.model_validate({"product": product, "language": language, "seconds": 20, "presenter": "none"})
    studio = replace(open_fake_studio(tmp_path / "home", fonts).studio, speakers=lambda voice: (EspeakSpeaker(),))
    script = OfflinePlanner().plan(brief).model_copy(update={"seconds": 24})  # so that all of it needs no other rate
    planned = Planned(script=script, template="spotlight", template_reason="")
    intake = take_in(brief, tmp_path, studio.store, None, studio.work / "cutouts")
    return Stand(planned, brief, intake, load_template("spotlight"), open_job(studio, lambda stage, done: None))


def heard_ms(speech: Speech, stand: Stand, scene: str) -> float:
    """The length of the sound that was stored."""
    (spoken,) = [one for one in speech.voiceover.scenes if one.scene == scene]
    with wave.open(str(stand.job.studio.store.path(spoken.audio))) as sound:
        return sound.getnframes() * 1000 / sound.getframerate()


def scenes(planned: Planned) -> dict[str, ScriptScene]:
    return {scene.id: scene for scene in planned.script.scenes}


def test_a_scene_fits_its_template_by_rate_first_and_by_other_words_second(stand: Stand) -> None:
    planned, first = stand.spoken(stand.template)
    assert (planned, first.rates) == (stand.planned, {})
    benefits = [scene.id for scene in planned.script.scenes if scene.role == "benefit"]
    rooms = speech_rooms_of(planned.script, stand.brief, stand.intake, stand.template, stand.job)
    pause = DurationSpec().most - rooms[1].most / 1000  # the rule counts the silence around a voice too
    natural = {scene: heard_ms(first, stand, scene) for scene in benefits}
    longest = max(benefits, key=lambda scene: natural[scene])

    hurried = stand.with_rule("benefit", most=natural[longest] / 1000 * 0.92 + pause)
    same, faster = stand.spoken(hurried)
    assert same == stand.planned
    assert first.rate < faster.rates[longest] <= 1 + TOLERANCE
    assert heard_ms(faster, stand, longest) <= natural[longest] * 0.92 + FRAME_MS
    untouched = {scene.id for scene in planned.script.scenes} - set(faster.rates)
    assert all(heard_ms(faster, stand, scene) == heard_ms(first, stand, scene) for scene in untouched)

    drawn = stand.with_rule("benefit", least=natural[longest] / 1000 * 1.05 + pause)
    slower = stand.spoken(drawn)[1]
    assert 1 - TOLERANCE <= slower.rates[longest] < first.rate
    assert heard_ms(slower, stand, longest) == pytest.approx(natural[longest] * 1.05, rel=0.03)

    tight = stand.with_rule("benefit", most=natural[longest] / 1000 * 0.75 + pause)
    kept, hurry = stand.spoken(tight, own=True)
    assert kept == stand.planned and hurry.rates[longest] == 1 + TOLERANCE
    written, fitting = stand.spoken(tight)
    before, after = scenes(stand.planned), scenes(written)
    changed = [scene for scene in after if after[scene] != before[scene]]
    assert longest in changed and set(changed) <= set(benefits)
    assert heard_ms(fitting, stand, longest) <= natural[longest] * 0.75 + FRAME_MS < heard_ms(hurry, stand, longest)
    assert {claim.field for claim in before[longest].claims} <= {claim.field for claim in after[longest].claims}
    assert any("written shorter" in note for note in written.script.written_by.notes)


def test_nothing_is_spoken_for_a_template_that_lacks_something(stand: Stand) -> None:
    asked: list[str] = []

    def speakers(voice: str) -> tuple[EspeakSpeaker, ...]:
        asked.append(voice)
        return (EspeakSpeaker(),)

    silent = replace(stand, job=replace(stand.job, studio=replace(stand.job.studio, speakers=speakers)))
    with pytest.raises(TemplateError, match="before"):
        silent.spoken(load_template("before-after"))
    assert not asked
    silent.spoken(stand.template)
    assert asked
