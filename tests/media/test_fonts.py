"""Fonts by role: from this machine, from a folder, and clear errors when Chinese cannot be drawn."""

import shutil
from pathlib import Path

import pytest
import skia

from domain.errors import AssetError
from domain.fonts import FontBook, FontFile
from media.faces import system_faces
from media.fonts import describe, load_font_book, read_wishes

ROLES = {"display", "text", "condensed", "serif", "hand"}


@pytest.fixture(scope="module")
def book() -> FontBook:
    return load_font_book()


def _draws(files: tuple[FontFile, ...], char: str) -> str:
    """The family that draws a character first."""
    for file in files:
        typeface = skia.Typeface.MakeFromFile(str(file.path), file.index)
        if typeface.unicharToGlyph(ord(char)):
            return file.family
    return ""


def test_every_role_draws_latin_chinese_and_emoji(book: FontBook) -> None:
    assert set(book.roles) == ROLES
    for role in book.roles:
        for char in "A9¥中龙":
            assert _draws(book.faces(role), char), (role, char)
        assert _draws(book.faces(role), "🎉") == "Noto Color Emoji"
        assert book.faces(role)[-1].family == "Noto Color Emoji"


@pytest.mark.parametrize(
    ("role", "latin", "chinese"),
    [
        ("display", "Inter Display", "Noto Sans CJK SC"),
        ("text", "Inter", "Noto Sans CJK SC"),
        ("condensed", "Bebas Neue", "Smiley Sans"),
        ("serif", "Noto Serif CJK SC", "Noto Serif CJK SC"),
        ("hand", "LXGW WenKai", "LXGW WenKai"),
    ],
)
def test_first_choices(book: FontBook, role: str, latin: str, chinese: str) -> None:
    faces = book.roles[role]  # type: ignore[index] # parametrised over the literal's values
    assert _draws(faces, "A") == latin
    assert _draws(faces, "杯") == chinese


def test_the_simplified_chinese_face_of_the_collection_is_taken(book: FontBook) -> None:
    files = [file for file in book.faces("text") if file.family == "Noto Sans CJK SC"]
    assert [file.weight for file in files] == [400, 700]
    for file in files:
        typeface = skia.Typeface.MakeFromFile(str(file.path), file.index)
        assert typeface.getFamilyName() == "Noto Sans CJK SC"
        assert typeface.fontStyle().weight() == file.weight


def test_every_weight_once_and_upright(book: FontBook) -> None:
    inter = [file for file in book.faces("text") if file.family == "Inter"]
    assert [file.weight for file in inter] == list(range(100, 1000, 100))
    assert not [file for file in inter if "Italic" in file.path.name]


def test_book_is_the_same_each_time(book: FontBook) -> None:
    assert load_font_book() == book


def _folder_with(folder: Path, *families: str) -> Path:
    """A folder holding the files of installed families."""
    folder.mkdir()
    for face in system_faces():
        if set(families) & set(face.families):
            shutil.copy(face.path, folder)
    return folder


def test_folder_of_fonts(tmp_path: Path) -> None:
    book = load_font_book(_folder_with(tmp_path / "fonts", "LXGW WenKai", "Bebas Neue"))
    assert _draws(book.faces("condensed"), "A") == "Bebas Neue"
    assert _draws(book.faces("condensed"), "中") == "LXGW WenKai"
    assert {file.path.parent for file in book.faces("serif")} == {tmp_path / "fonts"}


def test_folder_without_chinese_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="no font for Chinese") as refused:
        load_font_book(_folder_with(tmp_path / "fonts", "Bebas Neue"))
    assert "fonts-noto-cjk" in refused.value.hint
    assert "VITRINE_FONT_DIR" in refused.value.hint


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir(), lambda path: path.touch()])
def test_folder_that_is_no_font_folder(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def] # three lambdas
    make(tmp_path / "fonts")
    with pytest.raises(AssetError, match="font folder") as refused:
        load_font_book(tmp_path / "fonts")
    assert refused.value.hint


def test_damaged_font_file_is_passed_over(tmp_path: Path) -> None:
    folder = _folder_with(tmp_path / "fonts", "LXGW WenKai")
    (folder / "broken.ttf").write_bytes(b"\0\1\0\0 not a font")
    assert _draws(load_font_book(folder).faces("hand"), "中") == "LXGW WenKai"


def test_description_names_families_and_what_is_missing(book: FontBook, tmp_path: Path) -> None:
    assert "condensed: Bebas Neue 200–700, Smiley Sans 400, Noto Sans CJK SC 400 700" in "\n".join(describe(book))
    poor = describe(load_font_book(_folder_with(tmp_path / "fonts", "LXGW WenKai")))
    assert "display: Inter Display is not installed, LXGW WenKai is used" in poor


def test_packages_in_the_remedy_are_those_of_the_set_up() -> None:
    listed = (Path(__file__).parents[2] / "scripts" / "apt-packages.txt").read_text("utf-8")
    for package in read_wishes().packages.split():
        assert f"\n{package} " in listed
