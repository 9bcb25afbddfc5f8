"""Background music of our own making: rights clear, seeded, and exactly as long as asked."""

from media.music.compose import beats, compose_music, tempo_of
from media.music.moods import mood_for

__all__ = ["beats", "compose_music", "mood_for", "tempo_of"]
