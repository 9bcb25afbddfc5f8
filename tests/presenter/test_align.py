from presenter.align import align
from presenter.normalise import normalise


def aligned(text: str, *words: str) -> list[str]:
    reading = normalise(text, "en")
    found = align(reading, [(word, i * 100.0, i * 100.0 + 90) for i, word in enumerate(words)])
    return [f"{reading.said[word.position : word.last_position + 1]}@{word.start_ms:g}" for word in found]


def test_words_are_found_in_order() -> None:
    assert aligned("the tea, the cup", "the", "tea", "the", "cup") == ["the@0", "tea@100", "the@200", "cup@300"]


def test_case_marks_and_spaces_do_not_count() -> None:
    assert aligned("It's LED tea", "it’s", "L", "ED", "Tea.") == ["It's@0", "L@100", "E D@200", "tea@300"]


def test_a_word_the_service_made_up_is_left_out() -> None:
    assert aligned("one two", "one", "hm", "two", "…") == ["one@0", "two@200"]
