import pytest

from domain.errors import TemplateError
from presenter.characters import load_characters, load_rig
from presenter.rig_forms import FormSpec, Placing, make_form
from presenter.tables import viseme_table


def test_there_are_at_least_four_of_both_genders_with_a_name_in_each_language() -> None:
    characters = load_characters()
    assert len(characters) >= 4
    assert {character.gender for character in characters.values()} == {"female", "male"}
    assert all({"zh", "en"} <= set(character.title) for character in characters.values())
    assert len({character.palette["skin"] for character in characters.values()}) == len(characters)


@pytest.mark.parametrize("name", load_characters())
def test_every_viseme_has_a_mouth_and_every_gesture_shows_parts_there_are(name: str) -> None:
    rig = load_rig(name)
    parts = {part.name: part for part in rig.parts}
    table = viseme_table()
    assert set(parts["mouth"].variants) >= {*table.shapes, table.silence, table.other}
    assert set(parts["eyes"].variants) == {"open", "half", "closed"}
    for gesture in rig.gestures.values():
        assert set(gesture.bones) <= set(rig.bones)
        assert all(variant in parts[part].variants for part, variant in gesture.shows.items())


def test_an_unknown_character_is_refused_with_the_known_ones() -> None:
    with pytest.raises(TemplateError, match="presenter 'nobody' is not known") as caught:
        load_rig("nobody")
    assert "mei" in caught.value.hint


def test_forms_are_turned_and_put_in_place() -> None:
    line = FormSpec(line=((0, 0), (10, 0)), stroke="ink", w=2)
    form = make_form(line, {"ink": "#112233"}, Placing(at=(100, 50), turn=90))
    assert form.path.startswith("M100 50")
    assert form.path.endswith("100 60")
    data = FormSpec(d="M0 0 L10 0 Z", fill="ink")
    assert make_form(data, {"ink": "#112233"}, Placing(at=(5, 5), flipped=True)).path == "M5 5 L15 5 Z"


def test_a_form_is_one_kind_only() -> None:
    with pytest.raises(ValueError, match="exactly one of d, e and line"):
        FormSpec(d="M0 0", e=(0, 0, 1, 1), fill="ink")
