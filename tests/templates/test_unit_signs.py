"""Capitals: what is written in them, and the signs of units, which stay as they are."""

import pytest

from domain.layers import TextLayer
from domain.unit_signs import in_capitals
from tests.templates import material as m


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        ("Up to 10Gbps", "UP TO 10Gbps"),
        ("5000mAh battery", "5000mAh BATTERY"),
        ("1.2 kWh a year", "1.2 kWh A YEAR"),
        ("500 ml cup", "500 ml CUP"),
        ("4-mm lugs", "4-mm LUGS"),
        ("0.5 µg, 900MB/s, 12 g/m²", "0.5 µg, 900MB/s, 12 g/m²"),
        ("极速10Gbps传输", "极速10Gbps传输"),
        ("Counts mAh", "COUNTS mAh"),
        ("Ah, 12 hours, 3 in 1, 30W", "AH, 12 HOURS, 3 IN 1, 30W"),
        ("10 men, 5 gems", "10 MEN, 5 GEMS"),
        ("", ""),
    ],
)
def test_units_keep_their_case(stated: str, written: str) -> None:
    assert in_capitals(stated) == written


def test_a_headline_in_capitals_has_its_units_as_written() -> None:
    script = m.script("en")
    scenes = tuple(scene.model_copy(update={"headline": "10Gbps data"}) for scene in script.scenes)
    timeline = m.composed("top-three", script.model_copy(update={"scenes": scenes}))
    texts = [layer.text for scene in timeline.scenes for layer in scene.layers if isinstance(layer, TextLayer)]
    assert any(text.replace("\n", " ") == "10Gbps DATA" for text in texts)
