"""Apostrophes: typed straight, set curly, as in print."""

import re

_LETTER = r"[^\W\d_]"
_INSIDE = re.compile(rf"(?<={_LETTER})'(?={_LETTER})|(?<={_LETTER}\.)'(?=s\b)")
_AFTER_PLURAL = re.compile(r"(?<=s)'(?!\S)")
_OPENING = re.compile(r"(?<!\S)'")


def curled(text: str) -> str:
    """The text with ’ for each typed apostrophe; as long as it was, so that times by letter still hold.

    What follows a figure stays: it stands for feet. So does what may close a quotation.
    """
    inside = _INSIDE.sub("’", text)
    return inside if _OPENING.search(inside) else _AFTER_PLURAL.sub("’", inside)
