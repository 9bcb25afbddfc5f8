"""The catalogue shows nothing that the checks complain about, and a round is composed for everything there is."""

import pytest

from domain.layers import PresenterLayer
from pipeline.scrutiny.rounds import faults_of, rounds
from templates.compose import chosen_scenes, compose
from tests.templates import material as m


@pytest.mark.parametrize("name", m.TEMPLATES)
def test_the_catalogue_is_fine_in_every_shape_and_language(name: str) -> None:
    template, shapes = m.loaded(name), [(language, aspect) for language in m.LANGUAGES for aspect in m.ASPECTS]
    for turn, (language, aspect) in enumerate(shapes):
        first, *others = rounds(template, m.inputs(m.script(language), aspect=aspect), turn)
        for shown in (first, *others[turn % len(others) :: len(others)]):
            assert list(faults_of(template, shown, m.EvenMeasurer())) == [], (language, aspect, shown.seed)


def test_rounds_show_every_look_that_has_what_it_needs_every_palette_and_the_presenter() -> None:
    template = m.loaded("presenter")
    shown = list(rounds(template, m.inputs(), 0))
    looks = {spec.id for inputs in shown for _, spec in chosen_scenes(template, inputs)}
    assert {"show", "insert"} <= looks
    assert {inputs.scheme for inputs in shown[1:]} == {"first", *template.schemes}
    timelines = [compose(template, inputs, m.EvenMeasurer()) for inputs in shown]
    presented = [
        any(isinstance(layer, PresenterLayer) for layer in timeline.scenes[0].layers) for timeline in timelines
    ]
    assert True in presented and False in presented
