"""Notes on a job: what was chosen and what fell back, in words for the person who asked."""

from collections.abc import Iterable, Sequence

from domain.asset import Asset
from domain.brief import Brief
from domain.layers import PortraitLayer, PresenterLayer
from domain.script import Script
from domain.timeline import Timeline
from pipeline.casting import AUTO, NONE
from pipeline.choosing import Choice
from pipeline.speaking import MISS, Speech
from templates.casting import shows_clips
from templates.spec import TemplateSpec


def notes_on(
    script: Script, choice: Choice, speech: Speech, brief: Brief, seconds: float, asked: int
) -> tuple[str, ...]:
    """One line each: who wrote, who spoke, which template and why, what fell back, and a length that misses the one
    ``asked`` for, both in seconds."""
    author, voice = script.written_by, speech.voiceover
    model = f" ({author.model})" if author.model else ""
    if author.input_tokens or author.output_tokens:
        model += f", {author.input_tokens} + {author.output_tokens} tokens"
    notes = [
        f"script by the {author.planner} planner{model}{_because(author.fallback_reason)}",
        *author.notes,
        f"voice {voice.voice} ({voice.provider}){_because(voice.fallback_reason or _not_the_one(brief, voice.voice))}",
        f"template {choice.template.name}: {choice.reason}",
    ]
    if abs(seconds - asked) > MISS * asked:
        notes.append(f"the video is {seconds:.1f} s long, {asked} s were asked for: the text sets its length")
    return tuple(notes)


def note_on_presenter(brief: Brief, timeline: Timeline, unfilmed: str = "") -> tuple[str, ...]:
    """Who is on screen; or why the presenter that was asked for is not. ``unfilmed`` is why its speaking was not."""
    layers = [layer for scene in timeline.scenes for layer in scene.layers]
    portraits = [layer for layer in layers if isinstance(layer, PortraitLayer)]
    if portraits:
        filmed = ", filmed by the lip-sync engine" if portraits[0].take else ""
        return (f"presenter {brief.presenter} (portrait, with consent{filmed})",)
    shown = sorted({layer.rig for layer in layers if isinstance(layer, PresenterLayer)})
    if shown:
        return (f"presenter {shown[0]}{_instead(brief, unfilmed)}",)
    if brief.presenter in (AUTO, NONE):
        return ()
    return (f"presenter {brief.presenter} is not shown: template {timeline.template} has no place for one",)


def notes_on_clips(clips: Sequence[Asset], timelines: Iterable[Timeline], template: TemplateSpec) -> tuple[str, ...]:
    """Which of the seller's clips no video shows, and what would show them."""
    shown = {asset for timeline in timelines for asset in timeline.used_assets()}
    why = (
        f"this script has too few scenes in which template {template.name} shows a clip; "
        "ask for more seconds, or give more selling points"
        if shows_clips(template)
        else f"no scene of template {template.name} that this script has takes one; "
        "most other templates do, made for clips are lookbook and spotlight"
    )
    return tuple(f"clip {clip.name} is not shown: {why}" for clip in clips if clip.sha256 not in shown)


def _not_the_one(brief: Brief, voice: str) -> str:
    if brief.voice in ("auto", voice.partition("@")[0]):
        return ""
    return f"'{brief.voice}' does not speak {brief.language}, or its provider is off"


def _instead(brief: Brief, unfilmed: str) -> str:
    return f" instead of {brief.presenter}{_because(unfilmed)}" if unfilmed else ""


def _because(reason: str) -> str:
    return f", because {reason}" if reason else ""
