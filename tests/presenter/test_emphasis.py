"""Emphasis: numbers stand out in the sound, and the words keep their places."""

import numpy as np
import pytest

from domain.brief import Language
from presenter.emphasis import is_stressed, mark_up
from presenter.espeak import EspeakSpeaker
from presenter.normalise import normalise
from presenter.speaker import SpokenLine

LINES: tuple[tuple[Language, str], ...] = (
    ("zh", "保温12小时，现在只要99元。"),
    ("en", "Hot for 12 hours, only 99 dollars now."),
)


def test_only_what_is_said_of_a_number_is_marked() -> None:
    reading = normalise("只要¥99，<快>来", "zh")
    text = mark_up(reading, 0, len(reading.said)).text
    assert text.startswith("只要<prosody") and "九十九元</prosody>，" in text
    assert text.count("<prosody") == text.count("</prosody>") == 1


def test_every_character_of_the_markup_has_its_place() -> None:
    reading = normalise("Only $9 & free", "en")
    marked = mark_up(reading, 0, len(reading.said))
    assert len(marked.text) == len(marked.places)
    assert marked.places == tuple(sorted(marked.places))
    assert [reading.said[place] for place in dict.fromkeys(marked.places)] == list(reading.said)


def test_a_stretch_cut_through_a_number_is_closed() -> None:
    reading = normalise("价格99元整", "zh")
    first, second = mark_up(reading, 0, 3), mark_up(reading, 3, len(reading.said))
    assert all(part.text.count("<prosody") == part.text.count("</prosody>") == 1 for part in (first, second))


@pytest.mark.parametrize(("language", "text"), LINES, ids=["zh", "en"])
@pytest.mark.parametrize("who", ["annie", "max"])
def test_numbers_are_louder_and_slower_than_without_stress(who: str, language: Language, text: str) -> None:
    name = f"espeak-{language}-{who}"
    stressed, plain = (EspeakSpeaker(name, stress=stress).speak(text, language) for stress in (True, False))
    assert [word.text for word in stressed.words] == [word.text for word in plain.words]
    assert standing_out(stressed) - standing_out(plain) >= 1.5
    assert 1.02 <= length(stressed) / length(plain) <= 1.15


def length(line: SpokenLine) -> int:
    return sum(word.end_ms - word.start_ms for word in line.words if is_stressed(word.text))


def standing_out(line: SpokenLine) -> float:
    """How many dB the numbers are above the other words."""
    parts: dict[bool, list[np.ndarray]] = {True: [], False: []}
    for word in line.words:
        parts[is_stressed(word.text)].append(line.pcm[word.start_ms * 48 : word.end_ms * 48].astype(float))
    numbers, others = (np.mean(np.concatenate(parts[kind]) ** 2) for kind in (True, False))
    return float(10 * np.log10(numbers / others))
