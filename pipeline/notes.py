"""Notes on a job: what was chosen and what fell back, in words for the person who asked."""

from domain.brief import Brief
from domain.script import Script
from pipeline.planning import Choice
from pipeline.speaking import MISS, Speech


def notes_on(script: Script, choice: Choice, speech: Speech, brief: Brief, seconds: float) -> tuple[str, ...]:
    """One line each: who wrote, who spoke, which template and why, what fell back, and a missed length."""
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
    if abs(seconds - brief.seconds) > MISS * brief.seconds:
        notes.append(f"the video is {seconds:.1f} s long, {brief.seconds} s were asked for: the text sets its length")
    return tuple(notes)


def _not_the_one(brief: Brief, voice: str) -> str:
    if brief.voice in ("auto", voice):
        return ""
    return f"'{brief.voice}' does not speak {brief.language}, or its provider is off"


def _because(reason: str) -> str:
    return f", because {reason}" if reason else ""
