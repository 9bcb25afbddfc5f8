import pytest

from agent.disguise import unsplit


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("最🔥好", "最好"),
        ("最 ★ 好评", "最好评"),
        ("全 网", "全网"),
        ("全 网最低", "全网最低"),
        ("安全 国内", "安全 国内"),
        ("全     网", "全     网"),  # a wider gap parts what is said
        ("最 -", "最 -"),
        ("杯*A", "杯*a"),
        ("zui hao", "最好"),
        ("第yi品pai", "第一品牌"),
        ("usb hub", "usb hub"),
        ("zuihaox", "zuihaox"),
        ("b.e.s.t", "best"),
        ("be$t", "best"),
    ],
)
def test_what_splits_or_spells_a_word_is_taken_out(written: str, plain: str) -> None:
    assert unsplit(written) == plain
