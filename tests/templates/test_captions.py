"""Caption pages: nothing lost, lines within their limits, times that follow the voice."""

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.layers import CaptionPage
from domain.voice import SpokenWord
from templates.breaking import load_break_rules, split, wide
from templates.captions import MOST_NARROW, MOST_WIDE, PageRoom, page_words

RULES = load_break_rules()
ROOM = PageRoom(lambda line: True)
HAN = "早上灌的热水到傍晚还是烫一键弹盖单手就能拎北叶保温杯配合充电盒续航小时"
CLOSING = "，。！？；：、,.!?"

chinese_words = st.text(st.sampled_from(HAN), min_size=1, max_size=8)
english_words = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=14).map(lambda w: w + " ")
numbers = st.integers(0, 99999).map(lambda n: f"{n} ")
ends = st.sampled_from([*CLOSING, ", ", ". ", "”", "）"])


@st.composite
def narrations(draw: st.DrawFn) -> list[str]:
    """Words as voices report them: Chinese words or characters, English ones with a space, marks joined or alone."""
    words: list[str] = []
    for word in draw(st.lists(st.one_of(chinese_words, english_words, numbers), min_size=1, max_size=30)):
        parts = list(word) if draw(st.booleans()) and wide(word[0]) else [word]
        words += parts
        if draw(st.integers(0, 3)) == 0:
            mark = draw(ends)
            if draw(st.booleans()):
                words[-1] = words[-1].rstrip() + mark
            else:
                words[-1] = words[-1].rstrip()
                words.append(mark)
    return words


def spoken(words: Sequence[str]) -> list[SpokenWord]:
    return [SpokenWord(text=word, start_ms=200 * i, end_ms=200 * i + 180) for i, word in enumerate(words)]


def pages_of(words: Sequence[str], room: PageRoom = ROOM, voice: int = 8) -> tuple[CaptionPage, ...]:
    return page_words(spoken(words), RULES, room, voice, voice + 6 * len(words) + 60, 30)


def lines_of(pages: Sequence[CaptionPage]) -> list[str]:
    return ["".join(word.text for word in line) for page in pages for line in page.lines]


@given(narrations())
@example(["Keeps ", "drinks ", "hot, ", "for ", "12 ", "hours."])
@example(["早上灌的热水，到傍晚还是烫的。"])
@example(["x" * 70])
def test_pages_say_every_word_once_and_in_order(words: list[str]) -> None:
    said = "".join(lines_of(pages_of(words))).replace("-", "")
    assert "".join(said.split()) == "".join("".join(words).split())


@given(narrations())
def test_lines_stay_within_their_limits(words: list[str]) -> None:
    pages = pages_of(words)
    for page in pages:
        assert 1 <= len(page.lines) <= 2
    for line in lines_of(pages):
        broad = sum(wide(character) for character in line)
        assert line == line.strip()
        assert broad <= MOST_WIDE and len(line) - broad <= MOST_NARROW
        assert broad / MOST_WIDE + (len(line) - broad) / MOST_NARROW <= 1.000001


LONG = "Abcdefghijklmnopqrstuvwxyzabcdef"


@pytest.mark.parametrize("length", [20, 26, 29, 30, 31, 32])
@pytest.mark.parametrize("said", [
    ["采用", "{}", "技术。"], ["采用{}技术。"], ["采用", "{}，", "技术"], ["采用", "“{}”", "。", "好"],
    ["采用", "（{}）。", "技术"], ["采", "用", "{}技", "术"], ["the ", "{}, ", "so"], ["{}.”"],
    ["采用", "{}", "WWWW", "技术"],
])  # fmt: skip
def test_a_latin_word_of_up_to_32_letters_is_never_cut(said: list[str], length: int) -> None:
    word = LONG[-length:] if "WWWW" not in said else LONG[: length - 4]
    whole = f"{word}WWWW" if "WWWW" in said else word
    narrow = PageRoom(lambda line: len(line) < 24)  # as where letters are too broad for the caption's full size
    for room in (ROOM, narrow):
        lines = lines_of(pages_of([text.format(word) for text in said], room))
        assert any(whole in line for line in lines), lines
        assert not any(line[0] in RULES.closing for line in lines[1:])


def test_a_word_that_not_even_smaller_letters_get_into_a_line_is_parted() -> None:
    room = PageRoom(lambda line: len(line) < 20, smaller=lambda line: len(line) < 28)
    assert lines_of(pages_of(["采用", LONG[:26], "技术"], room)) == ["采用", LONG[:26], "技术"]
    assert lines_of(pages_of([LONG], room)) == ["Abcdefghijklm-", "nopqrstuvwxyzabcdef"]
    assert lines_of(pages_of(["采用", LONG + "g", "技术"]))[:3] == ["采用Abcdefghijklmnopqrs-", "tuvwxyzabcdefg技术"]


