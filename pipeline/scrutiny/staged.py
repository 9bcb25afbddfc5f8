"""Staged: a composed scene beside what the template says of it."""

from dataclasses import dataclass

from domain.base import Box
from domain.layers import Layer
from domain.timeline import Scene, Timeline
from templates.check import Where, way_of
from templates.layers import AnyLayer
from templates.spec import CaptionLook, SceneSpec, TemplateSpec

_MOMENTS = 8


@dataclass(frozen=True)
class Staged:
    """A composed scene beside the template's: ``way`` leads to ``spec`` through the template's keys."""

    template: TemplateSpec
    timeline: Timeline
    scene: Scene
    spec: SceneSpec
    way: Where

    @property
    def frame(self) -> Box:
        return Box(x=0, y=0, w=self.timeline.width, h=self.timeline.height)

    @property
    def captions(self) -> CaptionLook:
        """The colours of the scene's captions, as the template names them."""
        return self.template.captions.look.model_copy(update=self.spec.captions.model_dump(exclude_none=True))

    @property
    def moments(self) -> tuple[int, ...]:
        """Frames from the beginning of the scene to its end."""
        return tuple(round((i + 0.5) * self.scene.frames / _MOMENTS) for i in range(_MOMENTS))

    def way_to(self, layer: Layer) -> Where:
        """The way to what a layer was built from."""
        return way_of(self.way, self.scene.id, layer.id)

    def spec_of(self, layer: Layer) -> AnyLayer | None:
        """What a layer was built from; None for captions and overlays."""
        way = self.way_to(layer)
        if way[:1] == ("ground",):
            return self.template.ground[int(way[-1])]
        return self.spec.layers[int(way[-1])] if len(way) > len(self.way) else None
