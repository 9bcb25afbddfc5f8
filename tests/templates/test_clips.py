"""Clips: shown alone, beside photos, and in scripts of few scenes."""

from itertools import product as every

import pytest

from domain.asset import Asset
from domain.brief import Aspect, Language
from domain.layers import VideoLayer
from tests.templates import material as m

SEEDS = (0, 1, 2)


@pytest.mark.parametrize("template", [name for name in m.TEMPLATES if name != "before-after"])
def test_one_clip_is_enough(template: str) -> None:
    timeline = m.composed(template, aspect=m.ASPECTS[len(template) % 4], images=(), videos=(m.CLIP,))
    assert {type(layer) for scene in timeline.scenes for layer in m.pictures_of(scene)} == {VideoLayer}


@pytest.mark.parametrize("photos", [(m.PACK,), (m.PACK, m.LIFE)], ids=["white", "both"])
@pytest.mark.parametrize("template", sorted({*m.TEMPLATES} - {"before-after", "gift-guide", "problem-solution"}))
def test_a_clip_is_shown_though_there_are_photos(template: str, photos: tuple[Asset, ...]) -> None:
    for aspect in m.ASPECTS:
        wide = m.CLIP.model_copy(update={"width": 1920, "height": 1080})
        for clip in (m.CLIP, wide):
            for seed in (0, 1, 2):
                timeline = m.composed(template, aspect=aspect, images=photos, videos=(clip,), seed=seed)
                shown = [[layer.asset for layer in m.pictures_of(scene)] for scene in timeline.scenes]
                assert sum(clip.sha256 in assets for assets in shown) == 1


@pytest.mark.parametrize(
    ("template", "aspect", "language"), tuple(every(("lookbook", "spotlight"), m.ASPECTS, m.LANGUAGES))
)
def test_a_clip_ends_a_script_without_another_scene_for_it(template: str, aspect: Aspect, language: Language) -> None:
    written = m.script(language)
    short = written.model_copy(update={"scenes": (written.scenes[0], *written.scenes[-2:])})
    timeline = m.composed(template, short, aspect=aspect, videos=(m.CLIP,))
    assert [m.CLIP.sha256 in {layer.asset for layer in m.pictures_of(scene)} for scene in timeline.scenes] == [
        False,
        False,
        True,
    ]


def test_a_clip_is_shown_when_there_is_one() -> None:
    shown = [
        layer
        for seed in SEEDS
        for scene in m.composed("spotlight", videos=(m.CLIP,), seed=seed).scenes
        for layer in m.pictures_of(scene)
    ]
    assert m.CLIP.sha256 in {layer.asset for layer in shown if isinstance(layer, VideoLayer)}
