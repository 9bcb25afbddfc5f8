import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clusters import cluster_starts, clusters, direction, is_emoji, right_to_left, tracked
from domain.thai import thai_breaks
from renderer.text.breaking import break_lines, unbreakable
from templates.breaking import load_break_rules, split

FAMILY, FLAG, THUMB, KEYCAP, RAINBOW = "👨‍👩‍👧", "🇩🇪", "👍🏽", "1️⃣", "🏳️‍🌈"
WHOLE = (FAMILY, FLAG, THUMB, KEYCAP, RAINBOW, "❤️", "é", "葛󠄀", "น้ำ"[:3], "क्षि", "한", "שָׁ")
RULES = load_break_rules()


@pytest.mark.parametrize("cluster", WHOLE)
def test_what_reads_as_one_character_is_one_cluster(cluster: str) -> None:
    assert clusters(f"a{cluster}b中{cluster}{cluster}")[1:4] == [cluster, "b", "中"]


def test_letters_digits_and_ideographs_are_clusters_of_their_own() -> None:
    assert clusters("A1中🍎🇩🇪🇫🇷가") == ["A", "1", "中", "🍎", "🇩🇪", "🇫🇷", "가"]


def test_pictures_are_told_from_text() -> None:
    assert all(is_emoji(cluster) for cluster in (FAMILY, FLAG, THUMB, KEYCAP, RAINBOW, "❤️", "⭐", "🍎"))
    assert not any(is_emoji(cluster) for cluster in ("1", "A", "中", "❤", "❤\ufe0e", "℃", "ก", "→"))


def test_direction_is_that_of_the_first_letter() -> None:
    assert [direction(text) for text in ("12 שעות", "ABC שלום", "¥99!", "سماعة ANC")] == ["rtl", "ltr", "", "rtl"]


@pytest.mark.parametrize(("text", "rtl"), [
    ("NORDLEAF يقدم لكم كوب 350 ml بسعة USB-C 65W (ANC) فقط!", True),
    ("5,000 mAh עם ANC", True), ("كوب", True), ("12 ساعة", True), ("ANC שלום", True),
    ("كوب is here.", False), ("In محمد's words:", False), ("Meet كوب سيراميك 350ml.", False), ("ABC-שלום", False),
    ("这款كوب سيراميك يدوي很好用", False), ("12 hours", False), ("", False),
])  # fmt: skip
def test_a_text_is_read_as_the_words_are_that_tell(text: str, rtl: bool) -> None:
    assert right_to_left(text) == rtl


def test_scripts_that_touch_take_no_letter_spacing() -> None:
    assert [tracked(text) for text in ("Hot!", "热水🇩🇪", "سماعة ANC", "हिन्दी")] == [4, 3, 0, 0]


def test_thai_turns_between_words_of_the_dictionary() -> None:
    text = "ANC แก้วเก็บความร้อน"
    turns = sorted(thai_breaks(text))
    words = [text[a:b] for a, b in zip([4, *turns], [*turns, len(text)], strict=True)]
    assert words == ["แก้ว", "เก็บ", "ความ", "ร้อน"]
    assert [piece.text for piece in split(text, RULES)] == ["ANC ", *words]
    lines = break_lines(text, 9, len)
    assert len(lines) > 1
    assert all(part in ("ANC", *words) for line in lines for part in unbreakable(line) if part.strip() == part)


mixed = st.lists(st.sampled_from([*WHOLE, "中", "杯，", "A4", " ", "12小时", "สวัสดี", "سعر", "¥"]), max_size=14).map(
    "".join
)


@given(mixed, st.integers(1, 9))
def test_no_cluster_is_split_over_lines(text: str, width: int) -> None:
    text = " ".join(text.split())
    starts = cluster_starts(text)
    for pieces in ([piece.text for piece in split(text, RULES)], unbreakable(text)):
        assert "".join(pieces) == text
        at = 0
        for piece in pieces:
            assert at in starts
            at += len(piece)
    lines = break_lines(text, width, lambda line: float(len(clusters(line))))
    assert [c for line in lines for c in clusters(line) if c != " "] == [c for c in clusters(text) if c != " "]
