"""Rehearsal: a voiceover with guessed times, so that a script can be looked at before it is spoken."""

from domain.brief import Language
from domain.script import Script, ScriptScene
from domain.voice import SpokenScene, SpokenWord, Voiceover
from templates.breaking import BreakRules, load_break_rules, split, wide

SILENCE = "0" * 64
"""The audio a rehearsed scene names: there is none, so its timeline has pictures and no voice."""

_MS_PER_CHARACTER: dict[Language, int] = {"zh": 215, "en": 68}
_PAUSE_MS = 160


def rehearse(script: Script) -> Voiceover:
    """Every scene with plausible word times for its language, and no sound."""
    rules = load_break_rules()
    scenes = tuple(_scene(scene, script.language, rules) for scene in script.scenes)
    return Voiceover(scenes=scenes, provider="rehearsal", voice="none", fallback_reason="nothing was spoken")


def _scene(scene: ScriptScene, language: Language, rules: BreakRules) -> SpokenScene:
    words, at = [], 0
    for piece in split(scene.narration, rules):
        letters = sum(1 for character in piece.text if character.isalnum())
        rate = _MS_PER_CHARACTER["zh"] if any(wide(c) and c.isalnum() for c in piece.text) else _MS_PER_CHARACTER["en"]
        end = at + max(60, letters * rate)
        words.append(SpokenWord(text=piece.text, start_ms=at, end_ms=end))
        pause = _PAUSE_MS if piece.text.rstrip()[-1:] in rules.sentence_end + rules.clause_end else 0
        at = end + pause
    return SpokenScene(scene=scene.id, audio=SILENCE, duration_ms=max(1, words[-1].end_ms), words=tuple(words))
