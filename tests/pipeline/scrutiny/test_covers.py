"""Words and the product stay in sight of whoever looks at a scene."""

from pathlib import Path

import pytest

from tests.pipeline.scrutiny.starter import faults, opening

BADGE = '{type: badge, at: picture, shape: burst, style: label, text: "-{percent}", fill: accent, when: [percent]}'
CORNER = "{corner: {of: picture, right: 0, top: 0, w: 120, ratio: 1}}"


@pytest.mark.parametrize(
    ("layer", "thing"),
    [
        ("{type: shape, at: copy, fill: accent}", "the shape at 'copy'"),
        ("{type: shape, at: copy, fill: accent, enter: fade}", "the shape at 'copy'"),
        ("{type: pattern, at: copy, pattern: bars, count: 2, share: 0.8, colour: ink}", "the bars at 'copy'"),
        ("{type: photo, at: copy, pick: [life]}", "the photo at 'copy'"),
        ("{type: presenter, at: head, framing: bubble, plate: accent}", "the presenter at 'head'"),
        ("{type: group, at: copy, layers: [{type: shape, fill: ink, inside: {}}]}", "the group at 'copy'"),
    ],
)
def test_words_below_something_drawn_later_are_missed(tmp_path: Path, layer: str, thing: str) -> None:
    found = [fault for fault in faults(opening(tmp_path, layer)) if "the text" in fault.reason]
    assert found and all(fault.where[-2:] == ("layers", 2) for fault in found)
    assert all("scene 'words': the " in fault.thing and "before them in 'layers'" in fault.remedy for fault in found)
    assert {fault.thing for fault in found} == {f"scene 'words': {thing}".replace("the bars", "the pattern")}


@pytest.mark.parametrize(
    "layer",
    [
        "{type: shape, at: copy, fill: ink/10}",
        "{type: shape, at: copy, stroke: {width: 4, colour: ink}}",
        "{type: shape, at: base, fill: accent}",
        "{type: shape, at: copy, fill: accent, exit: {use: fade, seconds: 0.2}, keys: {opacity: [[0, 1], [0.4, 0]]}}",
        "{type: shape, at: copy, fill: accent, only: []}".replace(", only: []", ", when: [video]"),
    ],
)
def test_what_hides_no_words_is_fine(tmp_path: Path, layer: str) -> None:
    assert faults(opening(tmp_path, layer)) == []


def test_words_of_a_group_hidden_within_it_are_missed(tmp_path: Path) -> None:
    word, plate = "{type: text, text: '12', style: label, inside: {}}", "{type: shape, fill: accent, inside: {}}"
    places = "{corner: {of: picture, left: 0, bottom: 0, w: 240, h: 120}}"
    below, above = (
        f"{{type: group, at: corner, layers: [{layers}]}}" for layers in (f"{plate}, {word}", f"{word}, {plate}")
    )
    assert not any("“12”" in fault.reason for fault in faults(opening(tmp_path, below, places=places)))
    assert any("“12”" in fault.reason for fault in faults(opening(tmp_path, above, places=places)))


def test_a_badge_stretched_over_the_product_is_missed(tmp_path: Path) -> None:
    found = faults(opening(tmp_path, BADGE))
    assert {fault.thing for fault in found} == {"scene 'words': the badge at 'picture'"}
    assert all(fault.reason.endswith("of the product") and "'places'" in fault.remedy for fault in found)


def test_a_badge_at_the_pictures_corner_is_fine(tmp_path: Path) -> None:
    assert faults(opening(tmp_path, BADGE.replace("at: picture", "at: corner"), places=CORNER)) == []
