"""Names: shorter ways to write a reviewer's name, none of them with a word cut off in its middle."""

import re
from collections.abc import Iterator

from domain.clusters import clusters

_AFTER = re.compile(r"\s*[,，;；(（/|@–—].*$", re.S)
"""What follows a name: where its bearer lives, what they do."""


def shorter_names(name: str) -> Iterator[str]:
    """A name in ever fewer letters: without what follows it, the given name with initials, with one, and alone.

    Maximiliane Schwarz Hohenstauffen: Maximiliane S. H., Maximiliane H., Maximiliane, M.
    """
    bare = _AFTER.sub("", name).strip() or name
    given, *others = _words(bare)
    initials = [_initial(word) for word in others if word[0].isalpha() and not word.islower()]
    first = clusters(given)[0]
    forms = (bare, " ".join((given, *initials)), " ".join((given, *initials[-1:])), given, f"{first}.")
    yield from (form for form in dict.fromkeys(forms) if form != name)


def _words(name: str) -> list[str]:
    """The words of a name; a title goes with the given name: Dr. Maximiliane."""
    words = name.split()
    titled = len(words) > 1 and words[0].endswith(".") and len(words[0]) > 2
    return [" ".join(words[:2]), *words[2:]] if titled else words


def _initial(word: str) -> str:
    return f"{clusters(word)[0]}."
