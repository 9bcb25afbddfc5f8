import pytest

from presenter.pace import rate_for


def test_speech_that_is_too_long_is_spoken_faster() -> None:
    assert rate_for(5500, 5000) == pytest.approx(1.1)
    assert rate_for(4500, 5000) == pytest.approx(0.9)


def test_never_more_than_15_percent() -> None:
    assert rate_for(9000, 5000) == pytest.approx(1.15)
    assert rate_for(2000, 5000) == pytest.approx(0.85)


def test_counts_from_the_rate_it_was_spoken_at() -> None:
    assert rate_for(5000, 5500, rate=1.1) == pytest.approx(1.0)


@pytest.mark.parametrize(("spoken", "target"), [(0, 5000), (5000, 0), (-1, 5000)])
def test_a_duration_has_to_be_positive(spoken: int, target: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        rate_for(spoken, target)
