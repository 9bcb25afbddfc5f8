"""Rounds: a template composed with every look, palette and presenter it has a place for, and looked at."""

from collections.abc import Iterator
from dataclasses import replace

from domain.fonts import TextMeasurer
from pipeline.casting import any_character
from pipeline.scrutiny.contrast import faint_captions
from pipeline.scrutiny.covers import covered_products, covered_words
from pipeline.scrutiny.faults import Fault
from pipeline.scrutiny.staged import Staged
from templates.compose import chosen_scenes, compose
from templates.inputs import ComposeInputs
from templates.palette import scheme_names
from templates.presenting import has_presenter
from templates.spec import TemplateSpec

_CHECKS = (faint_captions, covered_products, covered_words)


def rounds(template: TemplateSpec, inputs: ComposeInputs, turn: int) -> Iterator[ComposeInputs]:
    """The inputs, then others that show more of the template: another seed takes other looks of a role, and without
    the brand's colours each palette shows its own.

    ``turn`` is another number for every shape and language, so that each look meets each palette in some of them.
    """
    schemes = scheme_names(template)
    looks = max(len(schemes), *(len(scenes) for scenes in template.scenes.values()))
    presenters = [any_character(inputs.script, inputs.voiceover, inputs.seed)] if has_presenter(template) else []
    own = inputs.brand.model_copy(update=dict.fromkeys(template.brand))
    yield inputs
    for seed in range(looks):
        for presenter in (None, *presenters):
            scheme = schemes[(seed + turn) % len(schemes)]
            yield replace(inputs, seed=seed, scheme=scheme, brand=own, presenter=presenter)


def faults_of(template: TemplateSpec, inputs: ComposeInputs, measure: TextMeasurer) -> Iterator[Fault]:
    """What is wrong with the scenes of a composed template. Raises TemplateError as ``compose``."""
    timeline = compose(template, inputs, measure)
    for scene, (way, spec) in zip(timeline.scenes, chosen_scenes(template, inputs), strict=True):
        for check in _CHECKS:
            yield from check(Staged(template, timeline, scene, spec, way))
