import pytest

from presenter.tables import viseme_table
from presenter.visemes import shape_of, visemes

TABLE = viseme_table()
# Every phoneme the engine gave for a Mandarin syllable table and 500 English words.
MANDARIN = (
    "ts ɑu s. ɑ ŋ k w ˈa n m ʐ o- ˈei χ ai i. th ˈɑ ˈuei t ə p j ˈiɛ ˈɑu ˈuə s ˈi l ˈiou u ɕ ˈi. ˈər tɕ ˈai ts. ˈyæ ˈy "
    "ˈyɛ ˈonɡ ˈyə tɕh ˈi̪ tsh ts.h ˈə ˈo- ˈo ph f ˈu kh ˈou ˈiɑ"
)
ENGLISH = (
    "n ˈʌ m p ˈaɪ ˈiː k w əl z ɹ ə v d ɐ ɚ ˈeɪ ˈɑː b dʒ ɛ t ˈɑːɹ ɪ i h ˈoʊ iə s ɾ ˈuː f ˈæ θ ʃ l ᵻ ˈɔː ˈɔːɹ ˌaʊ j ð ŋ "
    "ɡ tʃ ˈɜː ʊ ɛɹ ɔɪ ʒ ˈaɪɚ r ɪɹ ˈʊɹ ʔ n̩"
)


@pytest.mark.parametrize(
    ("phoneme", "shape"),
    [("p", "p"), ("m", "p"), ("ˈuː", "u"), ("uei", "u"), ("tɕh", "ʃ"), ("ts", "s"), ("ts.h", "ʃ"), ("t", "t"),
     ("ˈyɛ", "y"), ("o-", "ə"), ("v", "f"), ("", "sil"), ("ˈaɪ", "a")],
)  # fmt: skip
def test_shape(phoneme: str, shape: str) -> None:
    assert shape_of(phoneme, TABLE) == shape


@pytest.mark.parametrize("phoneme", (MANDARIN + " " + ENGLISH).split())
def test_every_phoneme_of_the_voices_is_in_the_table(phoneme: str) -> None:
    plain = phoneme.strip("ˈˌ")
    assert any(plain.startswith(symbol) for symbols in TABLE.shapes.values() for symbol in symbols)


def test_no_symbol_makes_two_shapes() -> None:
    symbols = [symbol for symbols in TABLE.shapes.values() for symbol in symbols]
    assert len(symbols) == len(set(symbols))


def test_equal_neighbours_join_and_moments_without_length_go() -> None:
    line = [("p", 0), ("a", 50), ("ˈɑ", 80), ("", 120), ("", 120), ("t", 120), ("", 200)]
    assert [(v.shape, v.start_ms) for v in visemes(line, TABLE)] == [("p", 0), ("a", 50), ("t", 120), ("sil", 200)]
