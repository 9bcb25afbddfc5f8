import pytest

from templates.apostrophes import curled


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Let's talk", "Let’s talk"),
        ("In Åsa Ö.'s words", "In Åsa Ö.’s words"),
        ("The buyers' words", "The buyers’ words"),
        ("l'eau d'été", "l’eau d’été"),
        ("a 6' pole, 5'11\" tall", "a 6' pole, 5'11\" tall"),
        ("they say 'it fits' and 'no regrets'", "they say 'it fits' and 'no regrets'"),
        ("already ’s", "already ’s"),
        ("保温杯", "保温杯"),
    ],
)
def test_typed_apostrophes_are_curled_and_nothing_else(typed: str, printed: str) -> None:
    assert curled(typed) == printed
