"""Which scenes, and entries of lists, are numbered."""

import pytest

from domain.layers import GroupLayer, ShapeLayer, TextLayer
from templates.numbering import without_lone_numbers
from templates.spec import SceneSpec
from tests.templates import material as m

BENEFITS = tuple(scene for scene in m.script().scenes if scene.role == "benefit")
SCRIPT = m.script().model_copy(update={"scenes": (m.script().scenes[0], *BENEFITS)})
SLOTS = tuple({"headline": "a", "number": f"{i:02d}", "count": str(i)} for i in (1, 1, 2))
NUMBERED: dict[str, object] = {"type": "text", "style": "label", "text": "{number} — {headline}"}
BADGE = {"type": "badge", "style": "badge", "text": "{count}", "fill": "accent"}
WORDS = {"type": "text", "style": "label", "text": "{headline}"}
STACK = {"type": "stack", "layers": [NUMBERED]}
LIST = {"type": "list", "layers": [NUMBERED]}


def scene(layer: dict[str, object]) -> SceneSpec:
    return SceneSpec.model_validate({"id": "a", "look": "a", "background": "ink", "layers": [layer]})


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        (NUMBERED, NUMBERED, [True, True]),
        (STACK, BADGE, [True, True]),
        (BADGE, WORDS, [False, True]),
        (WORDS, STACK, [True, False]),
        (LIST, NUMBERED, [True, False]),
        (WORDS, WORDS, [True, True]),
    ],
)
def test_a_number_is_shown_where_another_scene_of_the_role_shows_one(
    first: dict[str, object], second: dict[str, object], shown: list[bool]
) -> None:
    slots = without_lone_numbers(SCRIPT, [scene(NUMBERED), scene(first), scene(second)], SLOTS)
    assert ["number" in filled and "count" in filled for filled in slots] == [False, *shown]
    assert all(filled["headline"] == "a" for filled in slots)


def test_a_single_step_is_not_numbered_and_its_words_begin_where_the_number_was() -> None:
    def steps(*lines: str) -> GroupLayer:
        timeline = m.composed("how-to", product=m.product().model_copy(update={"steps": lines}))
        found = (layer for scene in timeline.scenes for layer in scene.layers if isinstance(layer, GroupLayer))
        return next(g for g in found if any(isinstance(x, TextLayer) and x.text == lines[0] for x in g.layers))

    alone, first = steps("装满热水"), steps("装满热水", "拧紧杯盖")
    assert [layer.text for layer in alone.layers if isinstance(layer, TextLayer)] == ["装满热水"]
    assert not any(isinstance(layer, ShapeLayer) and layer.shape == "ellipse" for layer in alone.layers)
    lefts = [
        min(x.box.x for x in group.layers if isinstance(x, TextLayer) and len(x.text) > 1) for group in (alone, first)
    ]
    assert lefts[0] < lefts[1]
