"""The quarantine: where a file that failed the gate goes, with the report that says why."""

import shutil
from pathlib import Path

from domain.errors import LabelError
from domain.label import LabelReport


def refuse(sealed: Path, report: LabelReport, folder: Path, *, keep: bool = True) -> LabelError:
    """Moves the file away under its hash, writes its report beside it, and gives the error to raise.

    A file that is not to be kept is deleted; its report stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{report.sha256[:16]}-{report.file}"
    if keep:
        shutil.move(sealed, kept)
    else:
        sealed.unlink()
    note = kept.with_name(f"{kept.name}.labels.json")
    note.write_text(report.model_dump_json(indent=2) + "\n", "utf-8")
    failed = "; ".join(
        f"{check.clause}: {check.check} {check.measured} (bound: {check.bound})" for check in report.failed
    )
    return LabelError(
        f"{report.file} failed {len(report.failed)} label checks: {failed or 'it was not checked'}",
        hint=f"{'it is kept in' if keep else 'it was deleted; its report is beside'} {kept}; nothing was delivered",
    )
