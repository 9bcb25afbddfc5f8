"""Which scene and which pictures show what is said."""

from collections.abc import Sequence

import pytest

from domain.asset import Asset
from domain.errors import TemplateError
from domain.script import Claim
from templates.casting import cast_pictures, cast_scenes, trim_clips
from templates.pictures import Shelf
from templates.slots import Slots
from templates.spec import Limit, SceneSpec
from tests.templates.material import CLIP, LIFE, PACK, composed, loaded, script

TEMPLATE = loaded("spotlight")
EVERYTHING = {"headline": "x", "items[0]": "x", "items[1]": "x", "review.text": "x", "now_price": "x"}
FLAGS = {"pack": "yes", "life": "yes", "video": "yes"}


def looks(slots: dict[str, str], seed: int = 0) -> dict[str, str]:
    written = script()
    specs = cast_scenes(TEMPLATE, written, [slots] * len(written.scenes), seed)
    return {scene.id: spec.id for scene, spec in zip(written.scenes, specs, strict=True)}


def test_what_there_is_to_say_picks_the_scene() -> None:
    assert looks(EVERYTHING | FLAGS)["proof"] == "quote"
    assert looks({"headline": "x"})["proof"] == "night"
    assert looks({"headline": "x"})["offer"] == "night" and looks(EVERYTHING)["offer"] == "price"


def test_a_scene_comes_no_more_often_than_it_may() -> None:
    written = script()
    many = written.model_copy(update={"scenes": (written.scenes[0], *(written.scenes[2],) * 3)})
    specs = cast_scenes(loaded("how-to"), many, [{"headline": "x", "steps[0]": "x"}] * 4, 0)
    assert [spec.id for spec in specs].count("steps") == 1


@pytest.mark.parametrize("name", ["lookbook", "spotlight"])
def test_a_clip_is_shown_last_in_a_script_without_another_scene_for_it(name: str) -> None:
    written, template = script(), loaded(name)
    ends = written.model_copy(update={"scenes": (written.scenes[0], *written.scenes[-2:])})
    for seed in range(6):
        filmed = cast_scenes(template, ends, [EVERYTHING | FLAGS] * 3, seed)
        still = cast_scenes(template, ends, [EVERYTHING | {"pack": "yes", "life": "yes"}] * 3, seed)
        assert [spec.id for spec in filmed][:2] == [spec.id for spec in still][:2]
        assert filmed[2].most == 0 and shown_clips(filmed) == 1
        whole = cast_scenes(template, written, [EVERYTHING | FLAGS] * len(written.scenes), seed)
        assert shown_clips(whole) and whole[-1].id == "end"


def shown_clips(specs: Sequence[SceneSpec]) -> int:
    return sum(any(layer.type == "video" for layer in spec.layers) for spec in specs)


@pytest.mark.parametrize(
    ("template", "look", "name"),
    [
        ("how-to", "steps", "steps"),
        ("unboxing", "slip", "included"),
        ("gift-guide", "tiles", "included"),
        ("comparison", "table", "comparison"),
    ],
)
def test_a_list_of_the_brief_is_shown_while_it_is_told(template: str, look: str, name: str) -> None:
    written = script()
    hook, benefit = written.scenes[0], written.scenes[2]
    slots = {"headline": "x", f"{name}[0]": "x"}
    told = "compared_with" if name == "comparison" else f"{name}[0]"
    for place, field in enumerate((f"product.{told}", f"product.translations.en.{told}"), start=2):
        telling = benefit.model_copy(update={"claims": (Claim(text="x", field=field),)})
        scenes = (hook, benefit, *((telling, benefit) if place == 2 else (benefit, telling)))
        many = written.model_copy(update={"scenes": scenes})
        for seed in range(4):
            cast = [spec.id for spec in cast_scenes(loaded(template), many, [slots] * 4, seed)]
            assert [i for i, spec in enumerate(cast) if spec == look] == [place]


def test_a_text_over_the_templates_limit_names_scene_and_slot() -> None:
    strict = TEMPLATE.model_copy(update={"slots": {"headline": Limit(zh=5, en=9)}})
    with pytest.raises(TemplateError, match="spotlight scene 'hook': slot 'headline' has 11 characters, at most 5 fit"):
        composed(strict)


def test_pictures_that_are_missing_rule_scenes_out() -> None:
    for seed in range(6):
        assert looks({"headline": "x"}, seed)["hook"] == "stage"
        assert looks({"headline": "x", "life": "yes"}, seed)["hook"] in ("stage", "window")


def test_the_seed_turns_through_the_scenes() -> None:
    assert {looks({"headline": "x"} | FLAGS, seed)["hook"] for seed in range(2)} == {"stage", "window"}


def test_two_benefits_do_not_look_alike() -> None:
    for seed in range(4):
        cast = looks({"headline": "x"} | FLAGS, seed)
        assert cast["benefit-1"] != cast["benefit-2"]


def test_a_look_does_not_come_again_before_the_others_of_its_role() -> None:
    hook, words, benefit, *_ = script().scenes
    several = script().model_copy(update={"scenes": (hook, benefit, words, benefit)})
    for seed in range(6):
        specs = cast_scenes(TEMPLATE, several, [{"headline": "x", "life": "yes"}] * 4, seed)
        assert specs[1].look != specs[3].look


def test_pictures_take_turns() -> None:
    written = script()
    slots: list[Slots] = [EVERYTHING | FLAGS] * len(written.scenes)
    specs = cast_scenes(TEMPLATE, written, slots, 0)
    other = PACK.model_copy(update={"sha256": "9" * 64})
    shown = cast_pictures(specs, slots, Shelf((PACK, other, LIFE), (CLIP,)), "9:16")
    used = [asset.sha256 for scene in shown for asset in scene.values() if asset.white_background]
    assert {PACK.sha256, other.sha256} <= set(used)
    assert abs(used.count(PACK.sha256) - used.count(other.sha256)) <= 1


def test_a_clip_begins_in_shot_and_goes_on_where_it_stopped() -> None:
    clip = CLIP.model_copy(update={"duration_ms": 9000, "starts_ms": 2000})
    shown: list[dict[str, Asset]] = [{"0": clip}, {"0": PACK}, {"0": clip}, {"0": clip}]
    begins = [found.get(clip.sha256) for found in trim_clips(shown, [3000, 3000, 3500, 3000])]
    assert begins == [2000, None, 5000, 2000]
    assert trim_clips(shown[:1], [10_000]) == ({clip.sha256: 1500},)


def test_a_template_about_reviews_is_refused_where_the_script_quotes_none() -> None:
    scenes = tuple(scene for scene in script().scenes if scene.role != "proof")
    with pytest.raises(TemplateError, match=r"slot 'review.text' is empty.*four stars or more"):
        composed("testimonial", script().model_copy(update={"scenes": scenes}))
