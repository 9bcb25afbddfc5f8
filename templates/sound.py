"""Sound: the voice and the effects placed on the timeline, and the music under it."""

from collections.abc import Mapping, Sequence

from domain.asset import Asset
from domain.timeline import EffectCue, MusicBed, Sound, Timeline, VoiceCue
from domain.voice import SpokenScene
from templates.finished import Built
from templates.rehearsal import SILENCE
from templates.spec import SceneSpec, TemplateSpec
from templates.timing import SceneTimes


def place_sound(
    template: TemplateSpec,
    specs: Sequence[SceneSpec],
    times: Sequence[SceneTimes],
    built: Sequence[Sequence[Built]],
    spoken: Sequence[SpokenScene],
    effects: Mapping[str, Asset],
) -> Sound:
    """Each scene's voice, an effect where a transition or a layer asks for one that there is."""
    voice = tuple(
        VoiceCue(asset=said.audio, start=at.start + at.voice)
        for said, at in zip(spoken, times, strict=True)
        if said.audio != SILENCE
    )
    wanted: list[tuple[int, str]] = []
    for spec, at, layers in zip(specs, times, built, strict=True):
        if spec.transition.sound and at.enter:
            wanted.append((at.start, spec.transition.sound))
        wanted += [(at.start + layer.sounds_at, layer.sound) for layer in layers if layer.sound]
    cues = tuple(
        EffectCue(asset=effects[name].sha256, start=start, gain_db=template.effects.get(name, -12))
        for start, name in sorted(wanted)
        if name in effects
    )
    return Sound(voice=voice, effects=cues)


def with_music(timeline: Timeline, template: TemplateSpec, music: Asset) -> Timeline:
    """A composed timeline with a bed of music under it, as loud as its template wants it."""
    bed = MusicBed(asset=music.sha256, gain_db=template.music.gain_db, duck_db=template.music.duck_db)
    sound = timeline.sound.model_copy(update={"music": bed})
    return timeline.model_copy(update={"sound": sound, "assets": {**timeline.assets, music.sha256: music}})
