"""Composing: a script, its voice and the product's pictures, set into a template, become a timeline."""

from collections.abc import Sequence
from fractions import Fraction

from domain.asset import Asset
from domain.base import Box
from domain.brief import CaptionMark
from domain.errors import TemplateError
from domain.fonts import TextMeasurer
from domain.frame import FPS
from domain.layers import CaptionLayer, Layer, PresenterLayer, ShapeLayer
from domain.motion import Key, Track
from domain.presenter import Cast
from domain.rig import Rig
from domain.script import Role, Script
from domain.timeline import Scene, Timeline, Transition
from domain.voice import SpokenScene
from templates.build import build_layers
from templates.captions import PageRoom, page_words
from templates.check import Where, check_text_places
from templates.finished import Built
from templates.inputs import ComposeInputs
from templates.layout import Frame, make_frame, resolve
from templates.legible import legible
from templates.lighting import Lighting
from templates.palette import Palette, legible_on
from templates.parting import parted
from templates.sound import place_sound
from templates.spec import CaptionLook, SceneSpec, TemplateSpec
from templates.stage import Stage
from templates.staging import background_of, casting_of, stages_of
from templates.timing import Room, SceneTimes, plan_times, speech_rooms, spoken_scenes, total_frames

_SETTLED = 6
"""Frames the cover waits after everything has entered."""


def compose(template: TemplateSpec, inputs: ComposeInputs, measure: TextMeasurer) -> Timeline:
    """The timeline of one video; the same inputs give the same timeline.

    Raises TemplateError when a needed slot is empty or a text does not fit, naming scene and slot.
    """
    if not inputs.images and not inputs.videos:
        raise TemplateError(f"{template.name}: there is no picture of the product", hint="give an image or a video")
    slots, specs = casting_of(template, inputs)
    frame = make_frame(
        inputs.aspect, template.captions.place[inputs.aspect], inputs.platforms, inputs.brand.mark.corner
    )
    slots = tuple({**filled, "short": "yes"} for filled in slots) if frame.short else slots
    spoken = spoken_scenes(inputs.script, inputs.voiceover)
    times = plan_times(template, specs, spoken, inputs.script.seconds, inputs.beats, inputs.lengths)
    stages = stages_of(template, inputs, measure, frame, specs, slots, times)
    built = [
        build_layers(stage, spec.layers, template.ground if spec.ground else ())
        for stage, spec in zip(stages, specs, strict=True)
    ]
    mark = inputs.captions or template.captions.mark
    scenes = tuple(
        _scene(inputs.script.scenes[i].role, stages[i], specs[i], built[i], spoken[i], mark) for i in range(len(specs))
    )
    timeline = Timeline(
        title=inputs.script.title,
        language=inputs.script.language,
        template=template.name,
        seed=inputs.seed,
        width=frame.width,
        height=frame.height,
        safe=frame.safe,
        scenes=parted(scenes),
        overlays=_progress(template, frame, stages[0].palette, total_frames(times)),
        sound=place_sound(template, specs, times, built, spoken, inputs.effects),
        assets=_assets(inputs),
        rigs=_rigs(inputs.presenter, scenes),
        cover=_cover(template, inputs.script, times, built),
        mark_style=inputs.brand.mark,
    )
    ways = [_way(template, scene.role, spec) for scene, spec in zip(scenes, specs, strict=True)]
    check_text_places(timeline, template.name, ways)
    return timeline.model_copy(
        update={"assets": {k: v for k, v in timeline.assets.items() if k in timeline.used_assets()}}
    )


def _way(template: TemplateSpec, role: Role, spec: SceneSpec) -> Where:
    """The way through the template's keys to one of its scenes."""
    return "scenes", role, [scene.id for scene in template.scenes[role]].index(spec.id)


def chosen_scenes(template: TemplateSpec, inputs: ComposeInputs) -> tuple[tuple[Where, SceneSpec], ...]:
    """The template's scene behind each of the timeline's, and the way to it. Raises as ``rooms_for_speech``."""
    roles = [scene.role for scene in inputs.script.scenes]
    specs = casting_of(template, inputs)[1]
    return tuple((_way(template, role, spec), spec) for role, spec in zip(roles, specs, strict=True))


def rooms_for_speech(template: TemplateSpec, inputs: ComposeInputs) -> tuple[Room, ...]:
    """How long the voice of each scene should last; what is spoken does not matter to it.

    Raises TemplateError as ``compose`` does when a needed slot is empty or a list is too long.
    """
    return speech_rooms(template, casting_of(template, inputs)[1])


def length_of(template: TemplateSpec, inputs: ComposeInputs) -> Fraction:
    """How many seconds ``compose`` comes to, whatever the beats. Raises TemplateError like ``rooms_for_speech``."""
    spoken = spoken_scenes(inputs.script, inputs.voiceover)
    specs = casting_of(template, inputs)[1]
    times = plan_times(template, specs, spoken, inputs.script.seconds, (), inputs.lengths)
    return Fraction(total_frames(times), FPS)


