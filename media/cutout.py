"""Cutting a product out of its photo on white, without a model: what is told apart by edges and colour.

The ground is flooded from the picture's border over everything that is as colourless as the ground and
has no edge, so soft shadows go with it; holes that show the bare ground go too; the outline runs straight
where no edge holds it; the rim gets its transparency from how far its colour lies between the product's and
the ground's. A score says how far the outline follows real edges; a product as white as its ground, or
glass, scores low and is refused, and so is one with a side sawn off, a shadow left on, or so few pixels
that it would be blurred.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from domain.base import Area
from media.cut_quality import agreement, closeness
from media.focus import find_subject, on_white
from media.foot import footed, with_room
from media.outline import straightened
from media.picture import Pixels, load_picture
from media.rim import RIM, nearest, peeled, with_rim
from media.saliency import Mask, Plane, border_of, extent
from media.transparent import on_nothing, tight

GOOD = 0.8
"""Score from which a cut-out may stand in a scene by itself."""
_SIDE, _LOOK_AT = 1400, 560
_GAPS = (1, 5)
"""Pixels of a break in an outline that the flood does not pass: first none, then some."""
_EDGES = (1.7, 1.15, 0.8)
"""Rise of colour per pixel (L*a*b*) that stops the flood, the surest first."""
_DARK = 20.0
"""Fall in L* below the ground that a soft shadow has only where it touches the product."""
_SHADOWS = ((2.6, 66.0, 0.16), (30.0, 34.0, 0.16), (30.0, 24.0, 0.16), (8.0, 40.0, 0.07), (4.0, 40.0, 0.07))
"""What a shadow at the foot has at most: rise per pixel and fall below the ground, until the dark line where
the product touches it; its share of the height."""
_COLOURED = 7.0
"""Distance in a*b* from the ground that no shadow has."""
_PALE = 45.0
"""Fall in L* below the ground that no soft shadow at a foot's side has."""
_BARE, _EVEN = 5.0, 2.4
"""Distance and spread in L*a*b* up to which an enclosed area is bare ground seen through a hole."""
_THE_SAME = 1.0
"""Distance that most of a small hole keeps below, a handle's or a loop's; a pale label lies further off."""
_HOLE, _SMALL_HOLE = 0.006, 0.0015
"""Shares of the picture."""
_CONTACT, _STRIP, _SPUR = 24.0, 0.07, 0.07
"""Fall in L* of the line where a product touches the ground; how high, in the product's height, the pale strip below
it may be; and how thick a tongue of shadow at its side."""
_FOOT = 0.16
"""Share of a product's height in which its foot ends: what ends higher, as a handle does, touches no ground."""
_FEWEST = 200
"""Pixels that a product's longer side has at least: one of fewer would be blurred in any scene."""
_ALONG = 0.3
"""Share of a product's width along which that line runs at least; a print low on the product is narrower."""
_CREASE, _CREASED = 10, 60.0
"""Pixels above the lower edge in which the dark crease lies where a product touches the ground, and by how much of 255
it is darker than the product."""


@dataclass(frozen=True)
class Cutout:
    """A product without its ground: straight RGBA, and how well it was cut from 0 to 1."""

    pixels: Pixels
    quality: float

    @property
    def good(self) -> bool:
        return self.quality >= GOOD


@dataclass(frozen=True)
class _Look:
    """How unlike its ground each pixel of a photo is in L*a*b*: lighter by so much, of a colour so far away whatever
    its lightness, and how steeply the colour changes there, a pixel."""

    lighter: Plane
    chroma: Plane
    edges: Plane

    @classmethod
    def of(cls, lab: Plane) -> "_Look":
        away = lab - np.median(border_of(lab), axis=0)
        lighter, a, b = cv2.split(away)
        return cls(np.asarray(lighter, np.float32), np.asarray(cv2.magnitude(a, b), np.float32), _edges(lab))

    @property
    def pale(self) -> Mask:
        """Where the colour is as good as the ground's."""
        return np.asarray(self.chroma < _COLOURED * 0.8, bool)


