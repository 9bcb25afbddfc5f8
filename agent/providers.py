"""Which services a language model can be asked at: a table, read from data."""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import Literal

import yaml

from agent.data import read_text
from domain.base import Frozen
from domain.errors import SettingsError

Schema = Literal["json_schema", "function_calling", "json_mode"]


class Provider(Frozen):
    """One row of the table; ``module`` is the optional library it needs, installed by the extra ``extra``."""

    title: str
    client: Literal["openai", "anthropic", "gemini"]
    base_url: str
    schema_as: Schema
    length: str
    seeded: bool
    keyless: bool = False
    free: bool = False
    extra: str = ""
    module: str = ""

    @property
    def installed(self) -> bool:
        """Whether the library it needs is there; found without loading it."""
        return not self.module or find_spec(self.module) is not None


@cache
def providers() -> Mapping[str, Provider]:
    """Every provider by name."""
    return {name: Provider.model_validate(row) for name, row in yaml.safe_load(read_text("providers.yaml")).items()}


def provider(name: str) -> Provider:
    """The provider of this name; raises ``SettingsError`` where there is none or its library is missing."""
    row = providers().get(name)
    if row is None:
        raise SettingsError(f"llm_provider '{name}' is not known", hint=f"write one of {', '.join(providers())}")
    if not row.installed:
        raise SettingsError(
            f"llm_provider '{name}' needs a library that is not installed",
            hint=f"run pip install 'vitrine[{row.extra}]'",
        )
    return row
