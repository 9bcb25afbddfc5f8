"""Mouths: a viseme's numbers become the forms of lips, teeth and tongue."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from domain.base import Frozen, Unit
from domain.rig import Form
from presenter.rig_forms import Command, ellipse, write_path

_LINE = 7.0


class MouthSpec(Frozen):
    """``w`` and ``h`` of the opening and the rise of its corners ``smile`` in rig units; ``teeth`` and
    ``tongue`` are shares of the height. A height of 0 is a closed mouth, ``round`` a pursed one."""

    w: Annotated[float, Field(gt=0)]
    h: Annotated[float, Field(ge=0)]
    smile: float = 0
    round: bool = False
    teeth: Unit = 0
    tongue: Unit = 0


def draw_mouth(spec: MouthSpec, x: float, y: float, palette: Mapping[str, str]) -> tuple[Form, ...]:
    """The mouth around (x, y), its corners ``smile`` above the middle of the upper lip."""
    left, right, corner = x - spec.w / 2, x + spec.w / 2, y - spec.smile
    if not spec.h:
        line = write_path([("M", ((left, corner),)), ("Q", ((x, y + spec.smile), (right, corner)))])
        return (Form(path=line, stroke=palette["lips"], width=_LINE),)
    top = y - spec.smile * 0.2
    opening = ellipse(x, y + spec.h * 0.42, spec.w / 2, spec.h / 2) if spec.round else _opening(spec, x, y)
    forms = [Form(path=write_path(opening), fill=palette["mouth"])]
    if spec.tongue:
        forms.append(_tongue(spec, x, y, palette["tongue"]))
    if spec.teeth:
        forms.append(_teeth(spec, x, corner, top, palette["teeth"]))
    forms.append(Form(path=write_path(opening), stroke=palette["lips"], width=_LINE))
    return tuple(forms)


def _opening(spec: MouthSpec, x: float, y: float) -> list[Command]:
    """A smiling opening: a shallow upper lip, a deep lower one."""
    left, right, corner = x - spec.w / 2, x + spec.w / 2, y - spec.smile
    low = y + spec.h * 1.25
    return [
        ("M", ((left, corner),)),
        ("Q", ((x, y + spec.smile * 0.2), (right, corner))),
        ("C", ((right - spec.w * 0.06, low), (left + spec.w * 0.06, low), (left, corner))),
        ("Z", ()),
    ]


def _teeth(spec: MouthSpec, x: float, corner: float, top: float, colour: str) -> Form:
    half, low = spec.w * 0.42, spec.h * spec.teeth
    edge = corner + (top - corner) * 0.35
    path = [("M", ((x - half, edge),)), ("Q", ((x, top + spec.smile * 0.4), (x + half, edge)))]
    path += [
        ("Q", ((x + half * 0.9, edge + low), (x, top + low))),
        ("Q", ((x - half * 0.9, edge + low), (x - half, edge))),
    ]
    return Form(path=write_path([*path, ("Z", ())]), fill=colour)


def _tongue(spec: MouthSpec, x: float, y: float, colour: str) -> Form:
    half, floor = spec.w * 0.30, y + spec.h * 0.92
    high = floor - spec.h * spec.tongue
    path = [
        ("M", ((x - half, floor - spec.h * 0.12),)),
        ("Q", ((x, high - spec.h * 0.18), (x + half, floor - spec.h * 0.12))),
    ]
    path += [("Q", ((x, floor + spec.h * 0.12), (x - half, floor - spec.h * 0.12))), ("Z", ())]
    return Form(path=write_path(path), fill=colour)
