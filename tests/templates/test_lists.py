"""Lists of the brief: every entry is seen, in every shape."""

import pytest

from domain.brief import Aspect, Comparison
from domain.layers import GroupLayer, ShapeLayer, TextLayer
from domain.script import Claim
from tests.templates import material as m

SIX = (
    "24 assorted dark chocolate truffles",
    "A hand-tied grosgrain satin ribbon",
    "Tasting guide in three languages",
    "Greeting card with an envelope",
    "Reusable insulated carrier bag",
    "One surprise",
)
ROWS = tuple(Comparison(point=line[:24], ours="Peru, single estate", other="38 to 45%") for line in SIX)
LISTS = [("how-to", "steps"), ("unboxing", "included"), ("gift-guide", "included"), ("comparison", "compared_with")]


def told(template: str, name: str, aspect: Aspect, count: int, seed: int) -> tuple[list[str], list[GroupLayer]]:
    """What the scene that tells a list shows, and the groups with words, which are its rows."""
    written = m.script("en")
    scene = next(scene for scene in written.scenes if scene.role == "benefit")
    field = f"product.{name}" + ("" if name == "compared_with" else "[0]")
    telling = m.changed(written, scene.id, claims=(Claim(text="x", field=field),))
    lists = {
        "steps": SIX[:count],
        "included": SIX[:count],
        "comparison": ROWS[:count],
        "compared_with": "Another box",
        "translations": {},
    }
    timeline = m.composed(template, telling, aspect=aspect, product=m.product("en", **lists), seed=seed)
    found = next(shown for shown in timeline.scenes if shown.id == scene.id)
    groups = [layer for layer in found.layers if isinstance(layer, GroupLayer)]
    groups = [group for group in groups if any(isinstance(child, TextLayer) for child in group.layers)]
    return [text for text, _ in m.upright_texts(found)], groups


@pytest.mark.parametrize("aspect", m.ASPECTS)
@pytest.mark.parametrize(("template", "name"), LISTS)
def test_all_six_entries_are_seen_apart_from_each_other(template: str, name: str, aspect: Aspect) -> None:
    for seed in range(3):
        shown, rows = told(template, name, aspect, 6, seed)
        words = " ".join(" ".join(text.split()) for text in shown)
        expected = [row.point for row in ROWS] if name == "compared_with" else SIX
        assert not [line for line in expected if line.strip() not in words], words
        assert len(rows) >= 6
        assert not any(a.box.intersects(b.box) for i, a in enumerate(rows) for b in rows[i + 1 :])
        sizes = [child.style.size for group in rows for child in group.layers if isinstance(child, TextLayer)]
        assert min(sizes) >= 26


def test_what_stands_in_a_low_row_stays_inside_it() -> None:
    for aspect in m.ASPECTS:
        for group in told("how-to", "steps", aspect, 6, 1)[1]:
            shapes = [child.box for child in group.layers if isinstance(child, ShapeLayer)]
            assert all(group.box.y <= box.y and box.bottom <= group.box.bottom for box in shapes)


def test_a_short_list_keeps_its_layout() -> None:
    few, many = (told("how-to", "steps", "1:1", count, 1)[1] for count in (4, 6))
    assert many[0].box.y < few[0].box.y and many[0].box.h < few[0].box.h
