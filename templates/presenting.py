"""The presenter's place in a scene: a character on its feet, or somebody's portrait in a frame."""

from collections.abc import Iterator

from domain.base import Box
from domain.layers import PortraitLayer, PresenterLayer
from domain.portrait import Take
from domain.presenter import Cast
from templates.finished import Built, fields_of, finish
from templates.layers import PresenterSpec
from templates.spec import TemplateSpec
from templates.stage import Stage

_TALLEST = 1.3
"""A portrait's frame is at most this much higher than wide: head and shoulders want no more."""


def build_presenter(stage: Stage, spec: PresenterSpec, box: Box, path: str) -> Iterator[Built]:
    """Nothing without a presenter: the scene's other layers fill its place (``when: ["!presenter"]``)."""
    if stage.presenter is None:
        return
    cast, act = stage.presenter, stage.presenter.acts[stage.place[0]].later(stage.times.voice)
    if cast.portrait:
        frame = _frame(box, round_=spec.framing == "bubble", margin=stage.px(24))
        photo = PortraitLayer(
            **fields_of(stage, spec, frame, path, "portrait"),
            asset=cast.portrait.asset.sha256,
            points=cast.portrait.points,
            mouths=cast.mouths,
            radius=frame.w / 2 if spec.framing == "bubble" else spec.radius * stage.frame.unit,
            border=stage.stroke(spec.border),
            act=act,
            take=_take(stage, cast),
        )
        yield finish(stage, spec, photo)
    elif cast.rig:
        layer = PresenterLayer(
            **fields_of(stage, spec, box, path, "presenter"),
            rig=cast.rig.name,
            framing=spec.framing,
            mirrored=spec.side == "right",
            plate=stage.palette.paint(spec.plate) if spec.plate else None,
            border=stage.stroke(spec.border),
            act=act,
        )
        yield finish(stage, spec, layer)


def has_presenter(template: TemplateSpec) -> bool:
    """Whether any of a template's scenes has a place for a presenter."""
    scenes = (scene for role in template.scenes.values() for scene in role)
    return any(isinstance(layer, PresenterSpec) for scene in scenes for layer in (*template.ground, *scene.layers))


def _take(stage: Stage, cast: Cast) -> Take | None:
    """The scene's part of the clip, from the frame on at which its voice begins."""
    if not cast.clip:
        return None
    return cast.takes[stage.place[0]].model_copy(update={"begins": stage.times.voice})


def _frame(box: Box, *, round_: bool, margin: int) -> Box:
    """The largest portrait frame in a box, in its middle, even in size."""
    w = (box.w - 2 * margin) // 2 * 2
    h = min(w if round_ else round(w * _TALLEST), box.h - 2 * margin) // 2 * 2
    w = min(w, h) if round_ else w
    return Box(x=box.x + (box.w - w) // 2, y=box.bottom - margin - h, w=w, h=h)