def cut_out(path: Path) -> Cutout | None:
    """The product of a photo on white or on nothing, cropped to its extent; None when the photo is on neither
    or nothing stands out. Raises AssetError when the photo cannot be used."""
    pixels = load_picture(path, _SIDE)
    if on_nothing(pixels):
        return Cutout(np.ascontiguousarray(tight(pixels)), 1.0)
    if not on_white(pixels):
        return None
    small = _small(pixels)
    look = _Look.of(_lab(small))
    subject = find_subject(small)
    tries = (_largest(_standing_out(look, edge, gap)) for edge in _EDGES for gap in _GAPS)
    if subject is None:
        return None
    masks = [_inside(mask, subject) for mask in tries if mask is not None]
    if not masks:
        return None
    best = max(masks, key=lambda mask: agreement(mask, look.edges, subject))
    bare = [best, *(_without_apron(best, look, *shadow) for shadow in _SHADOWS)]
    quality, mask = max(
        ((agreement(mask, look.edges, subject), mask) for mask in bare[::-1]),
        key=lambda pair: (round(pair[0], 2), -pair[1].sum()),
    )
    whole = _without_spurs(_without_strip(_without_skirt(mask, look), look), look)
    mask = straightened(whole, look.edges)
    large = _enlarged(mask, pixels.shape[1], pixels.shape[0])
    near = with_room(extent(large, 3 * RIM))
    photo = pixels[near]
    rgba = with_rim(photo, footed(peeled(_without_crease(large[near], photo), photo), photo))
    product = np.ascontiguousarray(rgba[extent(rgba[..., 3] > 0)])
    sharp = GOOD * max(product.shape[:2]) / _FEWEST
    return Cutout(product, round(min(quality * closeness(mask, look.edges), sharp if sharp < GOOD else 1.0), 3))


def png(cutout: Cutout) -> bytes:
    """The cut-out as a PNG file's bytes."""
    _, data = cv2.imencode(".png", cv2.cvtColor(cutout.pixels, cv2.COLOR_RGBA2BGRA))
    return bytes(data.tobytes())


def _small(pixels: Pixels) -> Pixels:
    """The picture at the size in which outlines are looked for: an edge is steep there, and noise is gone."""
    scale = min(1.0, _LOOK_AT / max(pixels.shape[:2]))
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _enlarged(mask: Mask, width: int, height: int) -> Mask:
    """The mask at another size, its outline smooth."""
    large = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.GaussianBlur(large, (0, 0), 1.5) > 0.5, bool)


def _lab(pixels: Pixels) -> Plane:
    soft = cv2.GaussianBlur(pixels[..., :3], (0, 0), 0.9).astype(np.float32) / 255
    return np.asarray(cv2.cvtColor(soft, cv2.COLOR_RGB2LAB), np.float32)


def _edges(lab: Plane) -> Plane:
    """How steeply the colour changes at each pixel, in L*a*b* a pixel."""
    slopes = [cv2.Scharr(lab[..., channel], cv2.CV_32F, *way) / 32 for channel in range(3) for way in ((1, 0), (0, 1))]
    return np.asarray(np.sqrt(sum(slope * slope for slope in slopes)), np.float32)


def _standing_out(look: _Look, edge: float, gap: int) -> Mask:
    """Everything but what the flood from the border reaches, and holes that show the ground."""
    wall = (look.edges > edge) | (look.chroma > _COLOURED) | (look.lighter < -_DARK)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gap, gap))
    wall = cv2.morphologyEx(wall.astype(np.uint8), cv2.MORPH_CLOSE, kernel) > 0
    count, labels = cv2.connectedComponents((~wall).astype(np.uint8), connectivity=4)
    rim = np.unique(np.concatenate((labels[0], labels[-1], labels[:, 0], labels[:, -1])))
    open_ = np.zeros(count, bool)
    open_[rim[rim > 0]] = True
    distance = np.asarray(cv2.magnitude(look.chroma, look.lighter), np.float32)
    for i in np.flatnonzero(np.bincount(labels.ravel(), minlength=count) > wall.size * _SMALL_HOLE):
        if i and not open_[i]:
            open_[i] = _is_hole(distance[labels == i], wall.size)
    outside = open_[labels] & ~wall
    grown = cv2.dilate(outside.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3)))
    return np.asarray(grown == 0, bool)


def _is_hole(distance: Plane, size: int) -> bool:
    """Whether an enclosed area, as far from the ground's colour as ``distance`` says, shows the ground."""
    bare = distance.size > size * _HOLE and distance.mean() < _BARE and distance.std() < _EVEN
    return bool(bare or np.median(distance) < _THE_SAME)


def _inside(mask: Mask, subject: Area) -> Mask:
    """The mask without what lies outside the subject's extent: that is shadow."""
    h, w = mask.shape
    box = np.zeros_like(mask)
    top, bottom = round(subject.y * h) - 1, round((subject.y + subject.h) * h) + 1
    left, right = round(subject.x * w) - 1, round((subject.x + subject.w) * w) + 1
    box[max(0, top) : bottom, max(0, left) : right] = True
    return np.asarray(mask & box, bool)


