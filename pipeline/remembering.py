"""Remembering: what was found in a stored file, kept in a folder until it would be found in another way."""

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from domain.asset import Asset
from domain.base import Frozen
from pipeline.files import write_whole


class Found(Frozen):
    """What was found in a file, and the ``version`` of the way it was found."""

    version: int


F = TypeVar("F", bound=Found)


def recall(kind: type[F], asset: Asset, version: int, memory: Path | None) -> F | None:
    """What this version found in an asset before, if it is remembered."""
    if memory is None:
        return None
    try:
        found = kind.model_validate_json(_note(asset, memory).read_bytes())
    except (OSError, ValidationError):
        return None
    return found if found.version == version else None


def remember(found: Found, asset: Asset, memory: Path | None) -> None:
    """Keep what was found in an asset; jobs may do so at the same time."""
    if memory is not None:
        memory.mkdir(parents=True, exist_ok=True)
        write_whole(_note(asset, memory), found.model_dump_json().encode())


def _note(asset: Asset, memory: Path) -> Path:
    return memory / f"{asset.sha256}.json"
