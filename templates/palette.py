"""Colours: a template's palette, the brand's in their place, and whether text on them can be read."""

import colorsys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.base import Colour, Point
from domain.brand import BrandKit
from domain.errors import TemplateError
from domain.paint import LinearGradient, Paint, RadialGradient, Solid, Stop
from templates.looks import LinearSpec, PaintSpec
from templates.references import Complaint
from templates.spec import Mix, Pick, Shade, TemplateSpec
from templates.tones import hex_of, linear, mixed, rgb_of


@dataclass(frozen=True)
class Palette:
    """Every colour of a video by name, what the brand wanted but could not be read, and the colours that came of it."""

    colours: Mapping[str, Colour]
    left_out: tuple[str, ...] = ()
    brand: frozenset[Colour] = frozenset()

    def colour(self, ref: str) -> Colour:
        """``ink``, ``ink/40`` or ``#RRGGBB`` as a colour."""
        name, _, percent = ref.partition("/")
        colour = name if name.startswith("#") else self.colours[name]
        return colour[:7] + f"{round(int(percent) * 2.55):02X}" if percent else colour

    def paint(self, spec: PaintSpec) -> Paint:
        """A paint of the template in real colours."""
        if isinstance(spec, str):
            return Solid(colour=self.colour(spec))
        stops = tuple(Stop(at=at, colour=self.colour(ref)) for at, ref in spec.stops)
        if isinstance(spec, LinearSpec):
            return LinearGradient(angle=spec.linear, stops=stops)
        return RadialGradient(centre=Point(x=spec.radial[0], y=spec.radial[1]), radius=spec.radius, stops=stops)


FIRST = "first"
"""The name that stands for a template's own colours, before any of its schemes."""


def scheme_names(template: TemplateSpec) -> tuple[str, ...]:
    """The names of a template's palettes: its own, then its schemes."""
    return (FIRST, *template.schemes)


def resolve_palette(template: TemplateSpec, brand: BrandKit, seed: int, scheme: str = "") -> Palette:
    """The palette of one video: the ``scheme`` by name, else one by seed, then the brand's colours one by one.

    A brand colour on which the template's text could not be read is left out and named in
    ``left_out`` with the contrast it would have had. Raises TemplateError when there is no such scheme.
    """
    names = scheme_names(template)
    if scheme and scheme not in names:
        raise TemplateError(f"{template.name}: there is no scheme '{scheme}'", hint=f"choose one of {', '.join(names)}")
    own: dict[str, Colour] = dict(template.schemes.get(scheme or names[seed % len(names)], {}))
    plain = _derive(template, own)
    left_out = []
    for field, name in template.brand.items():
        wanted: Colour | None = getattr(brand, field)
        if wanted is None:
            continue
        trial = {**own, name: wanted}
        problem = _unreadable(template, _derive(template, trial))
        if problem:
            left_out.append(f"brand colour {field} {wanted}: {problem}")
        else:
            own = trial
    colours = _derive(template, own)
    changed = frozenset(colour for name, colour in colours.items() if colour != plain[name])
    return Palette(colours, tuple(left_out), changed)


def paint_colours(paint: Paint) -> tuple[Colour, ...]:
    """The colours of a paint."""
    return (paint.colour,) if isinstance(paint, Solid) else tuple(stop.colour for stop in paint.stops)


def legible_on(ground: Colour) -> Colour:
    """Near-black or white, whichever reads better on a colour."""
    return max("#111111", "#FFFFFF", key=lambda ink: contrast(ink, ground))


def contrast(a: Colour, b: Colour) -> float:
    """The WCAG contrast ratio of two opaque colours, from 1 to 21."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _derive(template: TemplateSpec, own: Mapping[str, Colour]) -> dict[str, Colour]:
    colours: dict[str, Colour] = {}
    for name, entry in template.palette.items():
        if name in own:
            colours[name] = own[name]
        elif isinstance(entry, Shade):
            colours[name] = _shade(colours[entry.shade], colours[entry.against], entry.ratio)
        elif isinstance(entry, Pick):
            choices = [Palette(colours).colour(ref) for ref in entry.pick]
            colours[name] = _pick(choices, colours[entry.against], entry.ratio)
        elif isinstance(entry, Mix):
            colours[name] = mixed(colours[entry.mix], colours[entry.into], entry.share)
        else:
            colours[name] = entry
    return colours


def _unreadable(template: TemplateSpec, colours: Mapping[str, Colour]) -> str:
    return next((complaint.what for complaint in _too_alike(template, colours)), "")


def _too_alike(template: TemplateSpec, colours: Mapping[str, Colour]) -> Iterator[Complaint]:
    palette = Palette(colours)
    for i, (text, ground, ratio) in enumerate(template.readable):
        found = contrast(palette.colour(text), palette.colour(ground))
        if found < ratio:
            what = f"'{text}' on '{ground}' would have contrast {found:.1f}, it needs {ratio:g}"
            yield Complaint(("readable", i), what)


def unreadable_pairs(template: TemplateSpec) -> tuple[Complaint, ...]:
    """What cannot be read in the template's own colours, and in which of its schemes; each pair once."""
    found: dict[tuple[int | str, ...], Complaint] = {}
    for name, scheme in {"": {}, **template.schemes}.items():
        for complaint in _too_alike(template, _derive(template, scheme)):
            what = f"{complaint.what} in scheme '{name}'" if name else complaint.what
            found.setdefault(complaint.where, complaint._replace(what=what))
    return tuple(found.values())


def _luminance(colour: Colour) -> float:
    r, g, b = linear(colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _pick(choices: list[Colour], ground: Colour, ratio: float) -> Colour:
    good = [choice for choice in choices if contrast(choice, ground) >= ratio]
    return good[0] if good else max(choices, key=lambda choice: contrast(choice, ground))


def _shade(colour: Colour, ground: Colour, ratio: float) -> Colour:
    return shaded(colour, (ground,), ratio)


def shaded(colour: Colour, grounds: Sequence[Colour], ratio: float) -> Colour:
    """The colour itself if it stands out enough from all grounds, else the nearest darker or lighter one that does."""
    hue, light, saturation = colorsys.rgb_to_hls(*rgb_of(colour))
    for step in range(51):
        for towards in (-1, 1):
            lightness = light + towards * step * 0.02
            if 0 <= lightness <= 1:
                shade = hex_of(colorsys.hls_to_rgb(hue, lightness, saturation)) if step else colour
                if all(contrast(shade, ground) >= ratio for ground in grounds):
                    return shade
    return max("#000000", "#FFFFFF", key=lambda end: min(contrast(end, ground) for ground in grounds))
