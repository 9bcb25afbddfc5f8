"""Staging: which of a template's scenes tells what of a script, where its layers stand, and what they show."""

from collections.abc import Sequence

from domain.base import Box
from domain.brief import Aspect
from domain.fonts import TextMeasurer
from domain.frame import FPS
from templates.breaking import load_break_rules, product_words
from templates.casting import (
    cast_pictures,
    cast_scenes,
    check_limits,
    check_needs,
    refit_pictures,
    shows_filled,
    shows_framed,
    shows_slim,
    trim_clips,
)
from templates.fit import Typesetter
from templates.groups import lists_many
from templates.inputs import ComposeInputs
from templates.layout import Frame, resolve_all
from templates.layouts import load_layouts, places_of
from templates.looks import PaintSpec
from templates.measuring import RememberingMeasurer
from templates.mirroring import mirrored_places, quotes_from_the_right
from templates.motion import load_presets
from templates.numbering import without_lone_numbers
from templates.palette import paint_colours, resolve_palette
from templates.pictures import Shelf
from templates.slots import Slots, call_to_action, product_slots, role_numbers, scene_slots, shown_name
from templates.spec import SceneSpec, TemplateSpec
from templates.stage import Stage
from templates.timing import SceneTimes


def casting_of(template: TemplateSpec, inputs: ComposeInputs) -> tuple[tuple[Slots, ...], tuple[SceneSpec, ...]]:
    """What each scene has to say, checked, and which of the template's scenes says it."""
    slots = _slots(template, inputs)
    check_needs(template, slots)
    check_limits(template, inputs.script, slots)
    specs = cast_scenes(template, inputs.script, slots, inputs.seed)
    return without_lone_numbers(inputs.script, specs, slots), specs


def _slots(template: TemplateSpec, inputs: ComposeInputs) -> tuple[Slots, ...]:
    """What each scene has to say, and what there is to show."""
    language = inputs.script.language
    product = inputs.product.localised(language)
    flags = {
        "pack": any(asset.white_background for asset in inputs.images),
        "life": any(not asset.white_background for asset in inputs.images),
        "video": bool(inputs.videos),
        "in_use": bool(inputs.videos) or any(not asset.white_background for asset in inputs.images),
        "logo": inputs.logo is not None,
        "cutout": bool(inputs.cutouts),
        "presenter": inputs.presenter is not None,
        "before": len(inputs.pair) == 2,
        "after": len(inputs.pair) == 2,
    }
    always = product_slots(product, inputs.brand, language) | {"cta": call_to_action(inputs.script, inputs.brand)}
    always |= {"product": shown_name(product, inputs.script)}
    always |= {name: "yes" for name, there in flags.items() if there}
    always |= {f"label.{name}": words[language] for name, words in template.labels.items() if language in words}
    numbers = role_numbers(inputs.script)
    return tuple(
        {**always, **scene_slots(scene, number, product)}
        for scene, number in zip(inputs.script.scenes, numbers, strict=True)
    )


def stages_of(
    template: TemplateSpec,
    inputs: ComposeInputs,
    measure: TextMeasurer,
    frame: Frame,
    specs: Sequence[SceneSpec],
    slots: Sequence[Slots],
    times: Sequence[SceneTimes],
) -> tuple[Stage, ...]:
    """The stage of each scene: its words, places, colours and pictures."""
    product = inputs.product.localised(inputs.script.language)
    lexicon = product_words((product.name, product.brand, *product.selling_points))
    names = (product.brand, product.name, *(review.author for review in product.reviews))
    typesetter = Typesetter(RememberingMeasurer(measure), load_break_rules().knowing(names), lexicon)
    shelf = Shelf(inputs.images, inputs.videos, pair=inputs.pair)
    pictures = cast_pictures(specs, slots, shelf, inputs.aspect)
    palette, presets = resolve_palette(template, inputs.brand, inputs.seed, inputs.scheme), load_presets()
    layouts = load_layouts()
    alone = ["number" not in filled for filled in slots]
    many = [lists_many(spec, slots[i], len(product.comparison)) for i, spec in enumerate(specs)]
    mirrored = [quotes_from_the_right(spec, slots[i]) for i, spec in enumerate(specs)]

    def places(i: int, slim: bool = False) -> dict[str, Box]:
        found = places_of(specs[i], layouts, inputs.aspect, slim=slim, alone=alone[i], many=many[i])
        return resolve_all(mirrored_places(found) if mirrored[i] else found, frame)

    boxes = [places(i) for i in range(len(specs))]
    slim = [shows_slim(spec, slots[i], pictures[i], inputs.cutouts, boxes[i], frame) for i, spec in enumerate(specs)]
    boxes = [places(i, slim=True) if slim[i] else boxes[i] for i in range(len(specs))]
    filled = [
        shows_filled(spec, slots[i], pictures[i], inputs.cutouts, boxes[i], frame) for i, spec in enumerate(specs)
    ]
    framed = [shows_framed(spec, slots[i], pictures[i], inputs.cutouts, inputs.aspect) for i, spec in enumerate(specs)]
    slots = [_flagged(known, slim=slim[i], filled=filled[i], framed=framed[i]) for i, known in enumerate(slots)]
    pictures = cast_pictures(specs, slots, shelf, inputs.aspect)  # again: some are for such a product alone
    shown = [refit_pictures(spec, slots[i], pictures[i], boxes[i], shelf, frame) for i, spec in enumerate(specs)]
    trims = trim_clips(shown, [round(1000 * time.frames / FPS) for time in times])
    return tuple(
        Stage(
            template=template,
            frame=frame,
            language=inputs.script.language,
            palette=palette,
            presets=presets,
            typesetter=typesetter,
            scene=scene.id,
            slots=slots[i],
            boxes=boxes[i],
            times=times[i],
            pictures=shown[i],
            trims=trims[i],
            logo=inputs.logo,
            logo_inks=inputs.logo_inks,
            grounds=paint_colours(palette.paint(background_of(specs[i], inputs.aspect))),
            fps=FPS,
            cutouts=inputs.cutouts,
            place=(i, len(specs)),
            rows=tuple((row.point, row.ours, row.other) for row in product.comparison),
            headline_font=inputs.brand.font,
            presenter=inputs.presenter,
            mirrored=mirrored[i],
        )
        for i, scene in enumerate(inputs.script.scenes)
    )


def _flagged(slots: Slots, **flags: bool) -> Slots:
    """The slots of a scene, with the flags that hold for what it shows."""
    return {**slots, **{name: "yes" for name, holds in flags.items() if holds}}


def background_of(spec: SceneSpec, aspect: Aspect) -> PaintSpec:
    """What a scene of that shape stands on."""
    return spec.background[aspect] if isinstance(spec.background, dict) else spec.background
