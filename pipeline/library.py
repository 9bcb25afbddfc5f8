"""The library: what an account uploaded or had fetched, each file under an id of the account's own."""

import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Row, and_, bindparam
from sqlalchemy import select as select_rows
from sqlmodel import col, select

from domain.account import Account
from domain.asset import Asset, AssetStore
from domain.errors import AssetError, ConflictError, NotFoundError
from media.fetch import Fetcher
from pipeline.accounts.secrets import new_id
from pipeline.audit import note
from pipeline.clock import Clock, system_clock
from pipeline.export import storage_errors
from pipeline.storage.storage import Storage
from pipeline.store.database import Database, table_of
from pipeline.store.library import AssetRow

_LONGEST_NAME = 120
_BY_ID = select_rows(table_of(AssetRow)).where(table_of(AssetRow).c.id == bindparam("asset"))


@dataclass(frozen=True)
class Kept:
    """One file of an account. ``source`` is where it was fetched from, empty for an upload."""

    id: str
    asset: Asset
    size: int
    source: str
    created: datetime


@dataclass(frozen=True)
class Library:
    """The files of every account; the bytes are in the asset store, once each, and in the shared storage.

    Raises NotFoundError for what is not the account's.
    """

    database: Database
    store: AssetStore
    storage: Storage
    fetcher: Fetcher
    incoming: Path
    now: Clock = system_clock

    @contextmanager
    def receive(self, name: str) -> Iterator[Path]:
        """A path to write an upload to, in a private folder that is gone afterwards; never the user's own name."""
        with storage_errors(self.incoming, "upload folder"):
            self.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".upload-", dir=self.incoming) as folder:
                yield Path(folder) / safe_name(name)

    def add(self, account: Account, file: Path, source: str = "") -> Kept:
        """Keep a file that came in. Raises AssetError for one that cannot be used."""
        asset = self.store.put_file(file)
        stored = self.store.path(asset.sha256)
        self.storage.put("assets", stored)
        row = AssetRow(
            id=new_id("ast"), account=account.id, sha256=asset.sha256, size=stored.stat().st_size, source=source,
            facts=asset.model_dump(mode="json"), created=self.now(),
        )  # fmt: skip
        with self.database.session() as session:
            session.add(row)
        return _kept(row)

    def fetch(self, account: Account, url: str) -> Kept:
        """Keep what is at an address. Raises FetchError or AssetError."""
        found = self.fetcher.get(url, "image/*, video/*, audio/*")
        name = unquote(urlsplit(found.url).path.rpartition("/")[2]) or "fetched"
        with self.receive(name) as path:
            path.write_bytes(found.body)
            return self.add(account, path, found.url)

    def get(self, account: Account, asset: str) -> Kept:
        """One of the account's files."""
        found = self.database.rows(_BY_ID, {"asset": asset})
        if not found or found[0].account != account.id:
            raise NotFoundError(f"there is no asset '{asset[:80]}'", hint="list the assets to find its id")
        return _kept(found[0])

    def list(self, account: Account, after: tuple[datetime, str] | None, limit: int) -> list[Kept]:
        """The account's files, the newest first, following the one made at ``after``, which may be gone by now."""
        query = select(AssetRow).where(AssetRow.account == account.id)
        if after is not None:
            at, last = after
            same = and_(col(AssetRow.created) == at, col(AssetRow.id) < last)
            query = query.where((col(AssetRow.created) < at) | same)
        query = query.order_by(col(AssetRow.created).desc(), col(AssetRow.id).desc()).limit(limit)
        with self.database.session() as session:
            return [_kept(row) for row in session.exec(query)]

    def hashes(self, account: Account, wanted: set[str]) -> set[str]:
        """Which of these bytes are among the account's files."""
        query = select(AssetRow.sha256).where(AssetRow.account == account.id, col(AssetRow.sha256).in_(wanted))
        with self.database.session() as session:
            return set(session.exec(query).all())

    def remove(self, account: Account, asset: str) -> None:
        """Forget one of the account's files; videos made of it stay as they are."""
        self.get(account, asset)
        with self.database.session() as session:
            row = session.get(AssetRow, asset)
            if row is None:
                raise ConflictError(f"asset '{asset[:80]}' is being removed", hint="nothing is left to do")
            session.delete(row)
            note(session, self.now(), "asset.deleted", asset, sha256=row.sha256)

    def path(self, kept: Kept) -> Path:
        """The file itself."""
        return self.store.path(kept.asset.sha256)


def safe_name(name: str) -> str:
    """A name that stays in its folder: the last part, printable, without anything a path could be made of."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*').strip(" .")
    while len(kept.encode()) > _LONGEST_NAME:
        kept = kept[1:]  # the ending says what it is
    return kept or "file"


def check_kind(kept: Kept, kind: str) -> None:
    """Raise AssetError unless a file is of the kind that is needed."""
    if kept.asset.kind != kind:
        raise AssetError(f"asset '{kept.id}' is of kind {kept.asset.kind}, not {kind}", hint=f"name an {kind}")


def _kept(row: AssetRow | Row[Any]) -> Kept:
    return Kept(row.id, Asset.model_validate(row.facts), row.size, row.source, row.created)
