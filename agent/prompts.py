"""Prompts: Markdown files with a version, filled with words."""

import re
from dataclasses import dataclass
from functools import cache
from string import Template

from agent.data import read_text

_FRONT = re.compile(r"---\nversion: (\d+)\n---\n(.*)", re.S)


@dataclass(frozen=True)
class Prompt:
    """A prompt file: its name, its version and its text with ``$words``."""

    name: str
    version: int
    text: str

    @property
    def label(self) -> str:
        """How a record names it: ``write-script 2``."""
        return f"{self.name} {self.version}"

    def fill(self, **words: str) -> str:
        """The text with its words; one that is lacking raises ``KeyError``."""
        return Template(self.text).substitute(words)


@cache
def prompt(name: str) -> Prompt:
    """The prompt of this name under ``prompts/``; raises ``ValueError`` where it states no version."""
    found = _FRONT.fullmatch(read_text(f"prompts/{name}.md"))
    if found is None:
        raise ValueError(f"prompts/{name}.md does not begin with its version")
    return Prompt(name, int(found[1]), found[2].strip())
