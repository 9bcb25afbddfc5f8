"""Patterns stay inside their boxes."""

import pytest

from domain.base import Box
from templates.layers import PatternSpec
from templates.patterns import pattern_boxes
from tests.templates import material as m

BOX = Box(x=-300, y=40, w=1700, h=130)


@pytest.mark.parametrize("kind", ["stripes", "rays", "dots", "bars"])
@pytest.mark.parametrize("slant", [-1.5, 0, 0.8])
def test_shapes_lie_in_the_box(kind: str, slant: float) -> None:
    spec = PatternSpec.model_validate({"pattern": kind, "colour": "ink", "count": 12, "slant": slant})
    shapes = list(pattern_boxes(spec, BOX))
    assert len(shapes) >= 12 or (kind, slant) != ("stripes", 0)
    assert shapes
    for box, points in shapes:
        assert box.x >= BOX.x and box.right <= BOX.right and box.y >= BOX.y and box.bottom <= BOX.bottom
        assert len(points) == 0 or len(points) >= 3


def test_half_of_the_stripes_is_ink() -> None:
    spec = PatternSpec(pattern="stripes", colour="ink", count=10, share=0.5, slant=0)
    area = sum(m.area([(p.x, p.y) for p in points]) for _, points in pattern_boxes(spec, BOX))
    assert area == pytest.approx(0.5, abs=0.01)
