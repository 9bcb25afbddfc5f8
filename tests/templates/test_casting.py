"""Which scene and which pictures show what is said."""

from templates.casting import cast_pictures, cast_scenes
from templates.pictures import Shelf
from templates.slots import Slots
from tests.templates.material import CLIP, LIFE, PACK, loaded, script

TEMPLATE = loaded("spotlight")
EVERYTHING = {"headline": "x", "items[0]": "x", "items[1]": "x", "review.text": "x", "now_price": "x"}
FLAGS = {"pack": "yes", "life": "yes", "video": "yes"}


def looks(slots: dict[str, str], seed: int = 0) -> dict[str, str]:
    written = script()
    specs = cast_scenes(TEMPLATE, written, [slots] * len(written.scenes), seed)
    return {scene.id: spec.id for scene, spec in zip(written.scenes, specs, strict=True)}


def test_what_there_is_to_say_picks_the_scene() -> None:
    assert looks(EVERYTHING | FLAGS)["proof"] == "quote"
    assert looks({"headline": "x", "items[0]": "x", "items[1]": "x"})["proof"] == "ledger"
    assert looks({"headline": "x"})["proof"] == "words"
    assert looks({"headline": "x"})["offer"] == "words" and looks(EVERYTHING)["offer"] == "price"


def test_pictures_that_are_missing_rule_scenes_out() -> None:
    for seed in range(6):
        assert looks({"headline": "x"}, seed)["hook"] == "stage"
        assert looks({"headline": "x", "video": "yes"}, seed)["hook"] in ("stage", "film")


def test_the_seed_turns_through_the_scenes() -> None:
    assert {looks({"headline": "x"} | FLAGS, seed)["hook"] for seed in range(3)} == {"stage", "window", "film"}


def test_two_benefits_do_not_look_alike() -> None:
    for seed in range(4):
        cast = looks({"headline": "x"} | FLAGS, seed)
        assert cast["benefit-1"] != cast["benefit-2"]


def test_pictures_take_turns() -> None:
    written = script()
    slots: list[Slots] = [EVERYTHING | FLAGS] * len(written.scenes)
    specs = cast_scenes(TEMPLATE, written, slots, 0)
    other = PACK.model_copy(update={"sha256": "9" * 64})
    shown = cast_pictures(specs, slots, Shelf((PACK, other, LIFE), (CLIP,)), "9:16")
    used = [asset.sha256 for scene in shown for asset in scene.values() if asset.white_background]
    assert {PACK.sha256, other.sha256} <= set(used)
    assert abs(used.count(PACK.sha256) - used.count(other.sha256)) <= 1
