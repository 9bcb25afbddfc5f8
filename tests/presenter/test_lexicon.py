"""A brand's own pronunciations, before every other rule of reading."""

import pytest

from domain.brief import Language
from presenter.espeak import EspeakSpeaker
from presenter.normalise import normalise

OWN = {"NORDLEAF": "nord leaf", "X5": "叉五", "单于": "蝉于", "316": "三幺六", "C++": "see plus plus"}


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Try NORDLEAF today.", "en", "Try nord leaf today."),
        ("Try Nordleaf's best.", "en", "Try nord leaf's best."),
        ("NORDLEAFS stay.", "en", "nordleafs stay."),
        ("北叶NORDLEAF杯", "zh", "北叶 nord leaf 杯"),
        ("单于款，只要¥99", "zh", "蝉于款，只要九十九元"),
        ("316不锈钢，3160片", "zh", "三幺六不锈钢，三千一百六十片"),
        ("X5 和 X50", "zh", "叉五和 X 五十"),
        ("C++ first", "en", "see plus plus first"),
        ("ＮＯＲＤＬＥＡＦ", "en", "nord leaf"),
    ],
)
def test_words_are_said_as_the_brand_says(text: str, language: Language, said: str) -> None:
    reading = normalise(text, language, OWN)
    assert " ".join(reading.said.split()) == said
    assert "".join(token.source for token in reading.tokens) == text


def test_the_voice_says_it_and_the_caption_keeps_its_spelling() -> None:
    line = EspeakSpeaker().speak("单于款。", "zh", 1.0, {"单于": "蝉于"})
    like = EspeakSpeaker().speak("蝉于款。", "zh")
    assert "".join(word.text for word in line.words) == "单于款。"
    assert (line.pcm == like.pcm).all()
