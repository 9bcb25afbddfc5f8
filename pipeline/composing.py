"""Composing: script, voice and pictures become a timeline, with music and effects of its template's mood."""

from dataclasses import replace

from domain.asset import Asset
from domain.brief import Aspect
from domain.errors import AssetError, TemplateError
from domain.presenter import Cast
from domain.script import Script
from domain.timeline import Timeline
from labeling.mark import mark
from pipeline.intake import Intake
from pipeline.job import Job
from pipeline.speaking import Speech
from pipeline.stages import Ingredient
from pipeline.studio import Studio
from templates.compose import ComposeInputs
from templates.compose import compose as compose_timeline
from templates.spec import TemplateSpec


def compose(
    intake: Intake,
    script: Script,
    speech: Speech,
    presenter: Cast | None,
    template: TemplateSpec,
    aspect: Aspect,
    job: Job,
) -> Timeline:
    """The timeline of one aspect, not marked yet."""
    job.tell("compose", 0.0)
    brief, studio = intake.brief, job.studio

    def make() -> Timeline:
        inputs = ComposeInputs(
            script=script,
            voiceover=speech.voiceover,
            product=brief.product,
            brand=intake.brand,
            images=intake.images,
            videos=intake.videos,
            voice_assets=speech.assets,
            music=None,
            effects=_effects(template, brief.seed, studio),
            logo=intake.logo,
            aspect=aspect,
            platforms=brief.platforms,
            seed=brief.seed,
            presenter=presenter,
            pair=intake.pair,
            cutouts=intake.cutouts,
        )
        # Music ends on a cadence, so it is written for the length that composing comes to; then the cuts
        # are put on its beats, which changes no length.
        mood = intake.brand.music or template.music.mood
        seconds = float(compose_timeline(template, inputs, studio.measure).seconds)
        music = studio.store.put_bytes(studio.sounds.music(seconds, mood, brief.seed), "music.wav")
        scored = replace(inputs, music=music, beats=studio.sounds.beats(seconds, mood, brief.seed))
        return compose_timeline(template, scored, studio.measure)

    ingredients: list[Ingredient] = [
        brief,
        intake.brand,
        intake.pictures,
        script,
        speech,
        presenter,
        template,
        aspect,
        studio.fonts,
    ]
    return job.stages.run(
        "compose", Timeline, ingredients, make, whole=lambda timeline: studio.holds(tuple(timeline.assets.values()))
    )


def put_mark(timeline: Timeline, job: Job) -> Timeline:
    """The timeline with the visible AI mark; one that was changed or taken out is put back."""
    studio = job.studio
    inputs: list[Ingredient] = [timeline, studio.fonts, sorted(studio.regimes)]
    return job.stages.run("mark", Timeline, inputs, lambda: mark(timeline, studio.measure, studio.regimes))


def _effects(template: TemplateSpec, seed: int, studio: Studio) -> dict[str, Asset]:
    return {name: _effect(template, name, seed, studio) for name in template.sound_names()}


def _effect(template: TemplateSpec, name: str, seed: int, studio: Studio) -> Asset:
    try:
        sound = studio.sounds.effect(name, seed)
    except AssetError as error:
        raise TemplateError(f"template '{template.name}': {error.message}", hint=error.hint) from error
    return studio.store.put_bytes(sound, f"{name}.wav")
