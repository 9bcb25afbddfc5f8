"""Placing: names of files in a row's brief become names of what is in the store, before the row is hashed."""

from collections.abc import Callable
from dataclasses import replace

from domain.batch import RowError
from domain.brand import BrandKit
from domain.errors import AssetError, InputError
from pipeline.batch.catalogue import Catalogue
from pipeline.batch.media import STORED, Files
from pipeline.batch.rows import Ask, Reading, digest_of


def place_files(reading: Reading, catalogue: Catalogue, files: Files, brand: BrandKit | None) -> Reading:
    """The reading with every file name replaced; rows whose files are not there become errors."""
    placed, errors = Reading(errors=list(reading.errors), warnings=reading.warnings), dict[int, RowError]()
    for ask in reading.asks:
        media: dict[str, tuple[str, ...]] = {}
        for field in ("images", "videos"):
            try:
                media[field] = tuple(_name(name, files) for name in getattr(ask.brief.product, field))
            except AssetError as error:
                errors.setdefault(ask.row, _said(ask, catalogue, field, error))
        if ask.row in errors:
            continue
        brief = ask.brief.model_copy(update={"product": ask.brief.product.model_copy(update=media)})
        digest = digest_of(brief, brand, ask.variant if ask.several else 0)
        placed.asks.append(replace(ask, brief=brief, digest=digest))
    placed.asks = [ask for ask in placed.asks if ask.row not in errors]
    placed.errors = sorted([*placed.errors, *errors.values()], key=lambda error: error.row)
    return placed


def refuse_presenters(reading: Reading, check: Callable[[str], None]) -> None:
    """Turn rows whose presenter ``check`` refuses into errors: nobody shows somebody else's portrait."""
    refused: dict[str, str] = {}
    for presenter in {ask.brief.presenter for ask in reading.asks}:
        try:
            check(presenter)
        except InputError as error:
            refused[presenter] = error.message
    bad = {ask.row: ask for ask in reading.asks if ask.brief.presenter in refused}
    for row, ask in bad.items():
        message = refused[ask.brief.presenter]
        said = RowError(row=row, line=ask.line, column="presenter", code="presenter_unknown", message=message)
        reading.errors.append(said)
    reading.asks[:] = [ask for ask in reading.asks if ask.row not in bad]


def _name(name: str, files: Files) -> str:
    if name.startswith("https://"):
        return name
    try:
        return f"{STORED}{files[name]}"
    except KeyError:
        raise AssetError(f"'{name[:120]}' is not here", hint="upload the file, or give its https address") from None


def _said(ask: Ask, catalogue: Catalogue, field: str, error: AssetError) -> RowError:
    product = catalogue.products[ask.row - 1]
    column = product.column(field) or product.column("packet_images")
    return RowError(row=ask.row, line=ask.line, column=column, code="media_missing", message=error.message)
