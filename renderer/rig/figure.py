"""A rig, compiled: its forms as Skia paths, drawn in any pose."""

from collections.abc import Callable
from functools import lru_cache

import skia

from domain.rig import Bone, Rig, RigPart
from renderer.paint import skia_colour
from renderer.rig.forms import Outline, outline
from renderer.rig.pose import RigPose

FACE_PARTS = frozenset({"mouth", "eyes"})
"""What changes from frame to frame while the figure stands still."""


class Figure:
    """A rig ready to draw. ``body`` is everything, mouth and eyes at rest left out; ``face`` only those."""

    def __init__(self, rig: Rig, colour: Callable[[str], int] = skia_colour) -> None:
        self._rig = rig
        self._order = _from_the_root(rig.bones)
        self._matrices = lru_cache(maxsize=2)(self._pose_bones)
        self._still = {part.name: [outline(form, colour) for form in part.forms] for part in rig.parts}
        self._variants = {
            (part.name, name): [outline(form, colour) for form in forms]
            for part in rig.parts
            for name, forms in part.variants.items()
        }

    def draw_body(self, canvas: skia.Canvas, pose: RigPose) -> None:
        """Everything that lies under mouth and eyes or beside them, in the rig's units."""
        self._draw(canvas, pose, [part for part in self._rig.parts if part.name not in FACE_PARTS])

    def draw_face(self, canvas: skia.Canvas, pose: RigPose) -> None:
        """Mouth and eyes."""
        self._draw(canvas, pose, [part for part in self._rig.parts if part.name in FACE_PARTS])

    def face_bounds(self, pose: RigPose) -> skia.Rect:
        """Around mouth and eyes in this pose, in the rig's units."""
        return self._bounds(pose, [part for part in self._rig.parts if part.name in FACE_PARTS])

    def body_bounds(self, pose: RigPose) -> skia.Rect:
        """Around the whole figure in this pose, in the rig's units."""
        return self._bounds(pose, list(self._rig.parts))

    def _bounds(self, pose: RigPose, parts: list[RigPart]) -> skia.Rect:
        matrices, bounds = self._matrices(pose), skia.Rect.MakeEmpty()
        for part in parts:
            for shape in self._shapes(part, pose):
                bounds.join(matrices[part.bone].mapRect(shape.bounds))
        return bounds

    def _draw(self, canvas: skia.Canvas, pose: RigPose, parts: list[RigPart]) -> None:
        matrices = self._matrices(pose)
        for part in parts:
            canvas.save()
            canvas.concat(matrices[part.bone])
            for shape in self._shapes(part, pose):
                shape.draw(canvas)
            canvas.restore()

    def _shapes(self, part: RigPart, pose: RigPose) -> list[Outline]:
        if not part.variants:
            return self._still[part.name]
        shown = {**dict(pose.shows), "mouth": pose.mouth, "eyes": pose.eyes}.get(part.name, part.rest)
        if (part.name, shown) not in self._variants:
            shown = part.rest
        return self._still[part.name] + self._variants[part.name, shown]

    def _pose_bones(self, pose: RigPose) -> dict[str, skia.Matrix]:
        turns = {bone: values for bone, *values in pose.turns}
        matrices: dict[str, skia.Matrix] = {}
        for name in self._order:
            bone = self._rig.bones[name]
            degrees, dx, dy = turns.get(name, (0.0, 0.0, 0.0))
            own = skia.Matrix().setRotate(degrees, *bone.pivot)
            own.postTranslate(dx, dy)
            matrices[name] = skia.Matrix.Concat(matrices[bone.parent], own) if bone.parent else own
        return matrices


def _from_the_root(bones: dict[str, Bone]) -> list[str]:
    """Bones so ordered that each comes after its parent."""

    def depth(name: str) -> int:
        parent = bones[name].parent
        return 0 if parent is None else depth(parent) + 1

    return sorted(bones, key=depth)
