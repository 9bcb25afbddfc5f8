"""The agent's data files: packaged with it and checked strictly when read."""

from importlib import resources
from typing import TypeVar

import yaml
from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)


def load(name: str, model: type[Model]) -> Model:
    """The YAML file ``name`` under ``agent/`` as ``model``; a malformed file raises pydantic's ``ValidationError``."""
    text = resources.files("agent").joinpath(name).read_text(encoding="utf-8")
    return model.model_validate(yaml.load(text, Loader=yaml.CSafeLoader))


def read_text(name: str) -> str:
    """A text file under ``agent/``, such as a prompt."""
    return resources.files("agent").joinpath(name).read_text(encoding="utf-8")