def _without_apron(mask: Mask, look: _Look, edge: float, dark: float, share: float) -> Mask:
    """The mask without the shadow in front of the product's foot: as colourless as the ground, without edges,
    and reached from outside within the lowest part."""
    ys = np.flatnonzero(mask.any(axis=1))
    soft = (look.edges < edge) & look.pale & (look.lighter > -dark)
    foot = np.zeros_like(mask)
    top = ys[-1] - max(4, round((ys[-1] - ys[0]) * share))
    foot[top:] = True
    passable = ((soft & foot) | ~mask).astype(np.uint8)
    _, labels = cv2.connectedComponents(passable, connectivity=4)
    reached = labels == labels[0, 0]
    left = mask & ~cv2.dilate((reached & mask).astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    bare = _largest(np.asarray(left, bool))
    leaked = (reached & mask)[top : top + 3].sum() > 0.12 * mask[top : top + 3].sum()
    return mask if bare is None or leaked else bare


def _without_skirt(mask: Mask, look: _Look) -> Mask:
    """The mask without what is colourless, light and wider than the product just above its foot: shadow."""
    ys = np.flatnonzero(mask.any(axis=1))
    height = ys[-1] - ys[0]
    above = mask[ys[-1] - round(height * 0.16) : ys[-1] - round(height * 0.09)]
    xs = np.flatnonzero(above.mean(axis=0) > 0.5)
    if not xs.size:
        return mask
    pale = look.pale & (look.lighter > -_PALE)
    foot = np.zeros_like(mask)
    foot[ys[-1] - round(height * 0.09) :] = True
    foot[:, xs[0] : xs[-1] + 1] = False  # to the pixel: a lump of shadow may be as narrow as one
    left = _largest(np.asarray(mask & ~(foot & pale), bool))
    return mask if left is None else left


def _without_strip(mask: Mask, look: _Look) -> Mask:
    """The mask without the pale strip of shadow below the dark line where the product touches the ground."""
    ys = np.flatnonzero(mask.any(axis=1))
    deepest = max(3, round((ys[-1] - ys[0]) * _STRIP))
    pale = look.pale
    cut = np.zeros(mask.shape[1], np.float32)
    bottoms = mask.shape[0] - 1 - np.argmax(mask[::-1], axis=0)
    for x in np.flatnonzero(mask.any(axis=0) & (bottoms > ys[-1] - (ys[-1] - ys[0]) * _FOOT)):
        bottom = int(bottoms[x])
        fall = look.lighter[max(0, bottom - deepest) : bottom + 1, x]
        line = int(np.argmin(fall))
        below = slice(bottom - (len(fall) - 1 - line) + 1, bottom + 1)
        if fall[line] < -_CONTACT and fall[-1] > fall[line] + _CONTACT / 3 and pale[below, x].all():
            cut[x] = len(fall) - 1 - line
    if (cut > 0).sum() < _ALONG * mask.any(axis=0).sum():
        return mask
    strip = cv2.blur(cut[None], (7, 1))[0] * (cut > 0)
    rows = np.arange(mask.shape[0])[:, None]
    return np.asarray(mask & (rows <= bottoms - np.rint(strip)), bool)


def _without_spurs(mask: Mask, look: _Look) -> Mask:
    """The mask without thin colourless tongues low at its side: shadow in the angle of a handle or a foot."""
    ys = np.flatnonzero(mask.any(axis=1))
    width = max(5, round((ys[-1] - ys[0]) * _SPUR))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    body = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel) > 0
    pale = look.pale & (look.lighter > -_PALE)
    low = np.zeros_like(mask)
    low[ys[0] + round((ys[-1] - ys[0]) * 0.66) :] = True
    left = _largest(np.asarray(mask & ~(low & pale & ~body), bool))
    return mask if left is None else left


def _largest(mask: Mask) -> Mask | None:
    """The main part of a mask with parts a twentieth as large, thin spurs taken off; None when it is tiny."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(opened)
    if count < 2:
        return None
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    if not 0.01 * mask.size < areas.max() < 0.9 * mask.size:
        return None
    return np.asarray((areas >= areas.max() / 20)[labels], bool)


def _without_crease(mask: Mask, pixels: Pixels) -> Mask:
    """The mask without the thin dark line below a lighter product, which would hang from it in dashes."""
    core = cv2.erode(mask.astype(np.uint8), np.ones((2 * _CREASE + 1, 1), np.uint8)) > 0
    if not core.any():
        return mask
    light = pixels[..., :3].astype(np.float32).max(axis=2)
    low = mask.copy()
    low[:-_CREASE] &= ~mask[_CREASE:]
    low[-_CREASE:] = False
    above = nearest(np.dstack([light] * 3), core, low)[:, 0]
    dark = np.zeros(mask.shape, np.uint8)
    dark[low] = above - light[low] > _CREASED
    left = _largest(np.asarray(mask & ~(cv2.dilate(dark, np.ones((5, 3), np.uint8)) > 0), bool))
    return mask if left is None else left
