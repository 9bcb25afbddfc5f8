"""Outlines: bursts have their spikes, tickets are torn and nothing lies beyond its box."""

import math

import pytest

from domain.base import Box
from templates.outlines import burst, ticket
from tests.templates.material import area


def test_a_burst_has_its_spikes() -> None:
    points = burst(12, 0.2)
    radii = [math.hypot(x - 0.5, y - 0.5) for x, y in points]
    assert len(points) == 24
    assert radii[::2] == pytest.approx([0.5] * 12, abs=1e-4) and radii[1::2] == pytest.approx([0.4] * 12, abs=1e-4)


@pytest.mark.parametrize(("radius", "notch"), [(30, 40), (0, 20), (500, 40)])
def test_a_ticket_is_torn_on_either_side_and_round_at_its_corners(radius: float, notch: float) -> None:
    box = Box(x=60, y=474, w=566, h=462)
    points = ticket(box, radius, notch)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points)
    turned = min(radius, box.h / 2 - notch)
    missing = math.pi * notch**2 + (4 - math.pi) * turned**2
    assert area(points) * box.w * box.h == pytest.approx(box.w * box.h - missing, rel=1e-3)
    beside = [x for x, y in points if abs(y - 0.5) < 1e-3]
    assert min(beside) * box.w == pytest.approx(notch, abs=0.1)
    assert (1 - max(beside)) * box.w == pytest.approx(notch, abs=0.1)
