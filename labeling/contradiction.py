"""Texts that deny the AI mark (标识办法 art. 10: no hiding, no forging): found in a timeline before it is drawn.

Letters are folded first, so that spaces between them, look-alikes, full-width or invisible characters
do not help, and texts that stand in one line are read as one. Words inside a photo are not seen.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import yaml

from domain.base import Box, Frozen
from domain.errors import TimelineError
from domain.layers import CaptionLayer, GroupLayer, Layer, TextLayer
from domain.timeline import Timeline

_LOOK_ALIKES = str.maketrans("аеіорсуѕνοραετικΑΙΝΟΤΕАЕІОРСТНıİɑι|ｌ０", "aeiopcysvopaetikAINOTEAEIOPCTHiIaiilO")
_DIGITS_AS_LETTERS = str.maketrans("01345", "oieas")
_NEAR = 1.6
"""How close a text counts as beside the mark, in heights of the mark's plate."""

Placed = tuple[str, Box]


class Contradictions(Frozen):
    """Patterns over folded text: what denies ``anywhere``, what denies when it stands ``beside`` the mark, and
    what when it stands beside it ``in_line``."""

    anywhere: tuple[str, ...]
    beside: tuple[str, ...]
    in_line: tuple[str, ...]


def check_texts(timeline: Timeline, mark: TextLayer) -> None:
    """Raises TimelineError naming scene and text when one denies what the mark says."""
    rules = load_contradictions()
    overlays = list(_texts(timeline.overlays))
    for scene in timeline.scenes:
        texts = [*_texts(scene.layers), *overlays]
        for text in (*(text for text, _ in texts), *_lines([*texts, (mark.text, mark.box)], mark.text)):
            _refuse(scene.id, text, rules.anywhere)
        for text, box in texts:
            if _beside(box, mark.box, 0):
                raise TimelineError(
                    f"scene '{scene.id}': the text “{text}” stands on the AI mark", hint="move it out of its corner"
                )
            if _beside(box, mark.box, round(_NEAR * mark.box.h)):
                _refuse(scene.id, text, rules.beside)
                if _same_line(box, mark.box):
                    _refuse(scene.id, text, rules.in_line, opening(text))


def denies(text: str) -> bool:
    """Whether a text by itself says that the content is not generated."""
    return _matches(fold(text), load_contradictions().anywhere)


def _matches(folded: str, patterns: Sequence[str]) -> bool:
    readings = {folded, folded.translate(_DIGITS_AS_LETTERS)}
    return any(re.search(pattern, reading) for pattern in patterns for reading in readings)


def fold(text: str) -> str:
    """Lower-case letters and digits only, look-alikes made plain."""
    plain = unicodedata.normalize("NFKD", text.translate(_LOOK_ALIKES))
    plain = unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))
    return "".join(c for c in plain.translate(_LOOK_ALIKES).lower() if c.isalnum())


@cache
def load_contradictions() -> Contradictions:
    """The patterns that ship with Vitrine."""
    data = Path(__file__).with_name("contradictions.yaml").read_text("utf-8")
    return Contradictions.model_validate(yaml.load(data, Loader=yaml.CSafeLoader))


def opening(text: str) -> str:
    """The first word, folded, letters spaced apart being one; the whole text where words are not spaced (中文)."""
    plain = re.sub(r"['’ʼ`]", "", unicodedata.normalize("NFKC", text))
    words = re.findall(r"[^\W_]+", plain)
    spaced = next((n for n, word in enumerate(words) if len(word) > 1), len(words))
    first = "".join(words[:spaced]) if spaced > 1 else "".join(words[:1])
    return fold(first) if fold(first).isascii() else fold(text)


def _refuse(scene: str, text: str, patterns: Sequence[str], folded: str | None = None) -> None:
    if _matches(fold(text) if folded is None else folded, patterns):
        raise TimelineError(
            f"scene '{scene}': the text “{text}” denies the AI mark", hint="take it out: the video is AI-generated"
        )


def _texts(layers: Sequence[Layer]) -> Iterator[Placed]:
    for layer in layers:
        if isinstance(layer, TextLayer):
            yield layer.text, layer.box
        elif isinstance(layer, CaptionLayer):
            for page in layer.pages:
                yield " ".join("".join(word.text for word in line) for line in page.lines), layer.box
        elif isinstance(layer, GroupLayer):
            for child in layer.layers:
                if isinstance(child, TextLayer):
                    yield child.text, child.box


def _lines(texts: Sequence[Placed], mark: str) -> Iterator[str]:
    """Texts that stand in one line, left to right, as one, where there are several with the mark among them."""
    for text, box in texts:
        if text == mark:
            row = [placed for placed in texts if _same_line(placed[1], box)]
            if len(row) > 1:
                yield "".join(part for part, _ in sorted(row, key=lambda placed: placed[1].x))
    short = [placed for placed in texts if len(fold(placed[0])) <= 12]
    for _, box in short:
        row = sorted((placed for placed in short if _same_line(placed[1], box)), key=lambda placed: placed[1].x)
        if len(row) > 1:
            yield "".join(part for part, _ in row)


def _same_line(box: Box, other: Box) -> bool:
    middle, height = box.y + box.h / 2, max(box.h, other.h)
    return abs(middle - (other.y + other.h / 2)) < height / 2


def _beside(box: Box, mark: Box, reach: int) -> bool:
    return (
        box.x < mark.right + reach
        and mark.x - reach < box.right
        and box.y < mark.bottom + reach
        and mark.y - reach < box.bottom
    )
