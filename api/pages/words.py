"""The words of the pages: one file per language, the same keys in each."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from domain.errors import SettingsError

LANGUAGES: Mapping[str, str] = {"en": "English", "zh": "简体中文"}
"""What each language calls itself; a new one is a line here and a file in ``words/``."""
TAGS: Mapping[str, str] = {"en": "en", "zh": "zh-CN"}


@dataclass(frozen=True)
class Said:
    """How one language says what the program says in English: whole texts, and patterns with what they become."""

    phrases: Mapping[str, str]
    patterns: Sequence[tuple[str, str]]

    def as_module(self) -> bytes:
        """The translations as an ES module, for scripts."""
        return _module({"phrases": dict(self.phrases), "patterns": [list(pair) for pair in self.patterns]})


@dataclass(frozen=True)
class Words:
    """The texts of one language by dotted key."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """A text with its places filled in. Raises SettingsError for a key that no page may ask for."""
        try:
            text = self.texts[key]
        except KeyError as error:
            reason = f"the pages have no text '{key}' in {self.language}"
            raise SettingsError(reason, hint="add it to words/") from error
        return text.format(**values) if values else text

    def named(self, key: str, otherwise: str) -> str:
        """A text if there is one, for names that a catalogue may add to."""
        return self.texts.get(key, otherwise)

    def as_module(self) -> bytes:
        """The texts as an ES module, for scripts."""
        return _module(dict(self.texts))


def load_words() -> dict[str, Words]:
    """Every language of the pages."""
    folder = files("api.pages").joinpath("words")
    return {
        language: Words(language, dict(_flat(yaml.safe_load(folder.joinpath(f"{language}.yaml").read_text("utf-8")))))
        for language in LANGUAGES
    }


def load_said() -> dict[str, Said]:
    """What the program says, for every language of the pages; English stays as it is."""
    folder = files("api.pages").joinpath("words")
    trees = [yaml.safe_load(folder.joinpath(name).read_text("utf-8")) for name in ("said.yaml", "told.yaml")]
    return {language: _said([tree.get(language, {}) for tree in trees]) for language in LANGUAGES}


def _said(parts: Sequence[Mapping[str, Any]]) -> Said:
    phrases = {text: into for part in parts for text, into in part.get("phrases", {}).items()}
    return Said(phrases, [(shape, into) for part in parts for shape, into in part.get("patterns", [])])


def choose_language(wanted: str, accepted: str) -> str:
    """The language of a cookie, else the first of ours in an ``Accept-Language`` header, else English."""
    if wanted in LANGUAGES:
        return wanted
    for part in accepted.split(","):
        name = part.split(";")[0].split("-")[0].strip().lower()
        if name in LANGUAGES:
            return name
    return "en"


def _module(value: Mapping[str, Any]) -> bytes:
    return f"export default {json.dumps(value, ensure_ascii=False)};\n".encode()


def _flat(tree: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in tree.items():
        pairs += _flat(value, f"{above}{name}.") if isinstance(value, dict) else [(f"{above}{name}", str(value))]
    return pairs
