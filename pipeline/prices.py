"""The operator's own prices of language models."""

from pathlib import Path

import yaml
from pydantic import ValidationError

from agent.budget import Price, PriceList
from domain.errors import SettingsError
from pipeline.documents import Kind, read_document

_PRICES = Kind("price file", SettingsError, 1_000_000, "begin with 'dated:' and 'models:'")


def load_prices(path: Path) -> dict[str, Price]:
    """The prices in a YAML file of the form of ``agent/prices.yaml``. Raises SettingsError."""
    document = read_document(path, _PRICES)
    try:
        return PriceList.model_validate(dict(document.value)).models
    except (ValidationError, yaml.YAMLError) as error:
        detail = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
        where = ".".join(str(part) for part in detail["loc"])
        raise SettingsError(
            f"price file '{path}': {where}: {detail['msg']}",
            hint='write rows such as gpt-4.1-mini: {input: "0.40", output: "1.60", currency: USD}',
        ) from error
