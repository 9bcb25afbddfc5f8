"""Verifications: the label checks of any file, whoever made it; the same as `vitrine verify` prints."""

import shutil
from typing import Annotated

from fastapi import APIRouter, UploadFile
from fastapi import File as FilePart

from api.deps import AssetReader, InFront
from api.keyed import KnownRoute
from api.models.common import Shown
from api.problems import ApiError, responses
from domain.base import Sha256
from domain.label import CheckResult, IncomingMark, Medium

router = APIRouter(prefix="/v1/verifications", tags=["labels"], route_class=KnownRoute)


class Verification(Shown):
    """Every check of one file, one by one. It says what was checked, and is no statement about the law."""

    file: str
    sha256: Sha256
    media: Medium
    passed: bool
    checks: tuple[CheckResult, ...]
    produce_id: str
    lineage: tuple[IncomingMark, ...]


@router.post("", responses=responses("invalid_request", "unusable_input", "too_large", "storage_refused"))
def verify_file(
    file: Annotated[UploadFile, FilePart(description="A film, picture, sound, text or ZIP file.")],
    front: InFront,
    caller: AssetReader,
) -> Verification:
    """Check the labels of a file clause by clause. The file is not kept."""
    if file.size is not None and file.size > front.max_upload:
        raise ApiError("too_large", f"files of up to {front.max_upload // 1_000_000} MB are accepted")
    with front.library.receive(file.filename or "file") as path:
        with path.open("wb") as copy:
            shutil.copyfileobj(file.file, copy, 1 << 20)
        report = front.verify(path)
    return Verification(passed=report.passed, **report.model_dump())
