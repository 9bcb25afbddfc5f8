"""Motion: presets by name, spread out into tracks of keys in frames and pixels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, PositiveFloat, TypeAdapter

from domain.base import Frozen
from domain.motion import Ease, Key, Track
from templates.layers import LayerSpec
from templates.looks import Length, MotionUse, Name, Property
from templates.yaml_text import load_packaged

Kind = Literal["enter", "exit", "emphasis", "loop"]
PresetKey = tuple[float, Length] | tuple[float, Length, Ease]


class Preset(Frozen):
    """Tracks over a unit of time that takes ``seconds`` unless a use says otherwise."""

    seconds: PositiveFloat
    tracks: dict[Property, Annotated[tuple[PresetKey, ...], Field(min_length=1)]]


Presets = Mapping[Kind, Mapping[Name, Preset]]


@cache
def load_presets() -> Presets:
    """The presets that come with Vitrine."""
    return TypeAdapter(dict[Kind, dict[Name, Preset]]).validate_python(load_packaged("presets.yaml"))


@dataclass(frozen=True)
class Span:
    """What motion is measured against: frames per second, scene frames, pixels per unit, the box."""

    fps: int
    frames: int
    unit: float
    width: int
    height: int


def motion_tracks(spec: LayerSpec, presets: Presets, span: Span, delay: float = 0) -> tuple[Track, ...]:
    """All tracks of a layer: tilt, entrance, emphasis, loop and exit; they add up or multiply when drawn.

    ``delay`` in seconds puts the entrance and the emphasis off, for the later items of a list.
    """
    tracks: list[Track] = []
    if spec.tilt:
        tracks.append(Track(property="rotation", keys=(Key(frame=0, value=spec.tilt),)))
    if spec.enter:
        tracks += _once("enter", spec.enter, presets, span, round((spec.enter.delay + delay) * span.fps))
    if spec.emphasis:
        tracks += _once("emphasis", spec.emphasis, presets, span, round((spec.emphasis.delay + delay) * span.fps))
    if spec.loop:
        tracks += _looped(spec.loop, presets["loop"][spec.loop.use], span)
    tracks += [
        Track(property=prop, keys=_keys(prop, keys, 1, span, round(delay * span.fps), span.fps))
        for prop, keys in spec.keys.items()
    ]
    if spec.exit:
        length = _length(spec.exit, presets["exit"][spec.exit.use], span)
        tracks += _once("exit", spec.exit, presets, span, span.frames - 1 - length - round(spec.exit.delay * span.fps))
    return tuple(tracks)


def enter_end(spec: LayerSpec, presets: Presets, fps: int, delay: float = 0) -> int:
    """The scene frame at which the first unit of a layer has entered."""
    if not spec.enter:
        return 0
    seconds = spec.enter.seconds or presets["enter"][spec.enter.use].seconds
    return round((spec.enter.delay + delay + seconds) * fps)


def _length(use: MotionUse, preset: Preset, span: Span) -> int:
    return max(2, round((use.seconds or preset.seconds) * span.fps))


def _once(kind: Kind, use: MotionUse, presets: Presets, span: Span, begin: int) -> list[Track]:
    preset = presets[kind][use.use]
    length = _length(use, preset, span)
    return [
        Track(property=prop, keys=_keys(prop, keys, use.amount, span, begin, length))
        for prop, keys in preset.tracks.items()
    ]


def _looped(use: MotionUse, preset: Preset, span: Span) -> list[Track]:
    length, begin = _length(use, preset, span), round(use.delay * span.fps)
    rounds = max(1, -(-(span.frames - begin) // length))
    tracks = []
    for prop, keys in preset.tracks.items():
        first = _keys(prop, keys, use.amount, span, begin, length)
        tracks.append(Track(property=prop, keys=_repeat(first, length, rounds)))
    return tracks


def _repeat(keys: tuple[Key, ...], length: int, rounds: int) -> tuple[Key, ...]:
    """Keys played over and over, each round starting from the value the last one ended with."""
    step = keys[-1].value - keys[0].value
    out = list(keys)
    for i in range(1, rounds + 1):
        for key in keys:
            frame = key.frame + i * length
            if frame > out[-1].frame:
                out.append(key.model_copy(update={"frame": frame, "value": round(key.value + i * step, 4)}))
    return tuple(out)


def _keys(
    prop: Property, keys: Sequence[PresetKey], amount: float, span: Span, begin: int, length: int
) -> tuple[Key, ...]:
    out: list[Key] = []
    for key in keys:
        frame = begin + round(key[0] * length)
        value = _value(prop, key[1], amount, span)
        ease: Ease = key[2] if len(key) == 3 else "linear"
        if out and frame <= out[-1].frame:
            frame = out[-1].frame + 1
        out.append(Key(frame=frame, value=value, ease=ease))
    return tuple(out)


def _value(prop: Property, value: Length, amount: float, span: Span) -> float:
    if isinstance(value, str):
        of = span.width if prop == "x" else span.height
        return round(float(value.rstrip("%")) / 100 * of * amount, 3)
    if prop in ("x", "y"):
        return round(value * span.unit * amount, 3)
    if prop == "rotation":
        return round(value * amount, 4)
    if prop == "scale":
        return round(1 + (value - 1) * amount, 5)
    return value
