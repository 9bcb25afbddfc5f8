"""`vitrine templates`: the list, and a labelled sheet."""

import re
from dataclasses import dataclass
from pathlib import Path

import cv2
import pytest

from templates.catalogue import template_names
from tests.cli.conftest import Outcome, Vitrine


@dataclass(frozen=True)
class Checked:
    """The template `templates new` starts, with changes, and what `templates check` says of it."""

    path: Path
    outcome: Outcome

    def line_with(self, text: str) -> int:
        """The first line of the template with that text."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return next(i for i, line in enumerate(lines, 1) if text in line)


def checked(vitrine: Vitrine, place: Path, changes: dict[str, str]) -> Checked:
    """Start a template, change what these patterns match first, and check it."""
    vitrine("templates", "new", place / "my-look")
    path = place / "my-look" / "template.yaml"
    text = path.read_text(encoding="utf-8")
    for before, after in changes.items():
        text, found = re.subn(before, after, text, count=1, flags=re.MULTILINE)
        assert found, before
    path.write_text(text, encoding="utf-8")
    return Checked(path, vitrine("templates", "check", path))


def test_the_list_names_every_template(vitrine: Vitrine) -> None:
    shown = vitrine("templates")
    assert shown.code == 0
    assert all(name in shown.out for name in template_names())


@pytest.mark.slow
def test_a_preview_is_a_labelled_picture(vitrine: Vitrine, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_PRODUCER", "ACME")
    name, out = template_names()[0], place / "sheets/a.jpg"
    shown = vitrine("templates", "--preview", name, "--aspect", "1:1", "--language", "en", "--out", out)
    assert shown.code == 0, shown.err
    assert [path.name for path in out.parent.iterdir()] == ["a.jpg"]
    height, width, _ = cv2.imread(str(out)).shape
    assert width > height > 400
    checked = vitrine("verify", out)
    assert checked.code == 0, checked.out


def test_a_template_is_started_and_holds(vitrine: Vitrine, place: Path) -> None:
    started = vitrine("templates", "new", place / "my-look")
    assert started.code == 0, started.err
    checked = vitrine("templates", "check", place / "my-look")
    assert checked.code == 0, checked.out + checked.err
    assert "composed in 8 of 8" in checked.out
    again = vitrine("templates", "new", place / "my-look")
    assert again.code == 2 and "my-look" in again.err


def test_a_mistake_in_a_template_is_named_with_its_line(vitrine: Vitrine, place: Path) -> None:
    wrong = checked(vitrine, place, {"layout: ": "layout: no-such-"})
    assert wrong.outcome.code == 2
    assert f"line {wrong.line_with('no-such-')}: 'layout': layout 'no-such-" in wrong.outcome.err


def test_all_mistakes_are_named_at_once(vitrine: Vitrine, place: Path) -> None:
    wrong = checked(vitrine, place, {'ink: "': 'ink: "red', "max_lines: 3": "max_lines: 30", "mood:": "moood:"})
    assert wrong.outcome.code == 2
    for text, complaint in (
        ("red", "'ink': 'red#1C1B19' is no colour: write '#RRGGBB' in quotes"),
        ("moood", "'moood': this key is unknown: did you mean 'mood'?"),
        ("max_lines: 30", "'max_lines': 30 is too large: write at most 8"),
    ):
        assert f"  - line {wrong.line_with(text)}: {complaint}\n" in wrong.outcome.err


def test_music_that_nobody_plays_is_named_with_its_line(vitrine: Vitrine, place: Path) -> None:
    wrong = checked(vitrine, place, {"mood: [a-z-]+": "mood: metal"})
    assert wrong.outcome.code == 1
    complaint = "music.mood: track 'metal' is unknown; choose one of "
    assert f"line {wrong.line_with('mood: metal')}: {complaint}" in wrong.outcome.out


def test_a_sound_effect_that_there_is_not_is_named_with_its_line(vitrine: Vitrine, place: Path) -> None:
    wrong = checked(vitrine, place, {r"\A": "effects: {nonsense: -3}\n"})
    assert wrong.outcome.code == 1
    assert "line 1: effects.nonsense: sound effect 'nonsense' is unknown; choose one of ding" in wrong.outcome.out


def test_an_example_may_lie_beside_its_template(vitrine: Vitrine, place: Path) -> None:
    missing = checked(vitrine, place, {"^example: .*": "example: mine.yaml"})
    assert missing.outcome.code == 2 and "'mine.yaml' is neither beside it" in missing.outcome.err
    beside = missing.path.parent / "mine.yaml"
    beside.write_text("product: {name: '', images: []}", encoding="utf-8")
    found = vitrine("templates", "check", missing.path)
    assert found.code == 2 and str(beside) in found.err


def test_a_scheme_that_cannot_be_read_is_named(vitrine: Vitrine, place: Path) -> None:
    wrong = checked(vitrine, place, {"^brand: ": "schemes: {night: {paper: '#222222'}}\nbrand: "})
    assert wrong.outcome.code == 1
    assert "'ink' on 'paper' would have contrast 1.1, it needs 7 in scheme 'night'" in wrong.outcome.out


def test_the_name_of_a_packaged_template_is_taken(vitrine: Vitrine, place: Path) -> None:
    refused = vitrine("templates", "new", place / "spotlight")
    assert refused.code == 2 and "one of Vitrine's own" in refused.err
    assert not (place / "spotlight").exists()


BADGE = "{type: badge, at: picture, shape: burst, style: label, text: '50', fill: accent}"
AFTER = r"(layers: &picture-and-words\n +- .*\n)"


@pytest.mark.parametrize(
    ("before", "after", "line", "complaint"),
    [
        (AFTER, r"\1        - {type: text, text: far, style: headline, at: frame}\n", "far", "leaves the safe area"),
        ('ink: "', 'ink: "#FFFFFF" # "', "[ink", "contrast 1.1, it needs 7"),
        (
            "background: paper",
            "background: {linear: 90, stops: [[0, paper], [1, accent]]}",
            "linear",
            "scene 'words': the captions' spoken word (accent: accent) has contrast ",
        ),
        (AFTER, rf"\1        - {BADGE}\n", "badge", "the badge at 'picture' hides "),
        (
            "^  problem:",
            "        - {type: shape, at: copy, fill: accent}\n  problem:",
            "{type: shape, at: copy",
            "the shape ",
        ),
        (
            "^  problem:",
            "        - {type: presenter, at: head, framing: bubble, plate: accent}\n  problem:",
            "bubble",
            "the presenter at 'head' hides ",
        ),
    ],
)
def test_what_shows_only_when_it_is_composed_has_its_line_too(
    vitrine: Vitrine, place: Path, before: str, after: str, line: str, complaint: str
) -> None:
    wrong = checked(vitrine, place, {before: after})
    assert wrong.outcome.code == 1, wrong.outcome.err
    told = [text for text in wrong.outcome.out.splitlines() if complaint in text]
    assert told and all(text.startswith(f"line {wrong.line_with(line)}: ") for text in told)


@pytest.mark.slow
@pytest.mark.parametrize("name", template_names())
def test_the_catalogue_has_nothing_to_complain_about(vitrine: Vitrine, name: str) -> None:
    shown = vitrine("templates", "check", name)
    assert shown.out == f"{name}  composed in 8 of 8 shapes and languages\n"
