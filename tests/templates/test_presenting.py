from datetime import UTC, date, datetime

import pytest

from domain.base import Point
from domain.brief import Aspect, Language
from domain.layers import PortraitLayer, PresenterLayer
from domain.portrait import FacePoints, MouthOpening
from domain.presenter import Cast, Consent, Portrait
from domain.rig import Bone, Form, MouthCue, Performance, Rig, RigPart, RigWindow
from domain.timeline import Timeline
from templates.catalogue import load_template, template_names
from templates.compose import compose
from tests.templates.material import (
    ASPECTS,
    LANGUAGES,
    LIFE,
    TEMPLATES,
    EvenMeasurer,
    changed,
    composed,
    inputs,
    product,
    script,
    upright_texts,
)

WINDOW = RigWindow(x=0, y=0, w=10, h=10)
RIG = Rig(
    name="block",
    bones={"torso": Bone(pivot=(5, 5))},
    parts=(RigPart(name="trunk", bone="torso", forms=(Form(path="M0 0 L10 10 L0 10 Z", fill="#112233"),)),),
    framings={"full": WINDOW, "half": WINDOW, "bust": WINDOW, "bubble": WINDOW},
)
FACE = FacePoints(
    left_eye=Point(x=0.4, y=0.4), right_eye=Point(x=0.6, y=0.4), mouth=Point(x=0.5, y=0.6), mouth_width=0.2,
    chin=Point(x=0.5, y=0.72),
)  # fmt: skip
PORTRAIT = Portrait(
    name="li-lei",
    asset=LIFE.model_copy(update={"sha256": "e" * 64}),
    points=FACE,
    consent=Consent(person="Li Lei", scope="videos", given=date(2026, 1, 1)),
    recorded=datetime(2026, 1, 1, tzinfo=UTC),
)
ACTS = tuple(Performance(mouth=(MouthCue(frame=0, shape="a"), MouthCue(frame=3, shape="sil"))) for _ in script().scenes)


def shown(cast: Cast | None, aspect: Aspect = "9:16", template: str = "presenter") -> Timeline:
    return compose(load_template(template), inputs(presenter=cast, aspect=aspect), EvenMeasurer())


def presenters(timeline: Timeline) -> list[PresenterLayer | PortraitLayer]:
    layers = [layer for scene in timeline.scenes for layer in scene.layers]
    return [layer for layer in layers if isinstance(layer, PresenterLayer | PortraitLayer)]


@pytest.mark.parametrize("aspect", ["9:16", "4:5", "1:1", "16:9"])
def test_a_character_stands_in_the_frame_and_its_lips_start_with_the_voice(aspect: Aspect) -> None:
    timeline = shown(Cast(rig=RIG, acts=ACTS), aspect)
    assert presenters(timeline)
    assert timeline.rigs == {"block": RIG}
    for layer in presenters(timeline):
        assert isinstance(layer, PresenterLayer)
        assert 0 <= layer.box.x < layer.box.right <= timeline.width
        assert layer.act.mouth[0].frame >= 7


def test_a_portrait_is_framed_and_its_photo_listed() -> None:
    timeline = shown(Cast(portrait=PORTRAIT, mouths={"a": MouthOpening(open=0.4)}, acts=ACTS))
    assert timeline.rigs == {}
    assert "e" * 64 in timeline.assets
    for layer in presenters(timeline):
        assert isinstance(layer, PortraitLayer)
        assert layer.box.w % 2 == layer.box.h % 2 == 0
        assert 0 < layer.radius < layer.box.w / 2


def test_without_a_presenter_the_product_takes_the_room() -> None:
    timeline = shown(None)
    assert presenters(timeline) == []
    assert timeline.rigs == {}


def test_a_template_without_a_place_shows_nobody_and_carries_no_rig() -> None:
    timeline = shown(Cast(rig=RIG, acts=ACTS), template="spotlight")
    assert presenters(timeline) == []
    assert timeline.rigs == {}
    assert "spotlight" in template_names()


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name != "testimonial"])
@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_proof_scene_lists_is_on_screen(template: str, aspect: Aspect, language: Language) -> None:
    facts = product(language, reviews=())
    listed = dict(list(facts.specs.items())[:2])
    items = tuple(f"{name} {value}" for name, value in listed.items())
    written = changed(script(language), "proof", headline="Specs", subline="", items=items, claims=())
    timeline = composed(template, written, product=facts, aspect=aspect)
    scene = next(scene for scene in timeline.scenes if scene.id == "proof")
    words = " ".join(text for text, _ in upright_texts(scene)).replace("\n", " ")
    assert all(value in words for value in listed.values()), words
