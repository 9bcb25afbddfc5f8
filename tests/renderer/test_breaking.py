import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.text.breaking import break_lines, unbreakable


def width(text: str) -> float:
    return sum(1.0 if ord(c) > 0x2000 else 0.5 for c in text)


def test_chinese_breaks_between_ideographs_but_not_before_closing_punctuation() -> None:
    assert break_lines("早上灌热水，晚上还烫嘴。", 6, width) == ["早上灌热水，", "晚上还烫嘴。"]
    assert break_lines("送“杯套”一个", 3, width)[0][-1] != "“"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("保温 12 小时不费电", "12 小时"),
        ("一支能用3个月", "3个月"),
        ("容量500ml真够用", "500ml"),
        ("现价¥1,299.00起", "¥1,299.00"),
        ("now $12.50 each", "$12.50"),
        ("keeps 12 h hot", "12 h"),
        ("温度 95°C 以上", "95°C"),
    ],
)
def test_a_number_stays_whole_with_its_unit(text: str, whole: str) -> None:
    for line_width in range(2, 12):
        assert any(whole in line for line in break_lines(text, line_width, width))


def test_latin_words_are_never_broken() -> None:
    text = "USB-C charging in 3in1 mode"
    assert " ".join(break_lines(text, 2, width)).split() == text.split()


def test_lines_are_evened_out() -> None:
    assert break_lines("一二三四五六七八九", 8, width) == ["一二三四五", "六七八九"]


def test_a_newline_breaks() -> None:
    assert break_lines("a\nb", 100, width) == ["a", "b"]


texts = st.text(st.sampled_from("保温杯，。！12.5ml¥ ab（）“”、A-%小时\n"), max_size=40)


@given(texts)
def test_pieces_join_to_the_text(text: str) -> None:
    line = text.replace("\n", " ").strip()
    assert "".join(unbreakable(line)) == line


@given(texts, st.integers(3, 12))
def test_no_character_is_lost_and_no_line_starts_with_closing_punctuation(text: str, line_width: int) -> None:
    lines = break_lines(text, line_width, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for paragraph in text.split("\n"):
        for line in break_lines(paragraph, line_width, width)[1:]:
            assert line[0] not in "，。！）”、%"
