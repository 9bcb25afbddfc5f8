"""`vitrine templates`: the list, and a labelled sheet."""

import re
from pathlib import Path

import cv2
import pytest

from templates.catalogue import template_names
from tests.cli.conftest import Vitrine


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
    vitrine("templates", "new", place / "my-look")
    path = place / "my-look" / "template.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if "layout:" in line)
    lines[at] = lines[at].replace("layout: ", "layout: no-such-")
    path.write_text("\n".join(lines), encoding="utf-8")
    checked = vitrine("templates", "check", path)
    assert checked.code != 0
    assert "no-such-" in checked.out + checked.err and f"line {at + 1}" in checked.out + checked.err


def test_music_that_nobody_plays_is_named_with_its_line(vitrine: Vitrine, place: Path) -> None:
    vitrine("templates", "new", place / "my-look")
    path = place / "my-look" / "template.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"mood: [a-z-]+", "mood: metal", text), encoding="utf-8")
    checked = vitrine("templates", "check", path)
    line = 1 + next(i for i, line in enumerate(path.read_text(encoding="utf-8").splitlines()) if "mood: metal" in line)
    assert checked.code == 1
    assert f"line {line}: music.mood: track 'metal' is unknown; choose one of " in checked.out


def test_a_sound_effect_that_there_is_not_is_named_with_its_line(vitrine: Vitrine, place: Path) -> None:
    vitrine("templates", "new", place / "my-look")
    path = place / "my-look" / "template.yaml"
    text = re.sub(r"^effects:.*\n(?:  .*\n)*", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text("effects: {nonsense: -3}\n" + text, encoding="utf-8")
    checked = vitrine("templates", "check", path)
    assert checked.code == 1
    assert "line 1: effects.nonsense: sound effect 'nonsense' is unknown; choose one of ding" in checked.out


def test_an_example_may_lie_beside_its_template(vitrine: Vitrine, place: Path) -> None:
    vitrine("templates", "new", place / "my-look")
    path = place / "my-look" / "template.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^example: .*", "example: mine.yaml", text), encoding="utf-8")
    missing = vitrine("templates", "check", path)
    assert missing.code == 2 and "'mine.yaml' is neither beside it" in missing.err
    (path.parent / "mine.yaml").write_text("product: {name: '', images: []}", encoding="utf-8")
    found = vitrine("templates", "check", path)
    assert found.code == 2 and str(path.parent / "mine.yaml") in found.err


def test_a_scheme_that_cannot_be_read_is_named(vitrine: Vitrine, place: Path) -> None:
    vitrine("templates", "new", place / "my-look")
    path = place / "my-look" / "template.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("brand: ", "schemes: {night: {paper: '#222222'}}\nbrand: ", 1), encoding="utf-8")
    checked = vitrine("templates", "check", path)
    assert checked.code == 1
    assert "'ink' on 'paper' would have contrast 1.1, it needs 7 in scheme 'night'" in checked.out


def test_the_name_of_a_packaged_template_is_taken(vitrine: Vitrine, place: Path) -> None:
    refused = vitrine("templates", "new", place / "spotlight")
    assert refused.code == 2 and "one of Vitrine's own" in refused.err
    assert not (place / "spotlight").exists()


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        (
            "layers: &picture-and-words",
            "layers: &picture-and-words\n        - {type: text, text: far, style: headline, at: frame}",
            "leaves the safe area",
        ),
        ('ink: "', 'ink: "#FFFFFF" # "', "contrast 1.1"),
    ],
)
def test_what_shows_only_when_it_is_composed_has_its_line_too(
    vitrine: Vitrine, place: Path, before: str, after: str, complaint: str
) -> None:
    vitrine("templates", "new", place / "my-look")
    path = place / "my-look" / "template.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(before, after), encoding="utf-8")
    checked = vitrine("templates", "check", path)
    assert checked.code == 1, checked.err
    (told, *_) = [line for line in checked.out.splitlines() if complaint in line]
    line = int(told.removeprefix("line ").partition(":")[0])
    wrong = path.read_text(encoding="utf-8").splitlines()[line - 1]
    assert "far" in wrong or wrong.lstrip().startswith("- [ink")
