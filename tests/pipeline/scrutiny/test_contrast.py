"""Captions are judged against the worst of what lies behind them."""

from pathlib import Path

import pytest

from pipeline.scrutiny.faults import Fault
from tests.pipeline.scrutiny.starter import STARTER, faults, opening, started

LOOK = "  look: {colour: ink, accent: accent}"
TO_ACCENT = "background: {linear: 90, stops: [[0, paper], [1, accent]]}"


def captions(found: list[Fault]) -> set[str]:
    return {fault.thing for fault in found if "captions" in fault.thing}


def test_the_starter_is_fine(tmp_path: Path) -> None:
    assert faults(started(tmp_path)) == []


def test_a_spoken_word_is_lost_on_a_gradient_that_ends_in_its_colour(tmp_path: Path) -> None:
    found = faults(started(tmp_path, "background: paper", TO_ACCENT))
    assert "scene 'words': the captions' spoken word (accent: accent)" in captions(found)
    assert {fault.where[-1] for fault in found} == {"background"}
    assert all("it needs 3" in fault.reason and "'plate'" in fault.remedy for fault in found)


@pytest.mark.parametrize(
    ("before", "after", "thing"),
    [
        (LOOK, LOOK.replace("ink", "paper"), "words (colour: paper)"),
        (LOOK, LOOK.replace("accent: accent", "accent: paper"), "spoken word (accent: paper)"),
        (LOOK, "  mark: box\n" + LOOK.replace("accent: accent", "accent: paper"), "spoken word (accent: paper)"),
        (LOOK, "  mark: box\n" + LOOK.replace("}", ", on_accent: ink}"), "spoken word in its box (on_accent: ink)"),
        (LOOK, LOOK.replace("}", ", plate: accent}"), "spoken word (accent: accent)"),
    ],
)
def test_a_colour_too_like_its_ground_is_named(tmp_path: Path, before: str, after: str, thing: str) -> None:
    found = captions(faults(started(tmp_path, before, after)))
    assert any(told.endswith(f"the captions' {thing}") for told in found)


def test_the_scenes_own_colour_is_pointed_at(tmp_path: Path) -> None:
    template = started(tmp_path, "      background: paper", "      captions: {accent: paper}\n      background: paper")
    assert {fault.where[-2:] for fault in faults(template)} == {("captions", "accent")}


@pytest.mark.parametrize(
    "mended",
    [
        f"{TO_ACCENT}\n      captions: {{colour: paper, accent: paper}}",
        f"{TO_ACCENT}\n      captions: {{plate: paper}}",
        "background: {linear: 90, stops: [[0, accent], [0.4, paper]]}",
    ],
)
def test_what_is_clear_of_it_is_fine(tmp_path: Path, mended: str) -> None:
    assert captions(faults(started(tmp_path, "background: paper", mended))) == set()


def test_an_outline_makes_letters_legible(tmp_path: Path) -> None:
    outlined = f"{LOOK.replace('ink', 'paper')}\n  stroke: {{width: 6, colour: ink}}"
    assert captions(faults(started(tmp_path, LOOK, outlined))) == set()


def test_a_shape_behind_the_captions_counts_and_a_thin_line_does_not(tmp_path: Path) -> None:
    shape = "{{type: shape, at: {place}, fill: accent}}"
    wide = opening(tmp_path, shape.format(place="captions"), first=True)
    assert "scene 'words': the captions' spoken word (accent: accent)" in captions(faults(wide))
    thin = opening(tmp_path, shape.format(place="line"), first=True, places="{line: {of: captions, top: 80, h: 4}}")
    assert captions(faults(thin)) == set()


def test_what_a_photo_shows_is_not_guessed_at(tmp_path: Path) -> None:
    photo = opening(tmp_path, "{type: photo, at: frame, fit: contain, pick: [life]}", first=True)
    assert "cutout" in STARTER and captions(faults(photo)) == set()
