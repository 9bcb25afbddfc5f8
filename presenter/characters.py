"""The characters: who can stand beside the product, and each one's rig."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import Field

from domain.base import Colour, Frozen
from domain.errors import TemplateError
from domain.portrait import MouthOpening
from domain.rig import Bone, Form, Framing, Gesture, Rig, RigPart, RigWindow
from presenter.mouths import MouthSpec, draw_mouth
from presenter.rig_forms import HERE, FormSpec, Placing, make_form

_HANDS = {
    "hand-left": Placing(at=(430, 982), turn=42, flipped=True),
    "hand-right": Placing(at=(570, 982), turn=138),
}
"""Hands at rest: each at its wrist, along its forearm, thumb up."""

_COMMON: Mapping[str, Colour] = {
    "mouth": "#5A1F24",
    "teeth": "#FFFDF8",
    "tongue": "#D9737A",
    "glint": "#FFFFFF",
    "glass": "#FFFFFF30",
}


_HEADROOM = 24
"""Rig units kept free above a character at rest; breath, a tilted head and a gesture take up to half of them."""


class _PartSpec(Frozen):
    bone: str
    forms: tuple[FormSpec, ...] = ()
    variants: dict[str, tuple[FormSpec, ...]] = Field(default={})
    rest: str = ""


class _Figure(Frozen):
    bones: dict[str, Bone]
    framings: dict[Framing, RigWindow]
    order: tuple[str, ...]
    parts: dict[str, _PartSpec]
    sleeves: dict[str, dict[str, tuple[FormSpec, ...]]]
    hands: dict[str, tuple[FormSpec, ...]]
    gestures: dict[str, Gesture]
    mouth: dict[Literal["x", "y"], float]
    mouths: dict[str, MouthSpec]


class Character(Frozen):
    """A character as the catalogue lists it; ``title`` is its name in each language."""

    title: dict[str, str]
    gender: Literal["female", "male"]
    sleeve: str
    palette: dict[str, Colour]
    parts: dict[str, tuple[FormSpec, ...]]


class _Characters(Frozen):
    characters: dict[str, Character]


@cache
def load_characters() -> Mapping[str, Character]:
    """Every character by name, in the order of the catalogue."""
    return _Characters.model_validate(_read("characters.yaml")).characters


@cache
def _figure() -> _Figure:
    return _Figure.model_validate(_read("figure.yaml"))


class _PortraitMouths(Frozen):
    mouths: dict[str, MouthOpening]


@cache
def portrait_mouths() -> Mapping[str, MouthOpening]:
    """How each viseme opens the mouth of a talking photo."""
    return _PortraitMouths.model_validate(_read("portrait.yaml")).mouths


@cache
def load_rig(name: str) -> Rig:
    """The rig of a character. Raises TemplateError when there is no such character."""
    characters = load_characters()
    if name not in characters:
        raise TemplateError(f"presenter '{name}' is not known", hint=f"use one of {', '.join(characters)}")
    figure = _figure()
    drawn = (_part(entry, characters[name], figure) for entry in figure.order)
    parts = tuple(part for part in drawn if part)
    top = min(_top(form) for part in parts for form in part.forms) - _HEADROOM
    return Rig(
        name=name,
        bones=figure.bones,
        parts=parts,
        gestures=figure.gestures,
        framings={framing: _raised(window, top, framing) for framing, window in figure.framings.items()},
    )


def _top(form: Form) -> float:
    """What no ink of a form lies above."""
    numbers = [float(number) for number in re.findall(r"-?[0-9.]+", form.path)]
    return min(numbers[1::2]) - (form.width / 2 if form.stroke else 0)


def _raised(window: RigWindow, top: float, framing: Framing) -> RigWindow:
    """A framing's window, its foot where it was, reaching up to ``top`` for hair higher than most; a bubble's stays
    as wide as it is high."""
    more = max(0.0, window.y - top)
    wider = more if framing == "bubble" else 0.0
    return RigWindow(x=window.x - wider / 2, y=window.y - more, w=window.w + wider, h=window.h + more)


def _part(entry: str, character: Character, figure: _Figure) -> RigPart | None:
    palette = {**_COMMON, **character.palette}
    if entry.isupper():
        bone = "torso" if entry == "OUTFIT" else "face" if entry in ("BEARD", "ACCESSORY") else "head"
        forms = tuple(make_form(spec, palette) for spec in character.parts.get(entry, ()))
        return RigPart(name=entry.lower(), bone=bone, forms=forms) if forms else None
    if entry in _HANDS:
        variants = {name: _forms(specs, palette, _HANDS[entry]) for name, specs in figure.hands.items()}
        return RigPart(name=entry, bone=entry, variants=variants, rest="relaxed")
    if entry == "mouth":
        mouths = {
            shape: draw_mouth(spec, figure.mouth["x"], figure.mouth["y"], palette)
            for shape, spec in figure.mouths.items()
        }
        return RigPart(name=entry, bone="face", variants=mouths, rest="sil")
    if entry.startswith("lower-"):
        forms = _forms(figure.sleeves[character.sleeve][entry], palette, HERE)
        return RigPart(name=entry, bone=entry.replace("lower", "fore"), forms=forms)
    spec = figure.parts[entry]
    variants = {name: _forms(specs, palette, HERE) for name, specs in spec.variants.items()}
    return RigPart(
        name=entry, bone=spec.bone, forms=_forms(spec.forms, palette, HERE), variants=variants, rest=spec.rest
    )


def _forms(specs: tuple[FormSpec, ...], palette: Mapping[str, str], placing: Placing) -> tuple[Form, ...]:
    return tuple(make_form(spec, palette, placing) for spec in specs)


def _read(name: str) -> object:
    return yaml.load(files("presenter").joinpath("rigs", name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
