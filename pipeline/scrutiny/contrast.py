"""Contrast: the captions' colours against the worst of what lies behind them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.base import Colour
from domain.layers import CaptionLayer
from pipeline.scrutiny.faults import Fault
from pipeline.scrutiny.parts import Drawn, Form, Points, Values, drawn, grid, posed
from pipeline.scrutiny.staged import Staged
from renderer.colour import parse_colour
from templates.palette import contrast

LETTERS = 3.0
"""The contrast of large letters by WCAG 2.2, 1.4.3."""
BOX = 1.3
"""That of the spoken word's box, which has letters of its own: it must be seen, not read."""
_SHARE = 0.1
"""Of the captions' place: less of it may be too alike."""
_ACROSS, _DOWN = 24, 6
_SOLID = 0.9
"""The opacity from which on nothing of a photo is seen through what lies over it."""


class Ground(NamedTuple):
    """The colours behind the captions, (N, 3), and which of them are known: what a photo shows is not."""

    seen: Values
    known: NDArray[np.bool_]


def faint_captions(staged: Staged) -> Iterator[Fault]:
    """What of the spoken words cannot be told from what lies behind them."""
    for layer in staged.scene.layers:
        if isinstance(layer, CaptionLayer):
            grounds = _grounds(staged, layer)
            for field, ink, least in _inks(layer):
                found = _worst(ink, grounds, least)
                if found:
                    yield _fault(staged, field, *found, least)
            found = layer.accent, contrast(layer.on_accent[:7], layer.accent[:7])
            if layer.mark == "box" and found[1] < LETTERS:
                yield _fault(staged, "on_accent", *found, LETTERS)


def _inks(layer: CaptionLayer) -> Iterator[tuple[str, Colour, float]]:
    """Each colour of the captions, and the contrast it needs; letters with an outline need none."""
    stroke = layer.style.stroke
    marked = ("accent", layer.accent, BOX if layer.mark == "box" else LETTERS)
    for field, ink, least in (("colour", layer.style.colour, LETTERS), marked):
        boxed = field == "accent" and layer.mark == "box"
        if boxed or not stroke or contrast(stroke.colour[:7], ink[:7]) < LETTERS:
            yield field, ink, least


def _grounds(staged: Staged, captions: CaptionLayer) -> list[Ground]:
    """What lies behind the captions at each moment they are shown at."""
    below = [drawn(layer) for layer in staged.scene.layers if layer is not captions]
    points = grid(captions.box, _ACROSS, _DOWN)
    moments = [frame for frame in staged.moments if not posed(captions, frame).hidden]
    bare = Form(staged.frame, staged.scene.background).colours(points)[:, :3]
    return [_ground(bare, [*below, drawn(captions)], points, frame) for frame in moments]


def _ground(bare: Values, layers: Sequence[Drawn], points: Points, frame: int) -> Ground:
    seen, known = bare, np.ones(len(points), bool)
    for layer in layers:
        for form, colours in layer.seen(points, frame):
            alpha = colours[:, 3:]
            seen = seen * (1 - alpha) + colours[:, :3] * alpha
            known = known & (alpha[:, 0] == 0) if form.paint is None else known | (alpha[:, 0] >= _SOLID)
    return Ground(seen, known)


def _worst(ink: Colour, grounds: Sequence[Ground], least: float) -> tuple[Colour, float] | None:
    """The colour behind the captions that is most like the ink, and their contrast; None where enough of them is clear
    of such colours most of the time."""
    found = [(share, alike) for share, alike in (_alike(ink, ground, least) for ground in grounds) if share >= _SHARE]
    worst = [pair for _, alike in found for pair in alike]
    return min(worst, key=lambda pair: pair[1]) if 2 * len(found) > len(grounds) else None


def _alike(ink: Colour, ground: Ground, least: float) -> tuple[float, list[tuple[Colour, float]]]:
    """The share of the places that are too like the ink, which may be transparent; their colours and contrasts."""
    *rgb, alpha = (channel / 255 for channel in parse_colour(ink))
    behind = np.rint(ground.seen[ground.known] * 255) / 255
    colours, counts = np.unique(behind, axis=0, return_counts=True)
    over = colours * (1 - alpha) + np.array(rgb) * alpha
    contrasts = [contrast(_hex(below), _hex(letters)) for below, letters in zip(colours, over, strict=True)]
    low = [i for i, found in enumerate(contrasts) if found < least]
    return counts[low].sum() / len(ground.seen), [(_hex(colours[i]), contrasts[i]) for i in low]


def _hex(rgb: Values) -> Colour:
    return "#" + "".join(f"{round(float(channel) * 255):02X}" for channel in rgb)


def _fault(staged: Staged, field: str, ground: Colour, found: float, least: float) -> Fault:
    own = getattr(staged.spec.captions, field) is not None
    name = getattr(staged.captions, field)
    return Fault(
        (*staged.way, "captions", field) if own else (*staged.way, "background"),
        f"scene '{staged.spec.id}': the captions' {_NAMES[field]}" + (f" ({field}: {name})" if name else ""),
        f"has contrast {found:.1f} with {ground} behind, it needs {least:g}",
        _REMEDIES[field],
        least - found,
    )


_NAMES = {"colour": "words", "accent": "spoken word", "on_accent": "spoken word in its box"}
_PLAINER = "or them a 'plate', or a plainer ground"
_REMEDIES = {
    "colour": f"give the scene's 'captions' another 'colour', {_PLAINER}",
    "accent": f"give the scene's 'captions' another 'accent', {_PLAINER}",
    "on_accent": "give the captions another 'on_accent', or none: black or white is taken",
}
