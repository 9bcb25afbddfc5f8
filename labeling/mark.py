"""The visible AI mark: a text layer over the whole video, from frame 0 to the end."""

from dataclasses import dataclass
from math import ceil

from domain.base import Box
from domain.brief import Language
from domain.errors import LabelError, TimelineError
from domain.fonts import FontRole, TextMeasurer
from domain.frame import mark_zone
from domain.layers import TextLayer, TextStyle
from domain.mark import MarkStyle, Plate
from domain.paint import Solid, Stroke
from domain.timeline import Timeline
from labeling.contradiction import check_texts
from labeling.pattern import rim_of
from labeling.regimes import DEFAULT_REGIMES, Regime
from labeling.wording import load_wordings

MARK_ID = "ai-mark"
_ROLE: FontRole = "text"
_TRACKING = -0.015  # letters this large need less air between them
_STYLE = MarkStyle()
_SOFT = 3
"""Pixels that compression may spread the mark's edge by, which are many in a small picture."""
_PLATES: dict[Plate, str] = {"soft": "#0B0F19B8", "solid": "#0B0F19E6"}
_OUTLINES: dict[Plate, tuple[float, str]] = {
    "soft": (2, "#0B0F19A6"),
    "solid": (2, "#0B0F19A6"),
    "none": (4, "#0B0F19F2"),
}
"""Width at 1080 and colour: without a plate the outline alone must part white letters from a white picture."""


def bound_height(width: int, height: int) -> int:
    """The least height of the mark's letters in pixels: 5 % of the shortest side (GB 45438-2025 §5.2, §5.4)."""
    return -(-5 * min(width, height) // 100)


def mark(timeline: Timeline, measure: TextMeasurer, regimes: frozenset[Regime] = DEFAULT_REGIMES) -> Timeline:
    """The timeline with the visible mark on top of everything; a mark already in it is replaced.

    Raises TimelineError when a text denies what the mark says, or the safe box leaves no room for it.
    """
    others = tuple(over for over in timeline.overlays if not _is_mark(over.id, getattr(over, "role", "text")))
    layer = mark_layer(
        timeline.width,
        timeline.height,
        timeline.safe,
        timeline.language,
        measure,
        timeline.mark_style,
        regimes,
    )
    bare = timeline.model_copy(update={"overlays": others})
    check_texts(bare, layer)
    return bare.model_copy(update={"overlays": (*others, layer)})


def unmarked(timeline: Timeline) -> Timeline:
    """The timeline without the mark, for the one copy that 标识办法 art. 9 lets an operator grant."""
    others = tuple(over for over in timeline.overlays if not _is_mark(over.id, getattr(over, "role", "text")))
    return timeline.model_copy(update={"overlays": others})


def mark_layer(
    width: int,
    height: int,
    safe: Box,
    language: Language,
    measure: TextMeasurer,
    style: MarkStyle = _STYLE,
    regimes: frozenset[Regime] = DEFAULT_REGIMES,
) -> TextLayer:
    """The mark for a frame: white letters with a dark outline, on a plate unless the style has none, in a top
    corner of ``safe``.

    The em size is the smallest whose flat capitals are 5 % of the short side plus what an encoder's
    softness may take. Raises TimelineError without room, LabelError when a font is unfit.
    """
    text = load_wordings().text(language, regimes)
    zone = _zone(width, height, safe, style)
    fit = _fit(text, bound_height(width, height), zone, style.weight, measure)
    unit = min(width, height) / 1080
    wide = fit.width + 2 * fit.across
    outline, colour = _OUTLINES[style.plate]
    stroke = max(1.0, round(outline * unit, 1))
    plate = _PLATES.get(style.plate)
    # In a small picture the rim reaches beyond the box, and is seen a little beside its place.
    inwards = max(0, _SOFT + rim_of(stroke, plated=plate is not None) - fit.down)
    return TextLayer(
        id=MARK_ID,
        role="mark",
        text=text,
        max_lines=1,
        box=Box(
            x=zone.x + inwards if style.corner == "top-left" else zone.right - wide - inwards,
            y=zone.y + inwards,
            w=wide,
            h=fit.size + 2 * fit.down,
        ),
        plate=Solid(colour=plate) if plate else None,
        plate_radius=(fit.size + 2 * fit.down) / 2,
        plate_padding=(fit.across, fit.down),
        style=TextStyle(
            font=_ROLE,
            weight=style.weight,
            size=fit.size,
            min_size=fit.size,
            line_height=1.0,
            tracking=_TRACKING,
            stroke=Stroke(width=stroke, colour=colour),
            align="centre",
            valign="middle",
        ),
    )


@dataclass(frozen=True)
class _Fit:
    size: int
    width: int
    across: int
    down: int


def _fit(text: str, bound: int, zone: Box, weight: int, measure: TextMeasurer) -> _Fit:
    size = _size(text, bound, zone, weight, measure)
    width = ceil(measure.width(text, _ROLE, weight, size) + _TRACKING * size * (len(text) - 1)) + 2
    across, down = min(round(0.55 * bound), (zone.w - width) // 2), min(round(0.2 * bound), (zone.h - size) // 2)
    if across < round(0.1 * bound) or down < 0:
        raise TimelineError(
            f"the safe box leaves {zone.w}×{zone.h} pixels for the AI mark, '{text}' needs "
            f"{width + round(0.2 * bound)}×{size}",
            hint="widen 'safe' in the timeline",
        )
    return _Fit(size, width, across, down)


def _size(text: str, bound: int, zone: Box, weight: int, measure: TextMeasurer) -> int:
    absent = measure.missing(text, _ROLE)
    if absent:
        raise LabelError(
            f"no font draws '{absent}' of the AI mark '{text}'",
            hint="install the fonts of scripts/apt-packages.txt, or set VITRINE_FONT_DIR",
        )
    wanted = bound + max(2, round(0.03 * bound))
    for size in range(wanted, 2 * zone.h + wanted):
        if measure.cap_height(_ROLE, weight, size) >= wanted:
            return size
    raise LabelError(
        f"the capitals of the '{_ROLE}' font stay under {wanted} pixels",
        hint="choose a text font with ordinary capitals",
    )


def _zone(width: int, height: int, safe: Box, style: MarkStyle) -> Box:
    zone = mark_zone(width, height, safe, style.corner)
    if zone.x < 0 or zone.y < 0 or zone.right > width or zone.bottom > height:
        raise TimelineError(
            f"the corner for the AI mark ({zone.x},{zone.y} {zone.w}×{zone.h}) leaves the {width}×{height} frame",
            hint="keep 'safe' inside the frame",
        )
    return zone


def _is_mark(layer_id: str, role: str) -> bool:
    return role == "mark" or layer_id == MARK_ID
