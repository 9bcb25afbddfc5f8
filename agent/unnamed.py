"""Names and emoji of the brief that a script shortens or leaves out, in words for the seller."""

import re
from collections.abc import Iterator

from agent.material import Material
from agent.pictures import emoji_in
from agent.points import barred
from agent.wording import clean, fits_subline, speaks
from domain.brief import Brief, Language


def unnamed(material: Material, brief: Brief, script: str) -> Iterator[str]:
    """Notes on what ``brief`` names and ``script``, all its texts in one, does not; ``material`` is what it is from."""
    language, name = brief.language, material.name
    stated, told = (one.product.localised(language) for one in (brief, material.brief))
    whole, brand, said = clean(stated.name), clean(stated.brand), _squeezed(script)
    if whole and _squeezed(whole) not in said:
        called = f"called “{name.full}”" if name.full and _squeezed(name.full) in said else "not named"
        known = _squeezed(whole) in _squeezed(name.full)
        yield f"the product is {called}: its name “{whole}” {_obstacle(whole, told.name, language, known)}"
    elif not fits_subline(name.full, language):
        shown = f"is shortened to “{material.shown}”" if material.shown else "is left out"
        yield f"on screen the name “{name.full}” {shown}: it is too long to stand below a headline"
    if brand and not any(_squeezed(part) in said for part in (name.brand, brand) if part):
        yield f"the brand is not named: “{brand}” {_obstacle(brand, told.brand, language, bool(name.brand))}"
    emoji = (one for text in (stated.name, stated.brand, *stated.selling_points) for one in emoji_in(text))
    unseen = [one for one in dict.fromkeys(emoji) if one not in script]
    if unseen:
        yield f"these emoji are not shown: {' '.join(unseen)}"


def _obstacle(text: str, told: str, language: Language, known: bool) -> str:
    """Why a name is not in the script, from what was ``told`` of it; a ``known`` one could be said."""
    if not told:
        return "would read as a claim that the brief does not make"
    if known:
        return "finds no room in the script"
    if not speaks(text, language):
        return f"is not in {language}"
    return "holds what is barred in advertising" if barred(text) else "is too long to be said in one breath"


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()