def _scene(
    role: str,
    stage: Stage,
    spec: SceneSpec,
    built: Sequence[Built],
    spoken: SpokenScene,
    mark: CaptionMark,
) -> Scene:
    layers: tuple[Layer, ...] = tuple(item.layer for item in built)
    captions = _captions(stage, spec.captions, spoken, mark)
    whole = Box(x=0, y=0, w=stage.frame.width, h=stage.frame.height)
    background = stage.palette.paint(background_of(spec, stage.frame.aspect))
    scene = Lighting(background, (*layers, captions) if captions else layers, whole).lit(stage.cutouts)
    staged = Scene.model_validate(
        {
            "id": stage.scene,
            "role": role,
            "frames": stage.times.frames,
            "background": scene.background,
            "layers": scene.layers,
            "transition": _transition(spec, stage.times.enter),
        }
    )
    return legible(staged, whole, stage.palette.brand) if stage.palette.brand else staged


def _transition(spec: SceneSpec, frames: int) -> Transition | None:
    kind = spec.transition.kind
    return None if not frames or kind == "cut" else Transition(kind=kind, frames=frames, ease=spec.transition.ease)


def _captions(stage: Stage, change: CaptionLook, spoken: SpokenScene, mark: CaptionMark) -> CaptionLayer | None:
    """The scene's spoken words at the caption place, in the scene's caption colours."""
    spec, times = stage.template.captions, stage.times
    look = spec.look.model_copy(update=change.model_dump(exclude_none=True))
    size, min_size = stage.sizes(spec.style)
    face, box, setter = stage.face(spec.style), stage.frame.captions, stage.typesetter

    def fits(line: str, size: int = size) -> bool:
        return setter.width(line, face, size) <= box.w

    room = PageRoom(fits, spec.lines, lambda line: fits(line, min_size + 1))
    pages = page_words(spoken.words, setter.rules, room, times.voice, times.frames - times.leave, stage.fps)
    if not pages:
        return None
    style = stage.text_style(spec.style, size, look.colour)
    lines = [["".join(word.text for word in line) for line in page.lines] for page in pages]
    line_height = min(max(setter.line_height(page, face) for page in lines), max(style.line_height, box.h / size - 1))
    colour = stage.palette.colour
    accent = colour(look.accent) if look.accent else style.colour
    return CaptionLayer(
        id=f"{stage.scene}.captions",
        box=box,
        pages=pages,
        style=style.model_copy(
            update={
                "min_size": min_size,
                "line_height": line_height,
                "valign": "middle",
                "stroke": stage.stroke(spec.stroke),
            }
        ),
        mark=mark,
        accent=accent,
        on_accent=colour(look.on_accent) if look.on_accent else legible_on(accent),
        plate=stage.palette.paint(look.plate) if look.plate else None,
        plate_radius=spec.plate_radius * stage.frame.unit,
    )


def _progress(template: TemplateSpec, frame: Frame, palette: Palette, frames: int) -> tuple[Layer, ...]:
    """The bar that fills over the whole video."""
    spec = template.progress
    if spec is None:
        return ()
    box: Box = resolve(spec.place[frame.aspect], frame.regions(), frame.unit)
    keys = (Key(frame=0, value=0), Key(frame=frames - 1, value=1, ease="linear"))
    bar = ShapeLayer(
        id="progress", box=box, fill=palette.paint(spec.colour), motion=(Track(property="wipe", keys=keys),)
    )
    track = ShapeLayer(id="progress-track", box=box, fill=palette.paint(spec.track)) if spec.track else None
    return (track, bar) if track else (bar,)


def _assets(inputs: ComposeInputs) -> dict[str, Asset]:
    extras = [inputs.logo] if inputs.logo else []
    shown = (*inputs.images, *inputs.videos, *inputs.pair, *inputs.cutouts.values())
    cast = inputs.presenter
    extras += [asset for asset in (cast.portrait and cast.portrait.asset, cast.clip) if asset] if cast else []
    every = (*shown, *inputs.voice_assets, *inputs.effects.values(), *extras)
    return {asset.sha256: asset for asset in every}


def _cover(
    template: TemplateSpec, script: Script, times: Sequence[SceneTimes], built: Sequence[Sequence[Built]]
) -> int:
    """A frame on which everything of the cover's scene has entered and nothing is leaving."""
    roles = [scene.role for scene in script.scenes]
    index = next((roles.index(role) for role in template.cover if role in roles), 0)
    at = times[index]
    entered = max((layer.entered for layer in built[index]), default=0) + _SETTLED
    return at.start + min(max(entered, at.enter), at.frames - at.leave - 2)


def _rigs(presenter: Cast | None, scenes: Sequence[Scene]) -> dict[str, Rig]:
    """The character, when a scene shows it."""
    shown = any(isinstance(layer, PresenterLayer) for scene in scenes for layer in scene.layers)
    return {presenter.rig.name: presenter.rig} if presenter and presenter.rig and shown else {}
