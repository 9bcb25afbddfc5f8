from typing import get_args

import pytest

from domain.brief import Language
from labeling.wording import load_wordings


@pytest.mark.parametrize("language", get_args(Language))
def test_every_language_has_a_wording_with_both_elements_and_flat_capitals_first(language: Language) -> None:
    wordings = load_wordings()
    text = wordings.wordings[language]
    assert wordings.missing_elements(text) == ()
    assert text.startswith("AI")


def test_no_wording_names_a_brand() -> None:
    assert not [text for text in load_wordings().wordings.values() if "vitrine" in text.lower()]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("AI", ("generation",)),
        ("生成", ("ai",)),
        ("Made by us", ("ai", "generation")),
        ("人工智能合成", ()),
        ("ai-GENERATED", ()),
    ],
)
def test_the_elements_a_text_lacks_are_named(text: str, missing: tuple[str, ...]) -> None:
    assert load_wordings().missing_elements(text) == missing
