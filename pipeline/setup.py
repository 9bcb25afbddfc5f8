"""Setting up an installation: the settings file, and the certificates that sign what it makes."""

import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from domain.errors import SettingsError
from labeling.certificates import create_chain
from pipeline.clock import Clock, system_clock
from pipeline.export import storage_errors
from pipeline.files import write_whole
from pipeline.settings import Settings, load_settings, require_producer


def write_settings(path: Path, values: Mapping[str, Any], clock: Clock = system_clock) -> Path:
    """Write ``values`` over those in the settings file and see that certificates exist.

    Returns the certificates' folder. Raises SettingsError or StorageError.
    """
    text = tomli_w.dumps({**_present(path), **values})
    with storage_errors(path, "settings file"):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode(), mode=0o600)
    settings = load_settings({"producer": values.get("producer")})
    ensure_certificates(settings, clock)
    return certificates_folder(settings)


def certificates_folder(settings: Settings) -> Path:
    """Where the signing certificates of this installation are: the operator's own, or those made here."""
    return settings.certificates or settings.home / "certificates"


def ensure_certificates(settings: Settings, clock: Clock = system_clock) -> bool:
    """Create the signing certificates if there are none yet; whether they were created now."""
    folder = certificates_folder(settings)
    if folder.exists() or settings.certificates:  # an operator's own are never made up
        return False
    with storage_errors(settings.home, "home folder"):
        settings.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.home) as scratch:
            create_chain(Path(scratch) / "chain", require_producer(settings), clock())
            _move_unless_there(Path(scratch) / "chain", folder)
    return True


def _move_unless_there(made: Path, folder: Path) -> None:
    try:
        made.rename(folder)
    except OSError:  # somebody else was quicker; theirs is as good
        if not folder.exists():
            raise


def _present(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"'{path}' is not valid TOML: {error}", hint="mend or delete it, then run init") from error
