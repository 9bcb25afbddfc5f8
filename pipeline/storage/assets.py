"""Assets that every machine has: kept on this one, and in the shared storage for the others."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from domain.asset import Asset, AssetStore
from domain.errors import AssetError, NotFoundError
from pipeline.storage.storage import Storage


@dataclass(frozen=True)
class SharedAssets:
    """An asset store over one on this machine; what is missing here is fetched once."""

    near: AssetStore
    storage: Storage

    def put_file(self, path: Path) -> Asset:
        """As the store on this machine, and for the others too."""
        return self._shared(self.near.put_file(path))

    def put_bytes(self, data: bytes, name: str) -> Asset:
        """As the store on this machine, and for the others too."""
        return self._shared(self.near.put_bytes(data, name))

    def get(self, sha256: str) -> Asset:
        """What is known of an asset of any machine. Raises AssetError."""
        try:
            return self.near.get(sha256)
        except AssetError as missing:
            return self._fetched(sha256, missing)

    def path(self, sha256: str) -> Path:
        """The file of an asset of any machine. Raises AssetError."""
        try:
            return self.near.path(sha256)
        except AssetError as missing:
            self._fetched(sha256, missing)
            return self.near.path(sha256)

    def _shared(self, asset: Asset) -> Asset:
        self.storage.put("assets", self.near.path(asset.sha256))
        return asset

    def _fetched(self, sha256: str, missing: AssetError) -> Asset:
        with tempfile.TemporaryDirectory(prefix="vitrine-") as folder:
            target = Path(folder) / sha256
            try:
                self.storage.fetch("assets", sha256, target)
            except NotFoundError as error:
                raise missing from error
            return self.near.put_file(target)
