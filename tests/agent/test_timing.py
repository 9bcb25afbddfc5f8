import pytest

from agent.timing import PAUSE, estimate_seconds, scenes_seconds


def test_longer_text_takes_longer_and_silence_takes_nothing() -> None:
    assert estimate_seconds("", "zh") == 0
    assert estimate_seconds("。", "zh") == 0
    assert (
        0
        < estimate_seconds("你好", "zh")
        < estimate_seconds("你好，世界", "zh")
        < estimate_seconds("你好。世界很大", "zh")
    )


def test_figures_count_as_they_are_read() -> None:
    assert estimate_seconds("129 元", "zh") == pytest.approx(estimate_seconds("一百二十九元", "zh"), rel=0.1)
    spelled = estimate_seconds("one hundred twenty nine yuan", "en")
    assert estimate_seconds("129 yuan", "en") == pytest.approx(spelled, rel=0.1)
    assert estimate_seconds("129 yuan", "en") > estimate_seconds("12 yuan", "en") + 0.5


def test_every_scene_adds_a_pause() -> None:
    lines = ["你好。", "再见。"]
    assert scenes_seconds(lines, "zh") == pytest.approx(sum(estimate_seconds(t, "zh") for t in lines) + 2 * PAUSE)


@pytest.mark.parametrize(
    ("text", "language", "seconds"),
    [
        # as the embedded voice spoke them at rate 1
        ("再好的咖啡，倒进随手拿的杯子里，也少了点滋味。", "zh", 3.80),
        ("这是北叶 316 不锈钢保温杯，316 不锈钢内胆。用料是什么，一句话说清。", "zh", 6.58),
        ("装入 95 度热水，12 小时后仍有 58 度，这是记录下来的结果。", "zh", 5.51),
        ("Battery gone halfway through the day?", "en", 1.93),
        ("Keeps drinks hot for 12 hours. That's this bottle.", "en", 3.84),
        ("Brushed steel body, teal carry-loop lid. Stairs, trains, coffee. A hand stays free.", "en", 6.89),
    ],
)
def test_the_estimate_is_near_the_embedded_voice(text: str, language: str, seconds: float) -> None:
    assert estimate_seconds(text, language) == pytest.approx(seconds, rel=0.2)  # type: ignore[arg-type]  # zh and en
