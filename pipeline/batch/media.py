"""Media of rows: photos and clips by address, asset id or file name, taken into the asset store."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlmodel import col, select

from domain.asset import Asset, AssetStore
from domain.brief import Brief
from domain.errors import AssetError
from media.fetch import Fetcher
from pipeline.clock import Clock, system_clock
from pipeline.library import safe_name
from pipeline.store.batches import FetchedRow
from pipeline.store.database import Database
from pipeline.store.library import AssetRow

STORED = "asset:"
FRESH = timedelta(hours=24)
"""How long what was fetched from an address is taken for what is there."""
Files = Mapping[str, str]
"""Names that stand for files which are in the store already, by name → SHA-256."""


@dataclass
class Pace:
    """Politeness to each host: one request at a time, and a pause between two."""

    seconds: float = 0.2
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _hosts: dict[str, "_Host"] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def visit(self, host: str) -> Iterator[None]:
        """Wait until it is our turn at a host."""
        with self._lock:
            place = self._hosts.setdefault(host, _Host())
        with place.lock:
            self.sleep(max(0.0, place.free_at - self.clock()))
            try:
                yield
            finally:
                place.free_at = self.clock() + self.seconds


@dataclass
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


@dataclass(frozen=True)
class Media:
    """Takes in what briefs of catalogues name. Raises FetchError, AssetError or StorageError."""

    database: Database
    store: AssetStore
    fetcher: Fetcher
    pace: Pace = field(default_factory=Pace)
    now: Clock = system_clock

    def stored(self, brief: Brief, owner: str) -> Brief:
        """The brief with its media named ``asset:<sha256>``; a clip among the images is a clip."""
        named = [self._asset(name, owner) for name in brief.product.images]
        clips = [self._asset(name, owner) for name in brief.product.videos]
        photos = [asset for asset in named if asset.kind == "image"]
        clips += [asset for asset in named if asset.kind == "video"]
        if any(asset.kind == "audio" for asset in (*named, *clips)):
            raise AssetError("a sound is no picture of the product", hint="name photos and clips")
        media = {"images": _names(photos), "videos": _names(clips)}
        return brief.model_copy(update={"product": brief.product.model_copy(update=media)})

    def _asset(self, name: str, owner: str) -> Asset:
        if name.startswith(STORED):
            return self.store.get(name.removeprefix(STORED))
        if name.startswith("https://"):
            return self._fetched(name, owner)
        raise AssetError(f"'{name[:120]}' is not here", hint="upload the file first, or give its https address")

    def _fetched(self, url: str, owner: str) -> Asset:
        host = urlsplit(url).hostname or ""
        with self.pace.visit(host):  # who waited for the same address finds it here
            known = self._known(url, owner)
            if known is not None:
                return known
            found = self.fetcher.get(url, "image/*, video/*")
        name = safe_name(unquote(urlsplit(found.url).path)) or "fetched"
        asset = self.store.put_bytes(found.body, name)
        with self.database.session() as session:
            session.merge(FetchedRow(owner=owner, url=url, sha256=asset.sha256, at=self.now()))
        return asset

    def _known(self, url: str, owner: str) -> Asset | None:
        with self.database.session() as session:
            row = session.get(FetchedRow, (owner, url))
        if row is None or row.at < self.now() - FRESH:
            return None
        try:
            return self.store.get(row.sha256)
        except AssetError:
            return None


def library_files(database: Database, owner: str) -> Files:
    """What an account uploaded, by asset id and by file name; the newest of a name counts."""
    query = select(AssetRow).where(AssetRow.account == owner).order_by(col(AssetRow.created))
    with database.session() as session:
        rows = session.exec(query).all()
    names = {str(row.facts.get("name", "")): row.sha256 for row in rows}
    return {**names, **{row.id: row.sha256 for row in rows}}


@dataclass(frozen=True)
class FolderFiles(Mapping[str, str]):
    """Files of a local folder by their path in it, in any case, each taken into the store when it is first named."""

    folder: Path
    store: AssetStore
    _known: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = self.store.put_file(self._inside(name)).sha256
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def _inside(self, name: str) -> Path:
        """The file, which must be in the folder whatever the name and its links say. Raises AssetError."""
        root = self.folder.resolve()
        path = Path(os.path.normpath(root / name.replace("\\", "/")))
        if "\0" in name or not path.is_relative_to(root):
            raise AssetError(f"'{name[:120]}' leads out of the folder of images", hint="name files inside it")
        if not path.is_file():
            path = _whatever_case(root, path.relative_to(root).parts) or path
        if not path.is_file():
            raise AssetError(f"'{name[:120]}' is not in '{self.folder}'", hint="put it there, or correct the name")
        if not path.resolve().is_relative_to(root):
            raise AssetError(f"'{name[:120]}' leads out of the folder of images", hint="copy the file into it")
        return path


def _whatever_case(folder: Path, parts: tuple[str, ...]) -> Path | None:
    """The only file under ``folder`` whose path is ``parts`` but for case; None where there is none, or several."""
    found = [folder]
    for part in parts:
        inside = [path for one in found if one.is_dir() for path in one.iterdir()]
        found = [path for path in inside if path.name.casefold() == part.casefold()]
    return found[0] if len(found) == 1 else None


def _names(assets: list[Asset]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{STORED}{asset.sha256}" for asset in assets))