def test_a_word_longer_than_a_line_is_one_page_of_two_halves_marked_one_after_the_other() -> None:
    words = ["Let's ", "start ", "with ", "this: ", "kalkablagerungsentfernungswirkung ", "inklusive ", "Konzentrat."]
    pages = pages_of(words)
    page = next(page for page in pages if any(word.text.startswith("kalk") for line in page.lines for word in line))
    (*_, first), (second, *_) = page.lines
    assert (first.text, second.text.strip()) == ("kalkablagerungs-", "entfernungswirkung")
    assert page.start <= first.start < first.end == second.start < second.end
    assert (first.start, second.end) == (8 + round(800 * 30 / 1000), 8 + round(980 * 30 / 1000))


def test_an_address_longer_than_a_line_is_parted_without_a_hyphen() -> None:
    lines = lines_of(pages_of(["See ", "https://www.nordleaf-example.com/products/tabs-2026."]))
    assert lines[-2:] == ["https://www.nordleaf-example.", "com/products/tabs-2026."]


@given(narrations())
@example([*"北叶保温杯配合充电盒续航小时", "，", "好"])
def test_no_line_begins_with_closing_punctuation(words: list[str]) -> None:
    _, *others = lines_of(pages_of(words))
    assert not any(line[0] in RULES.closing for line in others)


@given(narrations())
def test_pages_follow_the_voice(words: list[str]) -> None:
    voice = 8
    pages = pages_of(words, voice=voice)
    last = 0
    for page in pages:
        shown = [word for line in page.lines for word in line]
        assert page.start >= last and page.start == shown[0].start
        assert all(page.start <= word.start < word.end for word in shown)
        assert page.end > page.start
        last = page.end
    times = {round(ms * 30 / 1000) + voice for word in spoken(words) for ms in (word.start_ms,)}
    whole = [
        word
        for page in pages
        for line in page.lines
        for word in line
        if word.text.strip() in {w.strip() for w in words}
    ]
    assert all(word.start in times for word in whole)


def test_a_page_ends_before_the_transition() -> None:
    pages = page_words(spoken(["早上", "灌的", "热水。"]), RULES, ROOM, 8, 27, 30)
    assert pages[-1].end == 27


def test_pages_turn_at_the_end_of_a_phrase() -> None:
    pages = pages_of(list("早上灌的热水，到傍晚还是烫的。北叶保温杯，一键弹盖。"))
    assert all(line[-1] in "，。" for line in lines_of(pages))
    assert lines_of(pages[-1:])[0].startswith("北叶")


def test_a_number_and_a_word_stay_whole() -> None:
    words = ["这款", "充电盒", "可以", "连续", "使用", "1234.5 ", "小时", "不用", "充电"]
    assert any("1234.5" in line for line in lines_of(pages_of(words)))


MEASURED = ("350 毫升", "3 个月", "1999 元", "12 小时", "2.5 米", "三个月", "65 W", "5000 mAh", "87 键")


@pytest.mark.parametrize("measured", MEASURED)
@pytest.mark.parametrize("before", range(2, 16))
@pytest.mark.parametrize("most", [9, 12, 99])
def test_a_figure_stays_on_a_line_with_what_it_counts(measured: str, before: int, most: int) -> None:
    figure, _, unit = measured.partition(" ")
    words = [*HAN[:before], *([f"{figure} ", unit] if unit else measured), *"的热水，够喝一上午。"]
    lines = lines_of(pages_of(words, PageRoom(lambda line: len(line) <= most)))
    assert any(measured in line for line in lines), lines
    assert all(sum(map(wide, line)) <= MOST_WIDE for line in lines)


def test_english_turns_between_a_figure_and_a_small_word() -> None:
    assert [piece.text for piece in split("12 to 65 W on", RULES)] == ["12 ", "to ", "65 W ", "on"]


def test_lines_also_fit_the_box() -> None:
    narrow = PageRoom(lambda line: len(line) <= 6)
    assert all(len(line) <= 6 for line in lines_of(pages_of(list("早上灌的热水到傍晚还是烫的"), narrow)))


def test_one_line_pages_when_a_template_wants_them() -> None:
    pages = pages_of(list("早上灌的热水到傍晚还是烫的") * 3, PageRoom(lambda line: True, lines=1))
    assert len(pages) > 1 and all(len(page.lines) == 1 for page in pages)


def test_no_words_no_pages() -> None:
    assert page_words([], RULES, ROOM, 8, 30, 30) == ()
