"""What speaks on screen: a figure with its face on top, each a tile of its own, because a mouth changes far more
often than a body moves."""

from abc import ABC, abstractmethod
from collections.abc import Hashable
from typing import Generic, TypeVar

from renderer.blit import draw_tile
from renderer.canvas import Canvas
from renderer.layers.base import Span
from renderer.regions import Region, posed
from renderer.tile import Tile

Still = TypeVar("Still", bound=Hashable)
Face = TypeVar("Face", bound=Hashable)


class SpeakingLayer(ABC, Generic[Still, Face]):
    """A drawn layer of two tiles; where only the face differs between two frames, only it is drawn again."""

    _span: Span

    @abstractmethod
    def look(self, frame: int) -> tuple[Still, Face]:
        """How the figure stands at a frame, and what its face does."""

    @abstractmethod
    def figure_tile(self, still: Still) -> Tile:
        """The figure; all the layer ever touches lies in its region."""

    @abstractmethod
    def face_tile(self, face: Face) -> Tile:
        """The part of the face that speaks and blinks."""

    def state(self, frame: int) -> Hashable:
        pose = self._span.seen(frame)
        return (pose, self.look(frame)) if pose else None

    def draw(self, canvas: Canvas, frame: int) -> None:
        still, face = self.look(frame)
        for tile in (self.figure_tile(still), self.face_tile(face)):
            draw_tile(canvas, tile, self._span.pose(frame), self._span.centre)

    def touched(self, frame: int) -> list[Region]:
        return [] if self._span.seen(frame) is None else [self._posed(self.figure_tile(self.look(frame)[0]), frame)]

    def changed(self, before: int, frame: int) -> list[Region]:
        if self._only_face_differs(before, frame):
            return [self._posed(self.face_tile(self.look(at)[1]), frame) for at in (before, frame)]
        return self.touched(before) + self.touched(frame)

    def _only_face_differs(self, before: int, frame: int) -> bool:
        if not (self._span.shows(before) and self._span.shows(frame)):
            return False
        return self._span.pose(before) == self._span.pose(frame) and self.look(before)[0] == self.look(frame)[0]

    def _posed(self, tile: Tile, frame: int) -> Region:
        return posed(tile.region, self._span.pose(frame), self._span.centre)
