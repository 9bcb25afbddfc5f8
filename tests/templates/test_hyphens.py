"""Words longer than a line: where they are parted, and that nothing of them is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.hyphens import parted, partings


def parts_of(word: str, most: int = 32) -> tuple[str, ...]:
    return parted(word, partings(word, lambda part: len(part) <= most))


@pytest.mark.parametrize("parts", [
    ("kalkablagerungs-", "entfernungswirkung"),
    ("Geschirrspülmaschinen-", "reinigungstabletten"),
    ("supercalifragilis-", "ticexpialidocious"),
    ("AVeryLongProductModelName-", "WithoutAnySpaces2000XL"),
    ("(Donaudampfschifffahrts-", "gesellschaftskapitänsmüt-", "zenabzeichenhalterung),"),
])  # fmt: skip
def test_a_word_is_parted_at_a_seam_or_a_syllable_near_its_middle(parts: tuple[str, ...]) -> None:
    assert parts_of("".join(part.removesuffix("-") for part in parts)) == parts


@pytest.mark.parametrize("parts", [
    ("Aufgaben-", "übertragung"),
    ("Aufgaben-", "übertragungen"),
    ("Schreibtisch-", "unterlage"),
    ("Mehrzweck-", "aufsatz"),
    ("Temperatur-", "anzeige"),
    ("Flaschen-", "öffner"),
    ("Rücken-", "unterstützung"),
    ("Höhenver-", "stellbarkeit"),
    ("Geschirrspül-", "maschinenfest"),
])  # fmt: skip
def test_a_part_of_a_compound_that_begins_with_a_vowel_keeps_it(parts: tuple[str, ...]) -> None:
    assert parts_of("".join(part.removesuffix("-") for part in parts), 14) == parts


def test_a_word_with_a_hyphen_of_its_own_is_parted_there() -> None:
    assert parts_of("microscopic-silicovolcanoconiosis-proof") == ("microscopic-", "silicovolcanoconiosis-proof")


@pytest.mark.parametrize("parts", [
    ("https://www.nordleaf-example.", "com/products/tabs-2026"),
    ("service@nordleaf-example-", "very-long-domain.com"),
    ("12345678901234567890", "12345678901234567890"),
    ("กขคงจฉชซฌญฎฏฐฑฒณดต", "ถทธนบปผฝพฟภมยรลวศษ"),
])  # fmt: skip
def test_addresses_figures_and_scripts_without_hyphens_get_none(parts: tuple[str, ...]) -> None:
    assert parts_of("".join(parts)) == parts


@given(st.text("abcdeäXY19-./,()“”!ü", min_size=2, max_size=90), st.integers(4, 32))
def test_every_part_fits_and_only_hyphens_are_added(word: str, most: int) -> None:
    cuts = partings(word, lambda part: len(part) <= most)
    parts, ends = parted(word, cuts), (0, *cuts, len(word))
    assert all(0 < len(part) <= most for part in parts)
    for part, begin, end in zip(parts, ends[:-1], ends[1:], strict=True):
        assert part in (word[begin:end], word[begin:end] + "-")
