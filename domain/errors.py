"""Every error Vitrine raises on purpose, in one tree.

::

    VitrineError            names the thing and the reason; ``hint`` is the remedy
    ├── InputError          what the user gave is wrong (exit code 2, HTTP 422)
    │   ├── BriefError      the brief, its fields or its files
    │   ├── CatalogueError  a catalogue file that cannot be read as one
    │   ├── AssetError      a photo, clip, sound or font file
    │   ├── FetchError      an address on the web that may not, or cannot, be fetched
    │   ├── TemplateError   a template folder, or a script that does not fit it
    │   ├── TimelineError   a timeline file
    │   ├── SettingsError   vitrine.toml, VITRINE_* or a missing producer
    │   └── AccessError     an account, key, password or session
    │       └── WaitError       not now; says for how long
    │           ├── ThrottledError  too many attempts
    │           └── QuotaError      more than an account may ask for
    ├── ProviderError       a voice or language model: unreachable, refused, wrong answer
    │   ├── PlanError       no planner could write a usable script
    │   ├── SpeechError     no voice could speak a line
    │   └── LipSyncError    the lip-sync engine gave no clip that can be used
    ├── RenderError         drawing, encoding or mixing failed
    ├── LabelError          a mark could not be written, or the gate refused the file
    ├── StorageError        a folder, the storage or the database is missing, full or not writable
    │   └── DatabaseError   the database is away, locked, full or read-only
    ├── NotFoundError       nothing of that name is there for whoever asks
    └── ConflictError       it is there, but in a state that does not allow what was asked

Messages may name folders and addresses of this machine, for whoever runs the program; ``public`` is the same error
as others are told of it, through the API and in what a job ended with.
"""

import copy
import re
from typing import Self

_FOLDERS = re.compile(r"(?<![\w/.:])/(?!v1/)(?:[^\s'\"/:]+/)+")
"""The folders before a file's name; not those of an address on the web, nor a route of the API."""


def without_folders(text: str) -> str:
    """The text with every file of this machine by its name alone."""
    return _FOLDERS.sub("", text)


class VitrineError(Exception):
    """An error a person can act on.

    ``message`` names the thing and the reason, ``hint`` the remedy. ``str()`` gives both.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def public(self) -> Self:
        """The error without the folders of this machine."""
        told = copy.copy(self)
        told.message = without_folders(self.message)
        return told

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message


class InputError(VitrineError):
    """What the user gave is wrong."""


class BriefError(InputError):
    """The brief, one of its fields, or a file it names."""


class CatalogueError(InputError):
    """A catalogue file that cannot be read: its encoding, header or size."""


class AssetError(InputError):
    """A photo, clip, sound or font file that cannot be used."""


class FetchError(InputError):
    """An address on the web that may not be fetched, or cannot."""


class TemplateError(InputError):
    """A template that is not well formed, or a script that does not fit it.

    ``where`` is the way through the template's keys to what is wrong, where that is known.
    """

    def __init__(self, message: str, *, hint: str = "", where: tuple[int | str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.where = where


class TimelineError(InputError):
    """A timeline file that is not well formed or names something unknown."""


class SettingsError(InputError):
    """A setting that is missing or wrong."""


class AccessError(InputError):
    """An account, key, password or session that cannot be made or used."""


class WaitError(AccessError):
    """Not now; in ``wait_s`` seconds perhaps."""

    def __init__(self, message: str, *, hint: str = "", wait_s: int = 0) -> None:
        super().__init__(message, hint=hint)
        self.wait_s = wait_s


class ThrottledError(WaitError):
    """Too many attempts in too short a time."""


class QuotaError(WaitError):
    """More than an account may ask for now."""


class ProviderError(VitrineError):
    """A voice or language-model provider failed."""


class PlanError(ProviderError):
    """No planner could write a usable script."""


class SpeechError(ProviderError):
    """No voice could speak a line."""


class LipSyncError(ProviderError):
    """The lip-sync engine gave no clip that can be used."""


class RenderError(VitrineError):
    """Drawing, encoding or mixing failed."""


class LabelError(VitrineError):
    """A mark could not be written, or the gate refused the finished file."""


class AuditError(VitrineError):
    """The record of who did what was changed or shortened."""


class StorageError(VitrineError):
    """A folder, the storage or the database is missing, full or not writable."""

    @property
    def public(self) -> Self:
        """Only that it is so."""
        return type(self)(
            "the server has no room, or cannot write or read its files",
            hint="try again later; whoever runs it finds the reason in its log",
        )


class DatabaseError(StorageError):
    """The database is away, locked, full or read-only: it may be back in a moment."""

    @property
    def public(self) -> Self:
        """Only that it is so."""
        return type(self)(
            "the server's database does not answer, or takes nothing",
            hint="try again later; whoever runs it finds the reason in its log",
        )


class NotFoundError(VitrineError):
    """Nothing of that name is there for whoever asks."""


class ConflictError(VitrineError):
    """It is there, but in a state that does not allow what was asked."""
