"""Text broken and sized: the best lines at the largest size that suits them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fonts import FontRole
from templates.breaking import NEVER, load_break_rules, product_words, split
from templates.fit import Face, Room, Typesetter, fit, text_height
from tests.templates.material import EvenMeasurer

RULES = load_break_rules()
SETTER = Typesetter(EvenMeasurer(), RULES)
FACE = Face("text", 700, line_height=1.2)
TEXTS = st.text(
    st.sampled_from("早上灌的热水到傍晚还是烫，。！“”（）¥%abc XYZ 0123456789.,'-"), min_size=1, max_size=60
).filter(str.strip)


def lines(text: str, width: int = 870, size: int = 100, most: int = 3, smallest: int = 40) -> tuple[str, ...]:
    setting = fit(text, FACE, Room(width, 2000, most, size, smallest), SETTER)
    assert setting
    return setting.lines


@given(TEXTS)
def test_pieces_joined_are_the_text(text: str) -> None:
    pieces = split(text, RULES)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.cost < NEVER for piece in pieces)


@given(TEXTS)
def test_pieces_never_begin_with_closing_marks_or_end_with_opening_ones(text: str) -> None:
    first, *others = split(text, RULES)
    assert not any(piece.text[0] in RULES.closing or piece.text[0].isspace() for piece in others)
    assert not any(piece.text.rstrip()[-1:] in tuple(RULES.opening) for piece in (first, *others[:-1]) if others)


@pytest.mark.parametrize("word", ["12.5", "¥1,299.00", "USB-C", "don't", "95℃", "-23%", "IPX4"])
def test_numbers_and_words_are_one_piece(word: str) -> None:
    assert [piece.text for piece in split(word, RULES)] == [word]


@given(TEXTS, st.integers(300, 1200), st.integers(1, 6))
def test_what_fits_fits(text: str, width: int, most: int) -> None:
    room = Room(width, 700, most, 160, 40)
    setting = fit(text, FACE, room, SETTER)
    if setting is None:
        return
    assert room.min_size <= setting.size <= room.size and 1 <= len(setting.lines) <= most
    assert max(SETTER.width(line, FACE, setting.size) for line in setting.lines) <= setting.width <= width
    assert setting.height == text_height(len(setting.lines), setting.size, FACE.line_height) <= 700
    assert "".join("".join(setting.lines).split()) == "".join(text.split())


class TallMeasurer(EvenMeasurer):
    """Every line has dots high above it and tails far below it."""

    def ink(self, text: str, role: FontRole, weight: int, size: int) -> tuple[float, float]:
        return size * 1.05, size * 0.42


def test_lines_stand_so_far_apart_that_their_ink_does_not_touch() -> None:
    room = Room(600, 2000, 2, 100, 100)
    even, tall = (fit("Keeps drinks hot", FACE, room, Typesetter(m, RULES)) for m in (EvenMeasurer(), TallMeasurer()))
    assert even and tall and len(even.lines) == len(tall.lines) == 2
    assert (even.line_height, even.above, even.below) == (FACE.line_height, 0, 0)
    assert tall.line_height > 1.05 + 0.42
    assert tall.height == text_height(2, 100, tall.line_height) > even.height
    assert (tall.above, tall.below) == (17, 30)  # beside 0.88 em above the baseline and 0.12 em below it
    assert fit("Keeps drinks hot", FACE, Room(600, 240, 2, 100, 50), Typesetter(TallMeasurer(), RULES)).size < 100  # type: ignore[union-attr]


@given(TEXTS)
def test_more_room_never_means_smaller_type_that_does_not_fit(text: str) -> None:
    if fit(text, FACE, Room(500, 300, 3, 100, 50), SETTER):
        assert fit(text, FACE, Room(700, 500, 4, 100, 50), SETTER)


def test_a_headline_turns_at_its_comma() -> None:
    assert lines("早上灌的热水，傍晚还烫", size=120) == ("早上灌的热水，", "傍晚还烫")


def test_a_common_word_stays_whole() -> None:
    assert not any(line.endswith("充") for line in lines("配合充电盒续航三十小时", width=430, most=4))


def test_the_products_own_words_stay_whole() -> None:
    words = product_words(("北叶 316 鹅卵石耳机", "长句子长句子长句子", "NORDLEAF"))
    assert words == ("北叶", "鹅卵石耳机")
    setter = Typesetter(EvenMeasurer(), RULES, words)
    setting = fit("全新鹅卵石耳机来了", FACE, Room(560, 900, 4, 110, 90), setter)
    assert setting and any("鹅卵石耳机" in line for line in setting.lines)


def test_the_last_word_of_a_clause_is_not_left_to_a_line_of_its_own() -> None:
    assert lines("早上灌的热水，下班路上喝还是烫的。", width=400, most=4)[0] == "早上灌的热水，"


def test_the_first_word_of_a_clause_is_not_left_to_a_line_of_its_own() -> None:
    assert lines("等你来选", width=300, size=110, smallest=100) == ("等你", "来选")


def test_english_does_not_part_a_preposition_from_its_article() -> None:
    found = lines("My neck stopped hurting after a week. Wish it came in black.", width=420, size=60, most=5)
    assert not any(line.endswith((" after", " a")) for line in found)


def test_english_turns_before_a_small_word() -> None:
    assert lines("Dropper top for easy dosing", width=340, most=4) == ("Dropper", "top", "for easy", "dosing")


def test_english_does_not_end_a_line_on_a_small_word() -> None:
    assert lines("Take the heat with you", width=520, size=70) == ("Take the heat", "with you")


def test_short_text_keeps_its_full_size() -> None:
    setting = fit("保温", FACE, Room(870, 400, 3, 150, 60), SETTER)
    assert setting and setting.size == 150 and setting.lines == ("保温",)


def test_a_word_wider_than_the_box_does_not_fit() -> None:
    assert fit("W" * 60, FACE, Room(300, 900, 6, 80, 40), SETTER) is None


def test_squeezing_gives_more_lines_and_smaller_type_but_not_below_the_floor() -> None:
    room = Room(300, 300, 2, 90, 60).squeezed(32)
    assert room.max_lines == 5 and room.min_size == 37
    assert Room(300, 300, 2, 90, 40).squeezed(32).min_size == 32
    assert Room(300, 300, 2, 90, 24).squeezed(32).min_size == 24


def test_letter_spacing_takes_room() -> None:
    spaced = Face("text", 700, tracking=0.2)
    assert SETTER.width("ABCD", spaced, 100) == pytest.approx(SETTER.width("ABCD", FACE, 100) + 80)


def test_a_measure_after_a_figure_is_no_part_of_the_word_that_follows() -> None:
    assert product_words(("12 小时长效保温", "350毫升大容量")) == ("长效保温", "大容量")


def test_a_word_with_a_curly_apostrophe_is_one_piece() -> None:
    assert [piece.text for piece in split("it’s", RULES)] == ["it’s"]


def test_english_turns_before_a_small_word_rather_than_before_another() -> None:
    assert lines("Dropper top for easy dosing", width=640, size=100) == ("Dropper top", "for easy", "dosing")


def test_a_last_line_is_not_one_letter() -> None:
    assert lines("10% vitamin C", width=430, size=100, smallest=70)[-1] != "C"


def test_no_line_ends_with_an_and_sign() -> None:
    assert lines("Microwave & dishwasher safe", width=640, size=60, smallest=58) == ("Microwave", "& dishwasher safe")


@pytest.mark.parametrize("dash", ["–", "—", "-"])
@pytest.mark.parametrize("width", [300, 400, 500, 700])
def test_a_dash_between_words_begins_no_line(dash: str, width: int) -> None:
    for line in lines(f"Wasserdicht {dash} auch bei Regen", width, size=40, most=5, smallest=20):
        assert not line.startswith(dash)


def test_a_minus_may_begin_a_line() -> None:
    assert any(piece.text.startswith("–20") for piece in SETTER.pieces("Bis –20 Grad"))
