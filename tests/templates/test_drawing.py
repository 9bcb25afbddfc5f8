"""The catalogue drawn small with the real fonts and the example photos, in every aspect and language."""

from functools import cache
from itertools import product as every
from pathlib import Path

import numpy as np
import pytest

from domain.brief import Aspect, Language
from media.fonts import load_font_book
from media.picture import load_picture
from media.store import LocalAssetStore
from renderer.resources import Resources
from renderer.shrink import shrunk
from renderer.still import draw_still
from renderer.text.measure import SkiaMeasurer
from templates.compose import compose
from tests.templates import material as m

MEDIA = Path(__file__).parents[2] / "examples" / "media"
PHOTOS = ("mug-pack.jpg", "mug-life.jpg", "desk-before.jpg", "desk-after.jpg")


CASES = tuple(every(m.TEMPLATES, m.ASPECTS, m.LANGUAGES))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalAssetStore:
    return LocalAssetStore(tmp_path_factory.mktemp("assets"))


@cache
def measurer() -> SkiaMeasurer:
    return SkiaMeasurer(load_font_book())


@pytest.mark.slow
@pytest.mark.parametrize(("turn", "case"), tuple(enumerate(CASES)))
def test_scenes_are_drawn_with_real_type(turn: int, case: tuple[str, Aspect, Language], store: LocalAssetStore) -> None:
    """Two or three scenes of each case, others in the next: together every scene in several aspects."""
    template, aspect, language = case
    pack, life, before, after = (store.put_file(MEDIA / name) for name in PHOTOS)
    resources = Resources(load_font_book(), store.path, load_picture)
    inputs = m.inputs(m.script(language), aspect=aspect, images=(pack, life), pair=(before, after), cutouts={})
    timeline = shrunk(compose(m.loaded(template), inputs, measurer()), 216)
    for start, scene in tuple(zip(timeline.starts, timeline.scenes, strict=True))[turn % 3 :: 3]:
        picture = draw_still(timeline, start + scene.frames // 2, resources)
        assert picture.shape == (timeline.height, timeline.width, 3)
        assert picture.std() > 12 and len(np.unique(picture.reshape(-1, 3), axis=0)) > 60, scene.id


def test_a_headline_beside_the_product_in_a_square_turns_before_its_phrase() -> None:
    written = m.script("en")
    benefits = [scene.id for scene in written.scenes if scene.role == "benefit"]
    for name in benefits:
        written = m.changed(written, name, headline="Dropper top for easy dosing", subline="", items=())
    found = [
        text.split("\n")
        for seed in range(3)
        for scene in compose(m.loaded("spotlight"), m.inputs(written, aspect="1:1", seed=seed), measurer()).scenes
        if scene.role == "benefit" and any(".stand." in layer.id for layer in scene.layers)
        for text, _ in m.upright_texts(scene)
    ]
    assert found and all(lines == ["Dropper top", "for easy", "dosing"] for lines in found)
