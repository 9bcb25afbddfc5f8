"""What a box shows of a picture, and whether the product in it is whole and clear of what lies over it."""

from dataclasses import dataclass

from domain.base import Area, Box, Point

_NEAR = 0.002
"""Of a box: what rounding may take."""
_CLOSER = (1.0, 1.04, 1.08, 1.12, 1.16, 1.2)


@dataclass(frozen=True)
class Seen:
    """The part of a picture that a box shows, as fractions of the picture; over 1 is mat around it."""

    w: float
    h: float

    @staticmethod
    def covering(ratio: float, box: Box) -> "Seen":
        share = box.w / box.h / ratio
        return Seen(min(1.0, share), min(1.0, 1 / share))

    @staticmethod
    def containing(ratio: float, box: Box) -> "Seen":
        share = box.w / box.h / ratio
        return Seen(max(1.0, share), max(1.0, 1 / share))

    def holds(self, subject: Area) -> bool:
        return subject.w <= self.w + 1e-9 and subject.h <= self.h + 1e-9

    def room(self, subject: Area) -> float:
        """How much closer one can go before the subject is cut."""
        return min(self.w / subject.w, self.h / subject.h)

    def closer(self, zoom: float) -> "Seen":
        return Seen(self.w / zoom, self.h / zoom)

    def aim(self, subject: Area, hold: tuple[float, float]) -> Point:
        """Where to look so that the subject stands at ``hold`` of the box, whole and inside the picture."""
        return Point(
            x=aim_at(subject.x + subject.w / 2 + (0.5 - hold[0]) * self.w, subject.x, subject.w, self.w),
            y=aim_at(subject.y + subject.h / 2 + (0.5 - hold[1]) * self.h, subject.y, subject.h, self.h),
        )


@dataclass(frozen=True)
class Shown:
    """The product in its picture, and the parts of the box that it should not reach into."""

    subject: Area
    covered: tuple[Area, ...]

    def beside(self, seen: Seen, at: Point) -> Point:
        """Where to look instead of ``at`` so that nothing covers the product; ``at`` if there is no such view."""
        if self.clear(seen, at):
            return at
        views = [self._aimed(seen, x, y) for x, y in self._ways(seen, at)]
        gone = [((view.x - at.x) ** 2 + (view.y - at.y) ** 2, view) for view in views if self.clear(seen, view)]
        return min(gone, key=lambda pair: pair[0])[1] if gone else at

    def closer(self, whole: Seen, zoom: float, hold: tuple[float, float]) -> float:
        """The least zoom from ``zoom`` on at which the product can stand where nothing covers it; else ``zoom``."""
        for more in _CLOSER if self.covered else ():
            seen = whole.closer(zoom * more)
            if seen.holds(self.subject) and self.clear(seen, self.beside(seen, seen.aim(self.subject, hold))):
                return zoom * more
        return zoom

    def _ways(self, seen: Seen, at: Point) -> list[tuple[float, float]]:
        """Views with the product below, above or at either side of what covers the box."""
        subject, ways = self.subject, []
        for part in self.covered:
            low, high = subject.y + seen.h * (0.5 - part.y - part.h), subject.y + subject.h + seen.h * (0.5 - part.y)
            right, left = subject.x + seen.w * (0.5 - part.x - part.w), subject.x + subject.w + seen.w * (0.5 - part.x)
            ways += [(at.x, low), (at.x, high), (right, at.y), (left, at.y)]
        return [*ways, *((x, y) for x, _ in ways for _, y in ways)]

    def _aimed(self, seen: Seen, x: float, y: float) -> Point:
        subject = self.subject
        return Point(x=aim_at(x, subject.x, subject.w, seen.w), y=aim_at(y, subject.y, subject.h, seen.h))

    def clear(self, seen: Seen, at: Point) -> bool:
        """Whether nothing covers the product."""
        x, y = (self.subject.x - at.x) / seen.w + 0.5, (self.subject.y - at.y) / seen.h + 0.5
        right, bottom = x + self.subject.w / seen.w, y + self.subject.h / seen.h
        return all(
            x >= part.x + part.w - _NEAR
            or right <= part.x + _NEAR
            or y >= part.y + part.h - _NEAR
            or bottom <= part.y + _NEAR
            for part in self.covered
        )


def aim_at(wanted: float, start: float, length: float, seen: float) -> float:
    """Where to look along one side, nearest to ``wanted``, so that the subject is whole and no edge is passed."""
    if seen >= 1:
        return 0.5
    whole = between(wanted, start + length - seen / 2, start + seen / 2)
    return round(between(whole, seen / 2, 1 - seen / 2), 4)


def between(value: float, least: float, most: float) -> float:
    """The value, or the bound it is beyond; their middle where they have changed places."""
    return min(max(value, least), most) if least <= most else (least + most) / 2
