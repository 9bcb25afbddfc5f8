"""Reading back what is to be handed out again: the gate's checks, once more, on the very bytes that will leave."""

from collections.abc import Callable
from pathlib import Path

from domain.errors import InputError, LabelError
from domain.label import LabelReport

Verify = Callable[[Path], LabelReport]
"""Every label check of one file; raises LabelError or InputError for one that cannot be read."""
_SHOWN = 3


def read_back(path: Path, sha256: str, verify: Verify) -> LabelReport:
    """The report of a published file's copy at ``path``, every check of which holds.

    Raises LabelError when a check fails, when it cannot be read, or when its bytes, as they were after
    all checks, are not those that were published under ``sha256``.
    """
    try:
        report = verify(path)
    except InputError as error:
        raise LabelError(error.message, hint="make the video again") from error
    if report.sha256 != sha256:
        raise LabelError("its bytes changed after it was sealed", hint="make the video again")
    if not report.passed:
        failed = [f"{check.clause}: {check.measured or check.check}" for check in report.failed[:_SHOWN]]
        raise LabelError(f"label checks fail: {'; '.join(failed) or 'none was made'}", hint="make the video again")
    return report
