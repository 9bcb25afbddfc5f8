from pathlib import Path

import pytest

from tests.cli.conftest import Vitrine
from tests.media.makers import encoded

AGREED = ("--person", "Li Lei", "--scope", "videos of our shop")
FACE = ("--eyes", "0.4,0.4 0.6,0.4", "--mouth", "0.5,0.6,0.2")


@pytest.fixture
def photo(place: Path) -> Path:
    path = place / "me.png"
    path.write_bytes(encoded(".png"))
    return path


def test_the_characters_are_listed(vitrine: Vitrine) -> None:
    shown = vitrine("presenters")
    assert shown.code == 0
    assert "mei" in shown.out
    assert "小美" in shown.out


def test_a_portrait_is_added_listed_and_revoked(vitrine: Vitrine, photo: Path) -> None:
    added = vitrine("presenters", "add", "li-lei", photo, *AGREED, *FACE)
    assert added.code == 0
    assert "eyes 0.400,0.400 0.600,0.400  mouth 0.500,0.600,0.200" in added.out
    assert "Li Lei" in vitrine("presenters").out
    assert vitrine("presenters", "revoke", "li-lei").code == 0
    assert "revoked" in vitrine("presenters").out


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ((), "no face was found"),
        (("--eyes", "0.4,0.4"), "do not say where a face is"),
        (("--mouth", "0.5,0.6,0.2"), "do not say where a face is"),
        (("--eyes", "0.6,0.4 0.4,0.4", "--mouth", "0.5,0.6,0.2"), "do not say where a face is"),
        ((*FACE, "--until", "2020-01-01"), "ended on 2020-01-01"),
    ],
)
def test_what_cannot_be_a_presenter_is_refused(
    options: tuple[str, ...], reason: str, vitrine: Vitrine, photo: Path
) -> None:
    refused = vitrine("presenters", "add", "li-lei", photo, *AGREED, *options)
    assert refused.code == 2
    assert reason in refused.err


def test_a_portrait_needs_a_person_and_a_scope(vitrine: Vitrine, photo: Path) -> None:
    assert vitrine("presenters", "add", "li-lei", photo, "--person", "Li Lei").code == 2
    assert vitrine("presenters", "add", "li-lei", photo, "--person", " ", "--scope", "x", *FACE).code == 2
