"""Air: the room around a product in its photo, and on a card that goes on in the photo's own ground."""

from domain.base import Area

_ROOM = 0.06
"""Of the product's longer side: the air that a photo leaves around it where it has that to give."""
TIGHT, _INSIDE = 0.07, 0.004
"""Of its box: the air below which a photo on an even ground is shown on that ground instead; of the photo: how far the
product is from each edge at least for that."""


def is_inside(subject: Area | None) -> bool:
    """Whether a photo shows its product with some of the ground on every side."""
    return subject is not None and all(
        start >= _INSIDE and start + length <= 1 - _INSIDE
        for start, length in ((subject.x, subject.w), (subject.y, subject.h))
    )


def laid(start: int, length: int, photo: float, subject: tuple[float, float], hold: float) -> tuple[int, int, float]:
    """What of a side of a card a photo takes up that is so long, and where in that its product's middle stands."""
    product, middle = photo * subject[1], photo * (subject[0] + subject[1] / 2)
    air = min(TIGHT * length, max(0.0, (length - product) / 2))
    at = min(max(hold * length, product / 2 + air), max(length - product / 2 - air, length / 2))
    left, right = round(min(at, middle)), round(min(length - at, photo - middle))
    return start + round(at) - left, max(1, left + right), left / max(1, left + right)


def aired(subject: Area) -> Area:
    """The product with air on every side, as far as its photo goes."""
    air = _ROOM * max(subject.w, subject.h)
    x, y = max(0.0, subject.x - air), max(0.0, subject.y - air)
    return Area(x=x, y=y, w=min(1.0, subject.x + subject.w + air) - x, h=min(1.0, subject.y + subject.h + air) - y)
