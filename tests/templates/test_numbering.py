"""Which scenes are numbered."""

import pytest

from templates.numbering import without_lone_numbers
from templates.spec import SceneSpec
from tests.templates import material as m

BENEFITS = tuple(scene for scene in m.script().scenes if scene.role == "benefit")
SCRIPT = m.script().model_copy(update={"scenes": (m.script().scenes[0], *BENEFITS)})
SLOTS = tuple({"headline": "a", "number": f"{i:02d}", "count": str(i)} for i in (1, 1, 2))
NUMBERED = {"type": "text", "style": "label", "text": "{number} — {headline}"}
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
