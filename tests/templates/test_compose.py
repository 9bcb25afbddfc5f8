"""Whole timelines from every template of the catalogue."""

from itertools import combinations, pairwise
from itertools import product as every

import pytest

from domain.asset import Asset
from domain.base import Box
from domain.brand import BrandKit
from domain.brief import Aspect, Language, Platform
from domain.clusters import right_to_left
from domain.errors import TemplateError
from domain.fonts import FontRole
from domain.frame import mark_zone
from domain.layers import CaptionLayer, TextLayer
from domain.mark import MarkStyle
from domain.timeline import MusicBed, Scene, Timeline
from renderer.motion import pose_at
from templates.catalogue import load_template, template_names
from templates.check import resting_texts
from templates.compose import compose, length_of
from templates.rehearsal import rehearse
from templates.sound import with_music
from tests.templates import material as m

SEEDS = (0, 1, 2)
CASES = tuple(every(m.TEMPLATES, m.ASPECTS, m.LANGUAGES))


def captions_of(scene: Scene) -> CaptionLayer | None:
    return next((layer for layer in scene.layers if isinstance(layer, CaptionLayer)), None)


def texts_of(timeline: Timeline) -> set[str]:
    return {text for scene in timeline.scenes for text, _ in resting_texts(scene)}


@pytest.mark.parametrize(("seed", "case"), tuple(enumerate(CASES)))
def test_text_stands_where_nothing_covers_it(seed: int, case: tuple[str, Aspect, Language]) -> None:
    template, aspect, language = case
    platforms: tuple[Platform, ...] = ("tiktok", "reels") if seed % 2 and aspect == "9:16" else ()
    timeline = m.composed(
        template, m.script(language), aspect=aspect, seed=seed, platforms=platforms, videos=(m.CLIP,), logo=m.LOGO
    )
    mark = mark_zone(timeline.width, timeline.height, timeline.safe)
    for scene in timeline.scenes:
        captions = captions_of(scene)
        texts = list(resting_texts(scene))
        assert texts and captions
        assert _inside(captions.box, timeline.safe) and not captions.box.intersects(mark)
        for text, box in texts:
            assert _inside(box, timeline.safe), (scene.id, text)
            assert not box.intersects(mark), (scene.id, text)
            assert not box.intersects(captions.box), (scene.id, text)
        for (first, one), (second, other) in combinations(m.upright_texts(scene), 2):
            assert not one.intersects(other), (scene.id, first, second)


@pytest.mark.parametrize(("template", "aspect", "language"), CASES[::3])
def test_the_corner_that_the_brand_chose_is_kept_free(template: str, aspect: Aspect, language: Language) -> None:
    brand = BrandKit(mark=MarkStyle(corner="top-right"))
    timeline = m.composed(template, m.script(language), aspect=aspect, brand=brand, videos=(m.CLIP,), logo=m.LOGO)
    assert timeline.mark_style == brand.mark
    mark = mark_zone(timeline.width, timeline.height, timeline.safe, "top-right")
    for scene in timeline.scenes:
        assert not [text for text, box in resting_texts(scene) if box.intersects(mark)]
        assert not [one.id for one in m.pictures_of(scene) if one.asset == m.LOGO.sha256 and one.box.intersects(mark)]


def _inside(box: Box, outer: Box) -> bool:
    return box.x >= outer.x and box.y >= outer.y and box.right <= outer.right and box.bottom <= outer.bottom


@pytest.mark.parametrize(("template", "aspect", "language"), CASES[::5])
def test_the_same_inputs_give_the_same_json(template: str, aspect: Aspect, language: Language) -> None:
    once, again = (m.composed(template, m.script(language), aspect=aspect).model_dump_json() for _ in range(2))
    assert once == again
    assert Timeline.model_validate_json(once).model_dump_json() == once


@pytest.mark.parametrize("template", m.TEMPLATES)
def test_the_video_is_as_long_as_asked_for(template: str) -> None:
    written = m.script()
    spoken = sum(scene.duration_ms for scene in m.inputs(written).voiceover.scenes) / 1000
    roomy = written.model_copy(update={"seconds": 40})
    assert m.composed(template, roomy).frames == 40 * 30
    hurried = m.composed(template, written.model_copy(update={"seconds": 6}))
    assert spoken < hurried.seconds < spoken + 1.2 * len(written.scenes) + 2


