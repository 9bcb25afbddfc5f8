"""Failures: an error becomes what a job's owner is told, with a code that programs may rely on."""

import errno

from domain.errors import (
    AssetError,
    BriefError,
    DatabaseError,
    LabelError,
    NotFoundError,
    PlanError,
    ProviderError,
    RenderError,
    SettingsError,
    SpeechError,
    StorageError,
    TemplateError,
    TimelineError,
    VitrineError,
)
from domain.job import JobError

_CODES: tuple[tuple[type[VitrineError], str, bool], ...] = (
    (BriefError, "brief_invalid", False),
    (AssetError, "asset_invalid", False),
    (TemplateError, "template_invalid", False),
    (TimelineError, "timeline_invalid", False),
    (SettingsError, "settings_invalid", True),
    (PlanError, "plan_failed", True),
    (SpeechError, "speech_failed", True),
    (ProviderError, "provider_failed", True),
    (RenderError, "render_failed", True),
    (LabelError, "label_refused", False),
    (DatabaseError, "database_failed", True),
    (StorageError, "storage_failed", True),
    (NotFoundError, "asset_invalid", False),
)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

TIME_LIMIT = JobError(
    code="time_limit", message="the job took longer than it may", hint="shorten the video, or raise job_minutes",
    retryable=True,
)  # fmt: skip
WORKER_LOST = JobError(
    code="worker_lost", message="the workers that made this job stopped working, several times in a row",
    hint="look into the log of the workers; if it is this job that stops them, change it", retryable=True,
)  # fmt: skip


def as_job_error(error: Exception) -> JobError:
    """What to tell of an error, without the places of this machine; one that nobody foresaw is a defect of ours."""
    if full := _full_disk(error):
        return full
    if not isinstance(error, VitrineError):
        reason = f"unexpected {type(error).__name__}; the log of the worker says where"
        return JobError(code="internal", message=reason, hint="this is a defect, please report it", retryable=True)
    code, retryable = next(
        ((code, again) for kind, code, again in _CODES if isinstance(error, kind)), ("failed", False)
    )
    return JobError(code=code, message=error.public.message, hint=error.public.hint, retryable=retryable)


def _full_disk(error: BaseException | None) -> JobError | None:
    """The system's word for it may be deep inside."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            reason = f"no room is left to write: {error.strerror}"
            return JobError(code="storage_full", message=reason, hint="free some space, then retry", retryable=True)
        error = error.__cause__ or error.__context__
    return None
