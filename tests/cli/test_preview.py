"""`vitrine preview`: a frame, a sheet and a moving picture, labelled; and what it answers to a wrong question."""

from pathlib import Path

import cv2
import pytest
import skia

from tests.cli.conftest import Vitrine
from tests.pipeline.fakes import draw_photo

ROOT = Path(__file__).resolve().parents[2]
BRIEF = "product:\n  name: Stone Mug\n  selling_points: [Holds 350 ml]\n  images: [a.jpg]\nlanguage: en\nseconds: 6\n"


@pytest.fixture
def brief(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VITRINE_PRODUCER", "ACME-Shop")
    draw_photo(place / "a.jpg")
    (place / "mug.yaml").write_text(BRIEF)
    return place / "mug.yaml"


@pytest.mark.slow
def test_a_still_is_a_labelled_frame_of_the_video(vitrine: Vitrine, brief: Path, place: Path) -> None:
    shown = vitrine("preview", brief, "--at", "1.5", "--aspect", "1:1", "--out", place / "out/a.jpg")
    assert shown.code == 0, shown.err
    assert cv2.imread(str(place / "out/a.jpg")).shape == (1080, 1080, 3)
    same = vitrine("preview", brief, "--frame", "45", "--aspect", "1:1", "--out", place / "out/b.png")
    assert same.code == 0, same.err
    pictures = [cv2.imread(str(place / "out" / name)) for name in ("a.jpg", "b.png")]
    assert cv2.absdiff(*pictures).mean() < 3
    assert sorted(path.name for path in (place / "out").iterdir()) == ["a.jpg", "b.png"]
    checked = vitrine("verify", place / "out/a.jpg", place / "out/b.png")
    assert checked.code == 0, checked.out


@pytest.mark.slow
def test_a_sheet_shows_every_scene_and_has_a_name_of_its_own(vitrine: Vitrine, brief: Path, place: Path) -> None:
    shown = vitrine("preview", brief, "--sheet")
    assert shown.code == 0, shown.err
    height, width, _ = cv2.imread(str(place / "mug-preview.jpg")).shape
    assert width > height > 700
    assert vitrine("verify", place / "mug-preview.jpg").code == 0


@pytest.mark.slow
def test_a_sheets_pictures_begin_below_its_mark(vitrine: Vitrine, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_PRODUCER", "ACME-Shop")
    serum = ROOT / "examples/briefs/serum.yaml"
    shown = vitrine("preview", serum, "--sheet", "--language", "en", "--aspect", "9:16", "--out", place / "a.png")
    assert shown.code == 0, shown.err
    sheet = cv2.imread(str(place / "a.png")).astype(int)
    filled = (abs(sheet - sheet[0, 0]) > 5).any(axis=(1, 2))
    head = filled[filled.argmax() :].argmin()
    assert 80 < head < 200  # a row of pictures is 711 high


@pytest.mark.slow
def test_the_moving_picture_is_small_and_labelled(vitrine: Vitrine, brief: Path, place: Path) -> None:
    shown = vitrine("preview", brief, "--animated", "--aspect", "1:1")
    assert shown.code == 0, shown.err
    moving = skia.Codec.MakeFromData(skia.Data.MakeFromFileName(str(place / "mug-preview.webp")))
    assert moving.getFrameCount() > 20
    assert moving.dimensions().width() == 360
    assert vitrine("verify", place / "mug-preview.webp").code == 0


@pytest.mark.parametrize(
    ("options", "reason", "hint"),
    [
        (("--frame", "99999"), "no frame 99999", "the video has frames 0 to"),
        (("--at", "nan"), "--at is 'nan'", "a moment from 0 to"),
        (("--at", "inf"), "--at is 'inf'", "a moment from 0 to"),
        (("--at", "-1"), "no frame -30", "the video has frames 0 to"),
        (("--template", "no-such"), "no-such", "spotlight"),
        (("--aspect", "3:2"), "3:2", "9:16"),
        (("--language", "xx"), "xx", "zh"),
    ],
)
def test_what_there_is_not_is_said(
    options: tuple[str, ...], reason: str, hint: str, vitrine: Vitrine, brief: Path, place: Path
) -> None:
    shown = vitrine("preview", brief, *options, "--out", place / "out/p.jpg")
    assert shown.code == 2
    assert reason in shown.err and hint in shown.err
    assert "Traceback" not in shown.err
    assert not (place / "out/p.jpg").exists()


@pytest.mark.parametrize(
    ("options", "name", "hint"),
    [
        ((), "p.gif", "name it .jpg, .jpeg, .png or .webp, or add --animated"),
        ((), "p.txt", "name it .jpg, .jpeg, .png or .webp"),
        ((), "p", "name it .jpg, .jpeg, .png or .webp"),
        (("--sheet",), "p.gif", "name it .jpg, .jpeg, .png or .webp, or add --animated"),
        (("--animated",), "p.png", "name it .webp or .gif, or leave out --animated"),
        (("--animated",), "p.mp4", "name it .webp or .gif"),
    ],
)
def test_a_name_of_another_kind_of_file_is_said_at_once(
    options: tuple[str, ...], name: str, hint: str, vitrine: Vitrine, brief: Path, place: Path
) -> None:
    shown = vitrine("preview", brief, *options, "--out", place / name)
    assert shown.code == 2
    assert name in shown.err
    assert f"hint: {hint}\n" in shown.err
    assert not (place / name).exists()
    sheet = vitrine("templates", "--preview", "spotlight", "--out", place / "p.gif")
    assert (sheet.code, f"{place / 'p.gif'}" in sheet.err) == (2, True)


@pytest.mark.parametrize(
    "options",
    [
        ("--sheet", "--animated"),
        ("--frame", "3", "--at", "1"),
        ("--at", "1", "--sheet"),
        ("--frame", "0", "--animated"),
    ],
)
def test_options_that_ask_for_different_pictures_are_not_dropped(
    options: tuple[str, ...], vitrine: Vitrine, brief: Path, place: Path
) -> None:
    shown = vitrine("preview", brief, *options, "--out", place / "p.webp")
    assert shown.code == 2
    assert all(option in shown.err for option in options if option.startswith("--"))
    assert not (place / "p.webp").exists()


def test_what_cannot_change_a_timeline_is_not_dropped(vitrine: Vitrine, brief: Path) -> None:
    timeline = brief.with_name("timeline.json")
    timeline.write_text('{"scenes": []}')
    shown = vitrine("preview", timeline, "--template", "lookbook", "--aspect", "1:1")
    assert shown.code == 2
    assert "--template and --aspect cannot change a timeline" in shown.err


def test_an_unknown_template_is_answered_with_what_works(vitrine: Vitrine, brief: Path) -> None:
    shown = vitrine("preview", brief, "--template", "no-such")
    assert shown.code == 2
    assert "give the path" not in shown.err
    by_path = vitrine("preview", brief, "--template", "./my/look")
    assert by_path.code == 2
    assert "--template is './my/look'" in by_path.err
    assert "a name that 'vitrine templates' lists" in by_path.err


def test_a_file_that_is_not_there_is_said(vitrine: Vitrine, brief: Path, place: Path) -> None:
    shown = vitrine("preview", place / "none.yaml")
    assert shown.code == 2 and "none.yaml" in shown.err
