"""An approved script in another language: figures, claims, letters and length are held to."""

import json
from typing import Any

import pytest

from agent.chat import LlmSettings
from agent.claims import ungrounded
from agent.steps.translate import languages, translate
from agent.talk import Talk
from domain.errors import PlanError
from domain.script import Claim, PlannerNote, Script, ScriptScene
from tests.agent.briefs import brief
from tests.agent.endpoint import Reply, completion, endpoint

SOURCE = brief(
    {"name": "保温杯", "price": "129", "sale_price": "99", "selling_points": ["12 小时保温"]}, language="zh", seconds=10
)
POINT, SALE = "product.selling_points[0]", "product.sale_price"
SCRIPT = Script(
    language="zh",
    title="保温杯",
    seconds=10,
    seed=7,
    written_by=PlannerNote(planner="offline"),
    scenes=(
        ScriptScene(id="1-hook", role="hook", narration="早上灌好的热水，傍晚还热吗？", headline="还热吗？"),
        ScriptScene(
            id="2-benefit", role="benefit", narration="这只杯子，保温 12 小时。", headline="12 小时保温",
            claims=(Claim(text="保温 12 小时", field=POINT), Claim(text="12 小时保温", field=POINT)),
        ),
        ScriptScene(
            id="3-offer", role="offer", narration="现在 99 元。", headline="¥99",
            claims=(Claim(text="99 元", field=SALE), Claim(text="¥99", field=SALE)),
        ),
        ScriptScene(id="4-cta", role="cta", narration="点开看看吧。", headline="点开看看"),
    ),
)  # fmt: skip
SCENES: list[dict[str, Any]] = [
    {"narration": "Poured in the morning. Hot at night?", "headline": "Still hot?", "claims": []},
    {
        "narration": "This one keeps it hot for 12 hours.", "headline": "Hot for 12 hours",
        "claims": [{"text": "hot for 12 hours", "field": POINT}],
    },
    {"narration": "Now 99 yuan.", "headline": "Now ¥99", "claims": [{"text": "99 yuan", "field": SALE}]},
    {"narration": "Take a look.", "headline": "Take a look", "claims": []},
]  # fmt: skip


def reply(place: int | None = None, **changes: Any) -> Reply:
    scenes = [
        {"id": scene.id, "subline": "", "items": [], **told} for scene, told in zip(SCRIPT.scenes, SCENES, strict=True)
    ]
    if place is not None:
        scenes[place] = {**scenes[place], **changes}
    return completion(json.dumps({"title": "Thermos", "scenes": scenes}, ensure_ascii=False))


def translated(*replies: Reply, tries: int = 4) -> tuple[Script, Talk]:
    with endpoint(list(replies)) as service:
        settings = LlmSettings(base_url=service.url, model="m", timeout_s=10, max_tries=tries)
        talk = Talk(settings, pause=lambda seconds: None)
        return translate(SCRIPT, SOURCE, "en", talk), talk


def test_the_same_scenes_and_claims_in_another_language() -> None:
    script, _ = translated(reply())
    assert script.language == "en"
    assert [(scene.id, scene.role) for scene in script.scenes] == [(scene.id, scene.role) for scene in SCRIPT.scenes]
    fields = [{claim.field for claim in scene.claims} for scene in script.scenes]
    assert fields == [{claim.field for claim in scene.claims} for scene in SCRIPT.scenes]
    assert ungrounded(script, SOURCE) == ()
    assert script.written_by.notes == ("carried over from zh",)


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        (reply(2, narration="Now 89 yuan.", headline="Now ¥89"), "price 89 is new"),
        (reply(2, narration="On offer now.", headline="On offer"), "price 99 is lost"),
        (reply(1, narration="This one keeps it hot for 24 hours.", headline="Hot"), "is new"),
        (reply(1, claims=[], narration="It keeps your drink hot for long.", headline="Stays hot"), "is lost"),
        (reply(0, narration="傍晚还热吗？"), "not in English"),
        (reply(0, headline="A headline much too long for any screen at all"), "too long for the screen"),
        (reply(0, narration="Poured in the morning and still hot at night? " * 6), "shorter"),
        (reply(0, id="9-hook"), "give these scenes in this order"),
        (reply(3, narration="The best flask in the world."), "best"),
    ],
    ids=["price", "lost", "hours", "claim", "language", "headline", "length", "scenes", "superlative"],
)
def test_what_differs_goes_back_to_the_model(bad: Reply, named: str) -> None:
    script, talk = translated(bad, reply())
    assert script.written_by.repairs == 1
    assert named in talk.conversation.exchanges[0].fault


def test_a_model_that_cannot_keep_to_the_figures_gives_no_translation() -> None:
    with pytest.raises(PlanError, match="price 89 is new"):
        translated(reply(2, narration="Now 89 yuan.", headline="Now ¥89"), tries=2)


def test_the_table_has_every_language_a_brief_may_have() -> None:
    assert set(languages()) == {"zh", "en"}
