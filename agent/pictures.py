"""Emoji in what a seller states: shown beside the words they stand with, never said."""

from agent.wording import fits_headline
from domain.brief import Language
from domain.clusters import clusters, is_emoji

_KEYCAP = "\u20e3"


def emoji_in(text: str) -> tuple[str, ...]:
    """The emoji in a text, each once; a figure on a key is a figure."""
    if text.isascii():
        return ()
    return tuple(dict.fromkeys(part for part in clusters(text) if is_emoji(part) and _KEYCAP not in part))


def with_emoji(words: str, stated: str, language: Language) -> str:
    """A headline with the first emoji of the text it is from, before or after it as there, where there is room."""
    found = emoji_in(stated)
    if not words or not found:
        return words
    pictured = f"{found[0]} {words}" if stated.lstrip().startswith(found[0]) else f"{words} {found[0]}"
    return pictured if fits_headline(pictured, language) else words
