"""Exit codes: one table for the whole command line."""

from domain.errors import (
    AuditError,
    ConflictError,
    InputError,
    LabelError,
    NotFoundError,
    ProviderError,
    RenderError,
    StorageError,
    VitrineError,
)

OK = 0
CHECK_FAILED = 1
BAD_INPUT = 2
INTERNAL = 70
INTERRUPTED = 130
TERMINATED = 143

_OF_ERRORS: tuple[tuple[type[VitrineError], int], ...] = (
    (LabelError, CHECK_FAILED),
    (AuditError, CHECK_FAILED),
    (InputError, BAD_INPUT),
    (StorageError, BAD_INPUT),
    (NotFoundError, BAD_INPUT),
    (ConflictError, BAD_INPUT),
    (ProviderError, 3),
    (RenderError, 4),
)


def exit_code(error: VitrineError) -> int:
    """What a command that ended in this error exits with."""
    return next((code for kind, code in _OF_ERRORS if isinstance(error, kind)), INTERNAL)
