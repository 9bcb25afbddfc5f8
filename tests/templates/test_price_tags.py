"""Price tags: the price leads, and what stands beside it can be read on a telephone."""

from itertools import product as every

import pytest

from domain.layers import GroupLayer, ShapeLayer, TextLayer
from tests.templates import material as m

SMALLEST = 0.027
"""Of the frame's shorter side: 29 pixels of 1080."""


@pytest.mark.parametrize("template", m.TEMPLATES)
def test_the_old_price_and_the_saving_stand_in_one_row_and_are_readable(template: str) -> None:
    for aspect, language in every(m.ASPECTS, m.LANGUAGES):
        timeline = m.composed(template, m.script(language), aspect=aspect)
        tags = [layer for scene in timeline.scenes for layer in scene.layers if ".tag." in layer.id]
        assert len(tags) == 1
        (tag,) = tags
        assert isinstance(tag, GroupLayer)
        texts = {layer.text: layer for layer in tag.layers if isinstance(layer, TextLayer)}
        now, was = texts.pop("¥99"), texts.pop("¥129")
        small = min(timeline.width, timeline.height) * SMALLEST
        assert min(text.style.size for text in (was, *texts.values())) >= small
        assert now.style.size >= 1.7 * was.style.size
        saving = next(text for shown, text in texts.items() if "30" in shown)
        assert saving.box.x >= was.box.x + was.box.w
        assert was.box.y <= saving.box.y < was.box.y + was.box.h


@pytest.mark.parametrize("template", ["problem-solution", "testimonial"])
def test_a_tickets_notches_show_what_lies_behind_it(template: str) -> None:
    scenes = m.composed(template, m.script("zh")).scenes
    (tag,) = (layer for scene in scenes for layer in scene.layers if ".tag." in layer.id)
    assert isinstance(tag, GroupLayer)
    (ground,) = (layer for layer in tag.layers if isinstance(layer, ShapeLayer))
    assert min(abs(p.y - 0.5) for p in ground.points if 0.02 < p.x < 0.2) < 0.01
