from presenter.normalise import Reading, normalise
from presenter.timing import Moment, time_words


def timed(reading: Reading, *moments: tuple[int, float, float], duration_ms: int = 1000) -> list[tuple[str, int, int]]:
    words = time_words(reading, [Moment(*moment) for moment in moments], duration_ms)
    return [(word.text, word.start_ms, word.end_ms) for word in words]


READING = normalise("不锈钢，好", "zh")


def test_each_moment_is_a_word() -> None:
    words = timed(READING, (0, 0, 90), (1, 100, 190), (2, 200, 290), (4, 400, 500))
    assert words == [("不", 0, 90), ("锈", 100, 190), ("钢，", 200, 290), ("好", 400, 500)]


def test_what_the_engine_joins_is_one_word() -> None:
    assert timed(READING, (0, 0, 190), (2, 200, 290), (4, 400, 500))[0] == ("不锈", 0, 190)


def test_several_moments_in_one_token_are_one_word() -> None:
    reading = normalise("$12.50 only", "en")
    assert reading.said == "12 dollars 50 only"
    words = timed(reading, (0, 0, 200), (3, 210, 500), (11, 520, 700), (14, 720, 900))
    assert words == [("$12.50 ", 0, 700), ("only", 720, 900)]


def test_first_tokens_without_a_moment_join_the_first_word() -> None:
    assert timed(READING, (2, 50, 100), (4, 400, 500))[0] == ("不锈钢，", 50, 100)


def test_times_stay_in_the_audio_and_in_order() -> None:
    words = timed(READING, (0, -20, 150), (1, 100, 300), (2, 250, 280), (4, 990, 1500))
    assert words == [("不", 0, 100), ("锈", 100, 250), ("钢，", 250, 280), ("好", 990, 1000)]


def test_a_moment_that_goes_back_lengthens_the_word_before() -> None:
    assert timed(READING, (0, 0, 90), (4, 100, 200), (1, 210, 300)) == [("不锈钢，", 0, 90), ("好", 100, 300)]


def test_without_moments_the_line_is_one_word() -> None:
    assert timed(READING) == [("不锈钢，好", 0, 1000)]