@pytest.mark.parametrize("template", m.TEMPLATES)
def test_words_stay_clear_of_transitions(template: str) -> None:
    timeline = m.composed(template)
    for i, scene in enumerate(timeline.scenes):
        captions = captions_of(scene)
        assert captions
        after = timeline.scenes[i + 1].transition if i + 1 < len(timeline.scenes) else None
        assert captions.pages[0].start >= (scene.transition.frames if scene.transition else 0)
        assert captions.pages[-1].end <= scene.frames - (after.frames if after else 0)


def test_the_voice_begins_with_its_captions() -> None:
    written = m.script()
    voiceover = rehearse(written)
    scenes = tuple(s.model_copy(update={"audio": f"{i:x}" * 64}) for i, s in enumerate(voiceover.scenes, 1))
    sounds = tuple(m.picture(f"{i:x}", kind="audio", mime="audio/wav") for i, _ in enumerate(scenes, 1))
    timeline = m.composed(
        "spotlight", written, voiceover=voiceover.model_copy(update={"scenes": scenes}), voice_assets=sounds
    )
    for start, scene, cue in zip(timeline.starts, timeline.scenes, timeline.sound.voice, strict=True):
        captions = captions_of(scene)
        assert captions and captions.pages[0].start + start == cue.start


@pytest.mark.parametrize("template", m.TEMPLATES)
def test_effects_play_at_transitions_and_entrances(template: str) -> None:
    spec = load_template(template)
    assert set(spec.sound_names()) <= set(m.SOUNDS)
    timeline = m.composed(template, effects=m.SOUNDS)
    assert all(0 <= cue.start < timeline.frames for cue in timeline.sound.effects)
    assert m.composed(template).sound.effects == ()


def test_music_lies_under_the_whole_as_loud_as_the_template_wants_it() -> None:
    spec = load_template("spotlight")
    silent = m.composed("spotlight", effects=m.SOUNDS)
    scored = with_music(silent, spec, m.MUSIC)
    assert silent.sound.music is None
    wanted = MusicBed(asset=m.MUSIC.sha256, gain_db=spec.music.gain_db, duck_db=spec.music.duck_db)
    assert scored.sound == silent.sound.model_copy(update={"music": wanted})
    assert scored.assets == {**silent.assets, m.MUSIC.sha256: m.MUSIC}


def test_a_transition_is_heard_when_it_begins() -> None:
    timeline = m.composed("problem-solution", effects=m.SOUNDS)
    whooshes = {cue.start for cue in timeline.sound.effects if cue.asset == m.SOUNDS["whoosh"].sha256}
    assert {at for at, scene in zip(timeline.starts, timeline.scenes, strict=True) if scene.transition} == whooshes


IMAGES = (m.PACK, m.LIFE, m.picture("e", width=400, height=1600), m.picture("f", width=2000, height=500))


@pytest.mark.parametrize(("aspect", "image"), tuple(zip(m.ASPECTS, IMAGES, strict=True)))
@pytest.mark.parametrize("template", [name for name in m.TEMPLATES if name != "before-after"])
def test_one_photo_is_enough(template: str, aspect: Aspect, image: Asset) -> None:
    timeline = m.composed(template, aspect=aspect, images=(image,), cutouts={}, seed=len(template))
    assert {layer.asset for scene in timeline.scenes for layer in m.pictures_of(scene)} == {image.sha256}


