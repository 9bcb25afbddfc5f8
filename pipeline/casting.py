"""Casting: the presenter a brief asks for, and what it does in each scene."""

from domain.brief import Brief
from domain.errors import BriefError
from domain.frame import FPS
from domain.layers import PortraitLayer
from domain.presenter import Cast
from domain.rig import Performance
from domain.script import Script
from domain.timeline import Timeline
from domain.voice import Voiceover
from pipeline.explain import nearest
from pipeline.portraits import Portraits
from presenter.acting import perform
from presenter.characters import load_characters, load_rig, portrait_mouths
from presenter.voices import load_voices

AUTO, NONE = "auto", "none"


def check_presenter(name: str, portraits: Portraits) -> None:
    """Raise BriefError when there is no such presenter, or no consent to show it."""
    if name in (AUTO, NONE) or name in load_characters() or portraits.get(name):
        return
    known = {AUTO, NONE, *load_characters(), *(portrait.name for portrait in portraits.all())}
    raise BriefError(f"presenter '{name}' is not known", hint=nearest(name, known))


def cast(brief: Brief, script: Script, voiceover: Voiceover, portraits: Portraits) -> Cast | None:
    """Who presents this video, None when nobody shall. Raises BriefError as ``check_presenter``."""
    if brief.presenter == NONE:
        return None
    if brief.presenter == AUTO:
        return any_character(script, voiceover, brief.seed)
    check_presenter(brief.presenter, portraits)
    acts = _acts(script, voiceover, brief.seed)
    portrait = portraits.get(brief.presenter)
    if portrait:
        return Cast(portrait=portrait, mouths=dict(portrait_mouths()), acts=acts)
    return Cast(rig=load_rig(brief.presenter), acts=acts)


def any_character(script: Script, voiceover: Voiceover, seed: int) -> Cast:
    """A character that suits the voice, another one for another seed."""
    return Cast(rig=load_rig(_suited(voiceover.voice, seed)), acts=_acts(script, voiceover, seed))


def _acts(script: Script, voiceover: Voiceover, seed: int) -> tuple[Performance, ...]:
    scenes = zip(script.scenes, voiceover.scenes, strict=True)
    return tuple(perform(spoken, scene.role, FPS, seed) for scene, spoken in scenes)


def check_consents(timeline: Timeline, portraits: Portraits) -> None:
    """Raise BriefError when a timeline shows a portrait that nobody here consented to, or does no longer."""
    layers = [layer for scene in timeline.scenes for layer in scene.layers] + list(timeline.overlays)
    shown = {layer.asset for layer in layers if isinstance(layer, PortraitLayer)}
    names = {portrait.asset.sha256: portrait.name for portrait in portraits.all()} if shown else {}
    for sha256 in sorted(shown):
        if sha256 not in names:
            raise BriefError(
                f"the timeline shows a portrait ({sha256[:12]}…) without a recorded consent",
                hint="register it with 'vitrine presenters add'",
            )
        portraits.get(names[sha256])


def _suited(voice: str, seed: int) -> str:
    """A character whose gender is the voice's where that is known, another one for another seed."""
    name = voice.partition("@")[0]  # what follows is the model that speaks
    gender = next((known.gender for known in load_voices() if known.name == name), None)
    suited = [name for name, character in load_characters().items() if gender in (None, "unknown", character.gender)]
    suited = suited or list(load_characters())
    return suited[seed % len(suited)]
