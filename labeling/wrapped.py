"""The wrapped form ``{"AIGC": {…}}`` inside other bytes: EXIF, comments, subtitles, plain text."""

import json
import re
from collections.abc import Iterator

from labeling.aigc import MAX_LENGTH, parse_fields

_MOST = 16
_START = re.compile(r'\{[ \t\r\n]{0,64}"AIGC"')
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
"""EXIF user comments marked UNICODE come in either byte order."""


def wrapped_texts(data: bytes) -> list[str]:
    """Each wrapped object in the bytes, as text up to its closing brace, sixteen at most."""
    readings = [_reading(data, encoding) for encoding in _ENCODINGS if '"AIGC"'.encode(encoding) in data]
    # Either byte order of UTF-16 matches the other's bytes, one off: the one that reads as an object is meant.
    return next((texts for texts in readings if texts and parse_fields(texts[0])), next(filter(None, readings), []))


def _reading(data: bytes, encoding: str) -> list[str]:
    return [found for found, _ in zip(_objects(_decoded(data, encoding)), range(_MOST), strict=False)]


def _decoded(data: bytes, encoding: str) -> str:
    """The text, from the byte on that its first brace of the object begins with."""
    start = data.find('"AIGC"'.encode(encoding))
    odd = start % 2 if encoding != "utf-8" else 0
    return data[odd:].decode(encoding, "replace")


def _objects(text: str) -> Iterator[str]:
    decoder = json.JSONDecoder()
    for match in _START.finditer(text):
        piece = text[match.start() : match.start() + MAX_LENGTH]
        try:
            _, end = decoder.raw_decode(piece)
        except (ValueError, RecursionError):
            end = piece.find("}}") + 2 if "}}" in piece else len(piece)
        yield piece[:end]
