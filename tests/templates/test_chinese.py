"""Chinese words: found where they are, and never parted by a caption's highlight."""

from collections import Counter
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.layers import CaptionPage
from domain.voice import SpokenWord
from templates.breaking import load_break_rules, split
from templates.captions import PageRoom, page_words
from templates.chinese import chinese_words, new_words

RULES = load_break_rules()
KNOWN = frozenset(RULES.words.split())


def spoken(told: str) -> list[SpokenWord]:
    """What a voice tells: words between bars, each 200 ms of sound."""
    return [SpokenWord(text=word, start_ms=200 * i, end_ms=200 * i + 200) for i, word in enumerate(told.split("|"))]


def pages_of(told: str) -> tuple[CaptionPage, ...]:
    return page_words(spoken(told), RULES, PageRoom(lambda line: True), 0, 100_000, 30)


def lit(told: str) -> str:
    """What the captions light, between bars."""
    return "|".join(word.text for page in pages_of(told) for line in page.lines for word in line)


@pytest.mark.parametrize("words", [
    "挑|了|很|久|还是|没|遇到|合适|的", "现在|就|点开|链接|看看", "充电盒|放得进|牛仔裤", "能|放|手机",
    "手工|黑巧克力|坚果|礼盒", "加厚|海绵|坐垫|久坐|不|累", "零|诱食剂|粗蛋白|含量", "添加|牛磺酸|与|鱼油",
    "不|添加|代可可脂|和|反式脂肪酸", "白蜡木|实木|椅腿", "烟酰胺|提亮|不|卡粉",
    "主动降噪|续航", "桑蚕丝|面料|亲肤|透气",
    "多久|坐|一次|车", "电动|车|充电器|发货|快", "中国|家具|有限公司", "他|的|书桌|面向|大海", "全国|顺丰|包邮",
    "打开|也|不|扫兴", "研究|生命|起源", "地铁|上|打电话|也|听|得|清",
])  # fmt: skip
def test_words_are_found_in_running_text(words: str) -> None:
    text = words.replace("|", "")
    assert "|".join(text[begin:end] for begin, end in chinese_words(text, KNOWN)) == words


@given(st.text(st.sampled_from("早上灌的热水到傍晚还是烫一键弹盖，。 12abé🙂𠀀"), max_size=30))
def test_words_follow_each_other_and_hold_every_hanzi(text: str) -> None:
    spans = chinese_words(text)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join(text[a:b] for a, b in spans) == "".join(c for c in text if "\u4e00" <= c <= "\u9fff")


def test_names_are_what_no_list_knows() -> None:
    assert new_words("北叶") == ("北叶",)
    assert new_words("禾露 316 不锈钢保温杯", frozenset(["保温杯"])) == ("禾露",)
    assert RULES.knowing(["禾露桌面分线盒"]).inside_words("禾露的分线盒") == {1, 4, 5}


@pytest.mark.parametrize(("told", "shown"), [
    ("还是|没|遇|到|合|适|的|理|线|盒？", "还是|没|遇到|合适|的|理线盒？"),
    ("现|在 |69 元，|点|开|链|接|看看。", "现在 |69 元，|点开|链接|看看。"),
    ("竹|木|盖，|能|放手|机。", "竹木|盖，|能|放手机。"),
    ("才知道|好不好。", "才知道|好不好。"),
    ("配|合|充|电|盒|续|航 |30 小时。", "配合|充电盒|续航 |30 小时。"),
])  # fmt: skip
def test_a_highlight_never_parts_a_word(told: str, shown: str) -> None:
    assert lit(told) == shown


def test_a_joined_word_lasts_from_its_first_sound_to_its_last() -> None:
    (page,) = pages_of("很|合|适。")
    assert [(word.text, word.start, word.end) for word in page.lines[0]] == [("很", 0, 6), ("合适。", 6, 18)]


def test_no_more_than_four_characters_are_joined() -> None:
    """Where a voice's own words cross those of the list, a short highlight matters more."""
    assert lit("在实验室|里外面都能|用") == "在实验室|里外面都能|用"


def test_a_line_parts_no_word_where_it_need_not() -> None:
    costs, at = {}, 0
    for piece in split("还是没遇到合适的收纳盒", RULES):
        costs[at], at = piece.cost, at + len(piece.text)
    inside = {1, 4, 6, 9, 10}
    assert min(costs[i] for i in inside) > max(cost for i, cost in costs.items() if i not in inside | {7})


def test_the_words_of_products_are_words_and_stand_once_in_their_list() -> None:
    told = files("templates").joinpath("words.products.zh.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in told if not line.startswith("#") for word in line.split()]
    assert len(words) > 300
    assert all(2 <= len(word) <= 5 and all("\u4e00" <= c <= "\u9fff" for c in word) for word in words)
    assert not [word for word, times in Counter(words).items() if times > 1]
    assert not [word for word in words if chinese_words(word) != ((0, len(word)),)]


def test_a_line_turns_before_a_claim_and_leaves_no_two_letters_of_it() -> None:
    costs: dict[str, float] = {piece.text: piece.cost for piece in split("加厚海绵坐垫久坐不累", RULES)}
    assert costs["久"] < costs["不"]
