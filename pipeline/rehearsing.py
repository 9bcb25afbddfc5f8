"""Rehearsing: what composing needs before anything is spoken or scored, for previews and checks."""

from collections.abc import Mapping

from domain.asset import Asset
from domain.brief import Aspect
from domain.presenter import Cast
from domain.script import Script
from domain.voice import Voiceover
from pipeline.intake import Intake
from templates.inputs import ComposeInputs
from templates.spec import TemplateSpec


def rehearsal_inputs(
    intake: Intake,
    script: Script,
    voiceover: Voiceover,
    aspect: Aspect,
    presenter: Cast | None = None,
    cutouts: Mapping[str, Asset] | None = None,
    template: TemplateSpec | None = None,
) -> ComposeInputs:
    """The inputs of a silent composition; ``voiceover`` is a rehearsed one, ``cutouts`` stand in for the intake's.

    With ``template`` they can be drawn; without, clips were not looked at.
    """
    brief = intake.brief
    return ComposeInputs(
        script=script,
        voiceover=voiceover,
        product=brief.product,
        brand=intake.brand,
        images=intake.images,
        videos=intake.filmed(template) if template else intake.videos,
        voice_assets=(),
        effects={},
        logo=intake.logo,
        logo_inks=intake.logo_inks,
        aspect=aspect,
        platforms=brief.platforms,
        seed=brief.seed,
        presenter=presenter,
        pair=intake.pair,
        cutouts=intake.cutouts if cutouts is None else cutouts,
        captions=brief.caption_mark,
        scheme="" if brief.scheme == "auto" else brief.scheme,
    )
