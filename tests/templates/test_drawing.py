"""The catalogue drawn with the real fonts and the example photos."""

from itertools import product as every
from pathlib import Path

import numpy as np
import pytest

from domain.brief import Aspect, Language
from media.fonts import load_font_book
from media.picture import load_picture
from media.store import LocalAssetStore
from renderer.resources import Resources
from renderer.still import draw_still
from renderer.text.measure import SkiaMeasurer
from templates.compose import compose
from tests.templates import material as m

MEDIA = Path(__file__).parents[2] / "examples" / "media"


@pytest.mark.slow
@pytest.mark.parametrize(("template", "aspect", "language"), tuple(every(m.TEMPLATES, m.ASPECTS, m.LANGUAGES)))
def test_the_cover_is_drawn_with_real_type(template: str, aspect: Aspect, language: Language, tmp_path: Path) -> None:
    store = LocalAssetStore(tmp_path)
    images = tuple(store.put_file(MEDIA / name) for name in ("mug-pack.jpg", "mug-life.jpg"))
    resources = Resources(load_font_book(), store.path, load_picture)
    timeline = compose(
        m.loaded(template),
        m.inputs(m.script(language), aspect=aspect, images=images),
        SkiaMeasurer(resources.fonts),
    )
    picture = draw_still(timeline, timeline.cover, resources)
    assert picture.shape == (timeline.height, timeline.width, 3)
    assert picture.std() > 20 and len(np.unique(picture[::8, ::8].reshape(-1, 3), axis=0)) > 500
