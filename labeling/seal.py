"""Sealing: AIGC, XMP, content credentials last; read back through the gate; only then into place.

This is the only module that builds a ``LabelledVideo`` or ``LabelledImage``.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.base import Box
from domain.brief import Language
from domain.errors import LabelError, StorageError
from domain.fonts import TextMeasurer
from domain.label import LabelledImage, LabelledVideo, LabelReport, Producer
from domain.render import Render
from labeling import jpeg, xmp
from labeling.aigc import write_aigc
from labeling.c2pa_sign import Claim, Ingredient, sign
from labeling.certificates import SigningIdentity
from labeling.checks.metadata import first_writing, unique
from labeling.checks.stream import unchanged
from labeling.checks.visible import in_safe
from labeling.evidence import ImageEvidence, VideoEvidence
from labeling.gate import report
from labeling.mp4_write import stamp_mp4
from labeling.pattern import MarkPainter
from labeling.policies import image_policy, video_policy
from labeling.quarantine import refuse
from labeling.watch import expected_marks

_JPEG_QUALITY = 92


class Ledger(Protocol):
    """Which produce numbers have been used."""

    def claim(self, produce_id: str) -> bool:
        """Take a number for good; False when it was taken before."""


@dataclass(frozen=True)
class SealRequest:
    """What sealing needs to know. ``new_id`` gives a fresh UUID per file; ``created`` and ``version``
    go into the credentials; ``ingredients`` are the photos and clips that are really in the picture."""

    title: str
    version: str
    producer: Producer
    language: Language
    safe: Box
    signer: SigningIdentity
    ingredients: tuple[Ingredient, ...]
    paint: MarkPainter
    measure: TextMeasurer
    new_id: Callable[[], UUID]
    ledger: Ledger
    created: datetime
    quarantine: Path

    def claim(self, media_type: str) -> Claim:
        """What the credentials of one file state."""
        return Claim(self.title, media_type, self.version, self.created, self.ingredients)


def seal_video(render: Render, request: SealRequest, out: Path) -> LabelledVideo:
    """Labels a render and puts it at ``out``, whole, or raises and leaves nothing there.

    A file that fails the gate goes to the quarantine with its report. Raises LabelError naming the
    failed clauses, StorageError when ``out`` cannot be written.
    """
    number, claim = str(request.new_id()), request.claim("video/mp4")
    with _workspace(out, number) as (stamped, sealed):
        if _sha256(render.path) != render.sha256:
            raise LabelError(f"{render.path.name} has changed since it was rendered", hint="render it again")
        packet = xmp.merge_packet(None, {xmp.SOURCE_TYPE: claim.source_type})
        stamp_mp4(render.path, stamped, write_aigc(request.producer, number), packet)
        sign(stamped, sealed, claim, request.signer)
        marks = expected_marks(
            render.width, render.height, request.safe, request.language, request.measure, request.paint
        )
        policy = video_policy().and_also(
            first_writing(), unique(request.ledger.claim, number), in_safe("V7", request.safe), unchanged(render.path)
        )
        found = report(out.name, sealed, "video", policy, VideoEvidence(sealed, marks, request.signer.root))
        _release(sealed, found, request, out)
    return LabelledVideo(out, found)


def seal_image(picture: bytes | NDArray[np.uint8], request: SealRequest, out: Path) -> LabelledImage:
    """Labels a JPEG, or RGB pixels (H, W, 3) that become one, and puts it at ``out`` as ``seal_video`` does."""
    number, claim = str(request.new_id()), request.claim("image/jpeg")
    data = picture if isinstance(picture, bytes) else encode_jpeg(picture)
    properties = {xmp.AIGC: write_aigc(request.producer, number), xmp.SOURCE_TYPE: claim.source_type}
    with _workspace(out, number) as (stamped, sealed):
        width, height = jpeg.size_of(jpeg.segments(data))
        stamped.write_bytes(jpeg.stamp_jpeg(data, properties))
        sign(stamped, sealed, claim, request.signer)
        marks = expected_marks(width, height, request.safe, request.language, request.measure, request.paint)
        policy = image_policy().and_also(
            first_writing(), unique(request.ledger.claim, number), in_safe("I6", request.safe)
        )
        found = report(out.name, sealed, "image", policy, ImageEvidence(sealed, marks, request.signer.root))
        _release(sealed, found, request, out)
    return LabelledImage(out, found)


def encode_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """RGB pixels (H, W, 3) as a JPEG with full colour resolution."""
    options = [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, 0x111111]
    done, data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)
    if not done:
        raise LabelError(f"a picture of shape {pixels.shape} cannot become a JPEG", hint="give RGB pixels")
    return data.tobytes()


@contextmanager
def _workspace(out: Path, number: str) -> Iterator[tuple[Path, Path]]:
    """Two unused names beside ``out`` that are gone afterwards; full or read-only folders become StorageError."""
    names = tuple(out.with_name(f".{number}.{stage}{out.suffix}") for stage in ("stamped", "sealed"))
    try:
        yield names[0], names[1]
    except OSError as error:
        raise StorageError(
            f"{error.filename or out}: {error.strerror or error}", hint="free space, or choose a writable folder"
        ) from error
    finally:
        for name in names:
            name.unlink(missing_ok=True)


def _release(sealed: Path, found: LabelReport, request: SealRequest, out: Path) -> None:
    if not found.passed:
        raise refuse(sealed, found, request.quarantine)
    with sealed.open("rb") as file:
        os.fsync(file.fileno())
    sealed.replace(out)
    folder = os.open(out.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
