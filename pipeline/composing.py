"""Composing: script, voice and pictures become a timeline, with music and effects of its template's mood."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

from domain.asset import Asset
from domain.brief import Aspect
from domain.errors import AssetError, BriefError, TemplateError
from domain.presenter import Cast
from domain.script import Script
from domain.timeline import Timeline
from labeling.mark import mark
from pipeline.intake import Intake
from pipeline.job import Job
from pipeline.speaking import Speech
from pipeline.stages import Ingredient
from pipeline.studio import Studio
from templates.compose import compose as compose_timeline
from templates.compose import length_of
from templates.inputs import ComposeInputs
from templates.sound import with_music
from templates.spec import TemplateSpec


def compose(
    intake: Intake,
    script: Script,
    speech: Speech,
    presenter: Cast | None,
    template: TemplateSpec,
    aspect: Aspect,
    job: Job,
    lengths: tuple[int, ...] = (),
) -> Timeline:
    """The timeline of one aspect, not marked yet; ``lengths`` are frames of scenes to keep where the voice allows."""
    job.tell("compose", 0.0)
    brief, studio, videos = intake.brief, job.studio, intake.filmed(template)

    def make() -> Timeline:
        inputs = ComposeInputs(
            script=script,
            voiceover=speech.voiceover,
            product=brief.product,
            brand=intake.brand,
            images=intake.images,
            videos=videos,
            voice_assets=speech.assets,
            effects={},
            logo=intake.logo,
            logo_inks=intake.logo_inks,
            aspect=aspect,
            platforms=brief.platforms,
            seed=brief.seed,
            presenter=presenter,
            pair=intake.pair,
            cutouts=intake.cutouts,
            captions=brief.caption_mark,
            scheme="" if brief.scheme == "auto" else brief.scheme,
            lengths=lengths,
        )
        with _score(inputs, intake, template, studio) as score:
            heard = replace(inputs, beats=score.beats, effects=_effects(template, brief.seed, studio))
            timeline = compose_timeline(template, heard, studio.measure)
            music = score.music()
        return with_music(timeline, template, music) if music else timeline

    ingredients: list[Ingredient] = [
        brief,
        intake.brand,
        intake.pictures,
        videos,
        intake.music,
        script,
        speech,
        presenter,
        template,
        aspect,
        studio.fonts,
        lengths,
    ]
    return job.stages.run(
        "compose", Timeline, ingredients, make, whole=lambda timeline: studio.holds(tuple(timeline.assets.values()))
    )


@dataclass(frozen=True)
class _Score:
    """The beats of a video's music, and the music once it is written."""

    beats: tuple[int, ...]
    music: Callable[[], Asset | None]


@contextmanager
def _score(inputs: ComposeInputs, intake: Intake, template: TemplateSpec, studio: Studio) -> Iterator[_Score]:
    """The music of a video: none, the seller's own, or a piece of the mood asked for, written beside the block.

    A piece ends on a cadence, so it is written for the length that composing comes to; then the cuts are put on its
    beats, which changes no length.
    """
    brief = intake.brief
    if not intake.wants_music:
        yield _Score((), lambda: intake.music)
        return
    mood = (intake.brand.music or template.music.mood) if brief.music == "auto" else brief.music
    seconds = float(length_of(template, inputs))
    try:
        beats = studio.sounds.beats(seconds, mood, brief.seed)
    except AssetError as error:
        raise BriefError(f"music: {error.message}", hint=error.hint) from error

    def write() -> Asset:
        return studio.store.put_bytes(studio.sounds.music(seconds, mood, brief.seed), "music.wav")

    with ThreadPoolExecutor(1, "music") as pool:
        yield _Score(beats, pool.submit(write).result)


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
