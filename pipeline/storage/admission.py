"""Admission: no job is accepted that the disk has no room for."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from domain.errors import StorageError

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Admission:
    """Lets jobs in while each of ``folders`` has ``floor`` bytes free."""

    folders: tuple[Path, ...]
    floor: int

    def check(self) -> None:
        """Raise StorageError, naming the folder, when one has less."""
        for folder in self.folders:
            place = next(path for path in (folder, *folder.parents) if path.exists())
            free = shutil.disk_usage(place).free
            if free < self.floor:
                room = f"{free // _MEGABYTE} MB free, {self.floor // _MEGABYTE} MB are kept free"
                raise StorageError(
                    f"no new jobs: '{folder}' has {room}", hint="free some space, or lower free_space_mb"
                )
