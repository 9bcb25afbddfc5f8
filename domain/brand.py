"""The seller's brand: what a template may take from it."""

from typing import Annotated

from pydantic import Field, StringConstraints

from domain.base import Colour, Frozen
from domain.fonts import FontRole
from domain.mark import MarkStyle

Written = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80, pattern=r"^[\w '’-]*\w[\w '’-]*$")]


class BrandKit(Frozen):
    """Colours, logo, lettering, music and call to action of a brand; every field may be left to the template.

    ``font`` is the kind of letters its headlines are set in, ``music`` a track by its name or
    the path of its own.
    ``pronunciations`` are words as written, and how they are said.
    """

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    primary: Colour | None = None
    accent: Colour | None = None
    background: Colour | None = None
    logo: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    mark: MarkStyle = MarkStyle()
    font: FontRole | None = None
    music: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    call_to_action: Annotated[str, StringConstraints(strip_whitespace=True, max_length=24)] = ""
    pronunciations: dict[Written, Said] = Field(default={}, max_length=200)
