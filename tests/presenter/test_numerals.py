import pytest

from presenter.numerals import cardinal, digit_by_digit


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("0", "零"),
        ("2", "二"),
        ("10", "十"),
        ("12", "十二"),
        ("20", "二十"),
        ("101", "一百零一"),
        ("110", "一百一十"),
        ("129", "一百二十九"),
        ("200", "二百"),
        ("1001", "一千零一"),
        ("1010", "一千零一十"),
        ("2000", "两千"),
        ("10500", "一万零五百"),
        ("12000", "一万二千"),
        ("20000", "两万"),
        ("100000", "十万"),
        ("1000001", "一百万零一"),
        ("200000000", "两亿"),
        ("99.5", "九十九点五"),
        ("0.05", "零点零五"),
        ("007", "零零七"),
        ("1234567890123", "一二三四五六七八九零一二三"),
    ],
)
def test_cardinal(number: str, said: str) -> None:
    assert cardinal(number) == said


def test_no_two_numbers_are_said_alike() -> None:
    said = {cardinal(str(n)) for n in range(20_000)}
    assert len(said) == 20_000


def test_digit_by_digit() -> None:
    assert digit_by_digit("316") == "三一六"
    assert digit_by_digit("8.5") == "八五"