def test_cuts_fall_on_beats_where_the_voice_leaves_room() -> None:
    roomy = m.script().model_copy(update={"seconds": 40})
    beats = tuple(range(0, 40_000, 500))
    timeline, free = m.composed("top-three", roomy, beats=beats), m.composed("top-three", roomy)
    cuts = [
        at + (scene.transition.frames // 2 if scene.transition else 0)
        for at, scene in zip(timeline.starts, timeline.scenes, strict=True)
    ][1:]
    assert timeline.frames == free.frames
    assert all(cut % 15 == 0 for cut in cuts)


@pytest.mark.parametrize("name", template_names())
def test_the_length_is_known_before_anything_is_laid_out(name: str) -> None:
    spec, roomy = m.loaded(name), m.script().model_copy(update={"seconds": 40})
    beats = tuple(range(0, 40_000, 500))
    for written in (m.script(), roomy):
        timeline = compose(spec, m.inputs(written, beats=beats), m.EvenMeasurer())
        assert length_of(spec, m.inputs(written)) == timeline.seconds


def test_nothing_is_compared_but_what_the_brief_compares() -> None:
    texts = texts_of(m.composed("comparison"))
    assert {row.other for row in m.product().comparison} <= {text.replace("\n", "") for text in texts}
    with pytest.raises(TemplateError, match=r"slot 'comparison\[0\]' is empty"):
        m.composed("comparison", product=m.product(comparison=()))


def test_no_picture_at_all_is_refused() -> None:
    with pytest.raises(TemplateError, match="there is no picture of the product"):
        m.composed("spotlight", images=())


@pytest.mark.parametrize("template", m.TEMPLATES)
def test_scenes_in_a_row_differ(template: str) -> None:
    scenes = m.script().scenes
    many = tuple(scenes[3].model_copy(update={"id": f"b-{i}"}) for i in range(4))
    quoting = next(scene for scene in scenes if scene.role == "proof")
    timeline = m.composed(template, m.script().model_copy(update={"scenes": (scenes[0], *many, quoting)}))
    kinds = [(scene.background, *(layer.id.split(".")[1] for layer in scene.layers)) for scene in timeline.scenes]
    assert all(one != other for one, other in pairwise(kinds))


@pytest.mark.parametrize(("template", "aspect"), tuple(every(("spotlight", "problem-solution"), m.ASPECTS)))
def test_empty_slots_leave_no_trace(template: str, aspect: Aspect) -> None:
    bare = m.script()
    scenes = tuple(s.model_copy(update={"subline": "", "items": (), "claims": ()}) for s in bare.scenes)
    facts = m.without_prices(m.product(brand="", reviews=()))
    for seed in SEEDS:
        timeline = m.composed(
            template, bare.model_copy(update={"scenes": scenes}), product=facts, aspect=aspect, seed=seed
        )
        assert not any("{" in text or "★" in text or "¥129" in text for text in texts_of(timeline))


def test_prices_and_the_saving_come_from_the_brief() -> None:
    texts = texts_of(m.composed("flash-sale"))
    assert {"¥99", "¥129", "立省 ¥30"} <= texts
    assert any(text == "-23%" for text in texts)
    full = texts_of(m.composed("spotlight", product=m.full_price(m.product())))
    assert "¥129" in full and not any("¥99" in text for text in full if "到手" not in text)


def test_flash_sale_wants_a_real_discount() -> None:
    with pytest.raises(TemplateError, match="flash-sale: slot 'price' is empty") as none:
        m.composed("flash-sale", product=m.without_prices(m.product()))
    assert "product.price" in none.value.hint
    with pytest.raises(TemplateError, match="flash-sale: slot 'sale_price' is empty"):
        m.composed("flash-sale", product=m.full_price(m.product()))
    with pytest.raises(TemplateError, match="flash-sale: slot 'sale' is empty"):
        m.composed("flash-sale", product=m.product(sale_price=m.product().price))


def test_a_review_is_quoted_only_where_a_claim_rests_on_it() -> None:
    quoted = m.product().reviews[0].text
    assert any(quoted in text.replace("\n", "") for text in texts_of(m.composed("spotlight")))
    unclaimed = m.changed(m.script(), "proof", claims=())
    assert not any(quoted in text.replace("\n", "") for text in texts_of(m.composed("spotlight", unclaimed)))


@pytest.mark.parametrize(("template", "aspect", "language"), CASES)
def test_longest_headlines_are_set_smaller(template: str, aspect: Aspect, language: Language) -> None:
    words = (
        "带上它去任何想去的地方慢慢喝" * 2
        if language == "zh"
        else "Still as warm as the very first sip on the last train"
    )
    written = m.script(language)
    longest = tuple(scene.model_copy(update={"headline": words}) for scene in written.scenes)
    assert m.composed(template, written.model_copy(update={"scenes": longest}), aspect=aspect).frames


def test_text_that_cannot_fit_names_scene_and_slot() -> None:
    endless = m.changed(m.script("en"), "benefit-1", headline="W" * 60)
    with pytest.raises(
        TemplateError, match=r"spotlight scene 'benefit-1': slot 'headline' does not fit: “W{60}”"
    ) as caught:
        m.composed("spotlight", endless)
    assert "shorten" in caught.value.hint


def test_a_voice_is_needed_for_every_scene() -> None:
    voiceover = rehearse(m.script())
    with pytest.raises(TemplateError, match="scene 'cta' has no voice"):
        m.composed("spotlight", voiceover=voiceover.model_copy(update={"scenes": voiceover.scenes[:-1]}))


@pytest.mark.parametrize("template", m.TEMPLATES)
def test_the_cover_shows_a_scene_that_has_entered(template: str) -> None:
    spec, timeline = load_template(template), m.composed(template)
    index = max(i for i, start in enumerate(timeline.starts) if start <= timeline.cover)
    scene, frame = timeline.scenes[index], timeline.cover - timeline.starts[index]
    after = timeline.scenes[index + 1].transition
    assert scene.role in spec.cover
    assert (scene.transition.frames if scene.transition else 0) <= frame
    leaves = scene.frames - (after.frames if after else 0)
    assert frame < leaves
    for layer in scene.layers:
        wipes = [track for track in layer.motion if track.property in ("wipe", "opacity")]
        assert all(key.value == 1 for track in wipes for key in track.keys if frame <= key.frame <= leaves), layer.id


def test_the_logo_is_shown_when_there_is_one_and_the_name_when_not() -> None:
    seeds = [m.composed("spotlight", logo=m.LOGO, seed=seed) for seed in SEEDS]
    assert any(m.LOGO.sha256 in timeline.used_assets() for timeline in seeds)
    named = [texts_of(m.composed("spotlight", seed=seed)) for seed in SEEDS]
    assert any("北叶 NORDLEAF" in texts for texts in named)


def test_the_brands_call_to_action_is_on_the_button() -> None:
    assert "马上抢" in texts_of(m.composed("spotlight", brand=BrandKit(call_to_action="马上抢")))


def test_every_template_of_the_catalogue_is_tested_here() -> None:
    assert template_names() == m.TEMPLATES


@pytest.mark.parametrize(("template", "aspect", "language"), CASES)
def test_a_single_fact_is_not_numbered(template: str, aspect: Aspect, language: Language) -> None:
    written = m.script(language)
    alone = written.model_copy(update={"scenes": tuple(s for s in written.scenes if s.id != "benefit-2")})
    for seed, cut in every(SEEDS, (m.CUT, m.picture("0", mime="image/png", width=900, height=1060))):
        cuts = {m.PACK.sha256: cut}
        timeline = m.composed(template, alone, aspect=aspect, seed=seed, cutouts=cuts, videos=(m.CLIP,))
        benefit = next(scene for scene in timeline.scenes if scene.role == "benefit")
        figures = {text.split()[0] for text, _ in resting_texts(benefit)} & {"1", "01", "2", "02"}
        assert len(figures) in (0, 2), figures  # a list in it is a series of its own


def test_every_layer_has_a_name_of_its_own() -> None:
    for template in m.TEMPLATES:
        for scene in m.composed(template).scenes:
            names = [layer.id for layer in scene.layers]
            assert len(set(names)) == len(names)


def test_lines_are_broken_before_the_renderer_sees_them() -> None:
    for template, language in every(m.TEMPLATES, m.LANGUAGES):
        for scene in m.composed(template, m.script(language)).scenes:
            for layer in scene.layers:
                if isinstance(layer, TextLayer):
                    assert len(layer.text.split("\n")) == layer.max_lines


@pytest.mark.parametrize("template", m.TEMPLATES)
def test_the_first_frame_already_shows_the_product(template: str) -> None:
    for seed, aspect in enumerate(m.ASPECTS[:3]):
        scene = m.composed(template, aspect=aspect, seed=seed, videos=(m.CLIP,)).scenes[0]
        shown = list(m.pictures_of(scene))
        assert shown
        for layer in shown:
            assert not any(track.property == "opacity" and track.keys[0].value < 1 for track in layer.motion)


@pytest.mark.parametrize("name", ["feature-list", "top-three", "lookbook"])
def test_a_stack_read_from_the_right_goes_to_the_mirrored_side_of_its_place(name: str) -> None:
    spoken = m.changed(m.script("en"), "hook", headline="ساخنة حتى المساء 12 ساعة", subline="زجاجة حرارية")
    latin, arabic = (
        [layer for layer in m.composed(name, written).scenes[0].layers if isinstance(layer, TextLayer)]
        for written in (m.script("en"), spoken)
    )
    assert {layer.style.align for layer in latin} == {"left"}
    assert {layer.style.align for layer in arabic} == {"right"}
    assert len({layer.box.x for layer in latin}) == len({layer.box.right for layer in arabic}) == 1
    assert [layer.style.tracking for layer in arabic if right_to_left(layer.text)] == [0, 0]


class TallMeasurer(m.EvenMeasurer):
    """Every line has dots high above it and tails far below it."""

    def ink(self, text: str, role: FontRole, weight: int, size: int) -> tuple[float, float]:
        return size * 1.05, size * 0.42


@pytest.mark.parametrize("template", ["spotlight", "feature-list", "lookbook", "top-three"])
def test_ink_of_one_line_never_touches_that_of_the_next(template: str) -> None:
    for aspect, language in every(m.ASPECTS, m.LANGUAGES):
        timeline = compose(m.loaded(template), m.inputs(m.script(language), aspect=aspect), TallMeasurer())
        for scene in timeline.scenes:
            texts = [layer for layer in scene.layers if isinstance(layer, TextLayer) and layer.plate is None]
            assert all(layer.style.line_height > 1.05 + 0.42 for layer in texts if layer.max_lines > 1)
            for upper, lower in pairwise(texts):
                if upper.id.rpartition(".")[0] == lower.id.rpartition(".")[0]:  # of one stack
                    reach = upper.box.bottom + (0.42 - 0.12) * upper.style.size
                    assert reach <= lower.box.y - (1.05 - 0.88) * lower.style.size, (scene.id, upper.text, lower.text)


def test_a_stack_keeps_its_button_legible_when_the_headline_is_long() -> None:
    cta = m.script("en").scenes[-1]
    long = m.changed(m.script("en"), cta.id, headline="Come and see for yourself what a day with it is like")
    for aspect in m.ASPECTS:
        sizes = {
            words: next(
                layer.style.size
                for layer in m.composed("flash-sale", written, aspect=aspect).scenes[-1].layers
                if isinstance(layer, TextLayer) and "→" in layer.text
            )
            for words, written in (("short", m.script("en")), ("long", long))
        }
        assert sizes["long"] >= 0.6 * sizes["short"]


def test_a_pattern_below_the_ground_is_drawn_before_it() -> None:
    rays = []
    for scene in m.composed("flash-sale").scenes:
        ids = [layer.id for layer in scene.layers]
        ground = min(i for i, name in enumerate(ids) if ".g0" in name)
        rays += [i < ground for i, name in enumerate(ids) if name.startswith(f"{scene.id}.rays")]
    assert rays and all(rays)


@pytest.mark.parametrize("aspect", m.ASPECTS)
def test_rays_move_from_time_to_time_and_mostly_stand_still(aspect: Aspect) -> None:
    for scene in m.composed("flash-sale", aspect=aspect).scenes:
        for layer in scene.layers:
            if layer.id.startswith(f"{scene.id}.rays"):
                angles = [pose_at(layer.motion, 1, frame).rotation for frame in range(scene.frames)]
                moved = sum(a != b for a, b in pairwise(angles))
                assert 0 < moved <= 0.5 * scene.frames, (scene.id, moved, scene.frames)
                assert layer.box.w == layer.box.h, "rays that turn in an oval change their ends"
