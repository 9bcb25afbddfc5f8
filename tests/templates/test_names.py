"""Reviewers' names, in as many letters as there is room for."""

from itertools import product as every

import pytest

from domain.brief import Aspect
from templates.names import shorter_names
from templates.slots import slots_in
from tests.templates import material as m

LONG = "Maximiliane Schwarzenberger von Hohenstauffen"
QUOTING = tuple(name for name in m.TEMPLATES if "review.author" in " ".join(slots_in(m.loaded(name).model_dump_json())))


@pytest.mark.parametrize(
    ("name", "shorter"),
    [
        (LONG, ["Maximiliane S. H.", "Maximiliane H.", "Maximiliane", "M."]),
        ("Dr. Ada Lovelace", ["Dr. Ada L.", "Dr. Ada", "D."]),
        ("Anna-Lena Groß (Berlin, verified)", ["Anna-Lena Groß", "Anna-Lena G.", "Anna-Lena", "A."]),
        ("Priya", ["P."]),
        ("محمد الأحمد", ["محمد ا.", "محمد", "م."]),
    ],
)
def test_a_name_grows_shorter_by_whole_words(name: str, shorter: list[str]) -> None:
    assert list(shorter_names(name)) == shorter


def _author(template: str, aspect: Aspect, name: str, width: int) -> tuple[str, ...]:
    """The lines in which a template shows the name of the reviewer it quotes."""
    facts = m.product("en")
    reviews = tuple(review.model_copy(update={"author": name}) for review in facts.reviews)
    cut = m.picture("0", mime="image/png", width=width, height=1060)
    timeline = m.composed(
        template,
        m.script("en"),
        product=facts.model_copy(update={"reviews": reviews, "translations": {}}),
        aspect=aspect,
        cutouts={m.PACK.sha256: cut},
    )
    scene = next(scene for scene in timeline.scenes if scene.role == "proof")
    found = (text for text, _ in m.upright_texts(scene) if text.split()[0][0] == name[0])
    return tuple(next(found, "").split("\n"))


@pytest.mark.parametrize(("template", "aspect"), tuple(every(QUOTING, m.ASPECTS)))
def test_a_long_name_is_fitted_and_never_cut_inside_a_word(template: str, aspect: Aspect) -> None:
    for name, width in every((LONG, f"{LONG} of {LONG}"), (300, 1060)):
        lines = _author(template, aspect, name, width)
        allowed = {name, *shorter_names(name)}
        assert len(lines) <= 4 and " ".join(lines) in {*allowed, *(form.upper() for form in allowed)}, lines


def test_a_name_grows_smaller_then_takes_two_lines_and_only_then_grows_shorter() -> None:
    assert _author("testimonial", "9:16", "Maximiliane Schwarz", 1060) == ("Maximiliane Schwarz",)
    parted = _author("testimonial", "9:16", "Maximiliane von Hohenstauffen-Meyer", 1060)
    assert " ".join(parted) == "Maximiliane von Hohenstauffen-Meyer" and len(parted) == 2
    assert _author("testimonial", "9:16", LONG, 1060) == ("Maximiliane S. H.",)
