"""Opening: the settings become a storage, and an asset store over it."""

from importlib.util import find_spec
from pathlib import Path

from domain.asset import AssetStore
from domain.errors import SettingsError
from media.store import LocalAssetStore
from pipeline.settings import Settings
from pipeline.storage.assets import SharedAssets
from pipeline.storage.folder import FolderStorage
from pipeline.storage.storage import Storage


def is_shared(settings: Settings) -> bool:
    """Whether other machines may use the storage too: a bucket, or with PostgreSQL a folder that is named for it."""
    return _is_bucket(settings) or bool(settings.storage_url and settings.database_url.startswith("postgresql"))


def storage_folder(settings: Settings) -> Path | None:
    """The folder of the storage, None for a bucket."""
    if _is_bucket(settings):
        return None
    url = settings.storage_url
    return Path(url).expanduser().absolute() if url else settings.home / "storage"


def _is_bucket(settings: Settings) -> bool:
    return settings.storage_url.startswith("s3://")


def open_storage(settings: Settings) -> Storage:
    """Where finished files are kept. Raises SettingsError."""
    url = settings.storage_url
    folder = storage_folder(settings)
    if folder is None:
        return _open_bucket(settings)
    if "://" in url:
        raise SettingsError(f"storage_url '{url}' is not known", hint="name a folder, or s3://bucket/prefix")
    return FolderStorage(folder)


def open_assets(settings: Settings) -> AssetStore:
    """Where photos, clips and sounds are kept. Raises SettingsError."""
    near = LocalAssetStore(settings.home / "assets")
    return SharedAssets(near, open_storage(settings)) if is_shared(settings) else near


def _open_bucket(settings: Settings) -> Storage:
    if find_spec("obstore") is None:
        raise SettingsError("storage_url names a bucket, but obstore is not installed", hint="install vitrine[s3]")
    from pipeline.storage.bucket import Access, open_bucket

    secret = settings.storage_secret.get_secret_value()
    access = Access(settings.storage_endpoint or "", settings.storage_region, settings.storage_key, secret)
    return open_bucket(settings.storage_url, access)
