import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.mentions import mentions, normalise
from agent.numerals import english_value, fold, hanzi_value, spoken_english, spoken_hanzi
from agent.units import alternatives, units


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百二十九", 129),
        ("一万二千", 12000),
        ("三点五", "3.5"),
        ("二零二六", 2026),
        ("三百万", 3000000),
        ("一亿零三", 100000003),
    ],
)
def test_hanzi_numerals(numeral: str, value: int | str) -> None:
    assert hanzi_value(numeral) == Decimal(value)


@given(st.integers(0, 9_999_999_999))
def test_a_number_read_in_chinese_reads_back(number: int) -> None:
    assert hanzi_value(spoken_hanzi(Decimal(number))) == number


@given(st.integers(0, 999_999_999))
def test_a_number_read_in_english_reads_back(number: int) -> None:
    assert english_value(spoken_english(Decimal(number))) == number


def test_decimals_are_read_digit_by_digit() -> None:
    assert spoken_hanzi(Decimal("12.50")) == "十二点五"
    assert spoken_english(Decimal("5.3")) == "five point three"


def test_folding_makes_one_form_of_many() -> None:
    assert fold("￥１，２９９．５０　％") == "¥1299.50 %"
    assert fold("1​2 ℃") == "12 °C"
    assert fold("1,29 and 1,299,000") == "1,29 and 1299000"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("十二小时，五十元", "12小时,50元"),
        ("百分之二十", "20%"),
        ("三天两头，万一，千万别", "□□□□,□□,□□□"),
        ("一只杯子，每一天", "一只杯子,每一天"),
        ("一小时", "1小时"),
        ("半小时", "0.5小时"),
        ("twelve hours and one bottle", "12 hours and one bottle"),
        ("one hundred and twenty-nine yuan", "129 yuan"),
    ],
)
def test_numerals_that_count_something_become_digits(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("50元", "¥50.00"),
        ("50 yuan", "五十块钱"),
        ("0.5 L", "500 毫升"),
        ("12-hour", "十二个小时"),
        ("1 kg", "1000克"),
        ("$1,299", "1299 美元"),
        ("３ 年", "36 个月"),
        ("九块九", "9.9 元"),
        ("IPX4", "ipx4"),
    ],
)
def test_spellings_of_the_same_quantity_are_the_same_mention(one: str, other: str) -> None:
    (left,), (right,) = mentions(one), mentions(other)
    assert (left.kind, left.value) == (right.kind, right.value)
    assert set(left.unit.split("/")) & set(right.unit.split("/"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 小时", "12 天"),
        ("500 ml", "500 g"),
        ("99 元", "99 美元"),
        ("12 层", "12 种"),
        ("5G", "5 g"),
        ("20%", "20 元"),
    ],
)
def test_different_units_are_different_mentions(one: str, other: str) -> None:
    assert {m.key for m in mentions(one)}.isdisjoint(m.key for m in mentions(other))


def test_every_name_of_a_unit_is_found_whole() -> None:
    table = units()
    pattern = re.compile(table.unit_pattern())
    names = [name for kind in (*table.units, *table.counters) for name in kind.names]
    assert [name for name in names if not pattern.fullmatch(name) or pattern.match(f"{name} ")[0] != name] == []  # type: ignore[index]
    assert [pattern.match(text) for text in ("metered", "M", "ouncesx")] == [None] * 3


def test_names_of_hanzi_alone_match_nothing_but_themselves() -> None:
    pattern = re.compile(alternatives(["小时", "时"]))
    assert [match[0] for match in pattern.finditer("3小时, 2时 and 5 h")] == ["小时", "时"]
