"""Sealing videos and pictures: AIGC, XMP, content credentials last; read back; only then into place.

This is the only module that builds a ``LabelledVideo`` or ``LabelledImage``.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.errors import LabelError
from domain.label import IncomingMark, LabelledImage, LabelledVideo
from domain.render import Render
from labeling.checks.metadata import first_writing, unique
from labeling.checks.provenance import ingredients
from labeling.checks.stream import unchanged
from labeling.checks.visible import in_safe
from labeling.encode import encode_animation, encode_picture
from labeling.evidence import ImageEvidence, VideoEvidence
from labeling.formats import Format, FormatName, format_of
from labeling.gate import report
from labeling.incoming import lineage_of
from labeling.policies import image_policy, video_policy
from labeling.release import release, sha256_of, stamp_and_sign, workspace
from labeling.request import SealRequest
from labeling.watch import Marks, expected_marks

_PICTURES: tuple[FormatName, ...] = ("jpeg", "png", "webp", "gif")
_SIGNATURES: dict[FormatName, bytes] = {"jpeg": b"\xff\xd8", "png": b"\x89PNG", "webp": b"RIFF", "gif": b"GIF8"}


def seal_video(render: Render, request: SealRequest, out: Path) -> LabelledVideo:
    """Labels a render and puts it at ``out`` (MP4 or MOV), whole, or raises and leaves nothing there.

    A file that fails the gate goes to the quarantine with its report. Raises LabelError naming the
    failed clauses, StorageError when ``out`` cannot be written.
    """
    number, kind = str(request.new_id()), _of_kind(out, ("mp4", "mov"))
    with workspace(out, number) as (_, stamped, sealed):
        check_render(render)
        stamp_and_sign(render.path, stamped, sealed, kind, number, request)
        policy = video_policy(request.regimes).and_also(
            first_writing(),
            unique(request.ledger.claim, number),
            in_safe("V7", request.safe),
            unchanged(render.path),
            ingredients(request.titles),
        )
        evidence = VideoEvidence(sealed, _marks(render.width, render.height, request), request.signer.root)
        found = report(out.name, sealed, "video", policy, evidence, _lineage(request))
        release(sealed, found, request, out)
    return LabelledVideo(out, found)


def seal_image(picture: bytes | NDArray[np.uint8], request: SealRequest, out: Path) -> LabelledImage:
    """Labels a picture as ``seal_video`` does: encoded bytes of the kind ``out`` names, or RGB pixels (H, W, 3)."""
    kind = _of_kind(out, _PICTURES)
    data = picture if isinstance(picture, bytes) else encode_picture(picture, kind.name)
    return _seal_picture(data, kind, request, out)


def seal_animation(
    pictures: Sequence[NDArray[np.uint8]], milliseconds: int, request: SealRequest, out: Path
) -> LabelledImage:
    """Labels RGB pictures that follow each other as an animated WebP or GIF; the mark is looked for in every one."""
    kind = _of_kind(out, ("webp", "gif"))
    return _seal_picture(encode_animation(pictures, milliseconds, kind.name), kind, request, out)


def check_render(render: Render) -> None:
    """Raises LabelError when a render's file is not the one that was rendered."""
    if sha256_of(render.path) != render.sha256:
        raise LabelError(f"{render.path.name} has changed since it was rendered", hint="render it again")


def _seal_picture(data: bytes, kind: Format, request: SealRequest, out: Path) -> LabelledImage:
    number = str(request.new_id())
    if not data.startswith(_SIGNATURES[kind.name]):
        raise LabelError(
            f"the {kind.name.upper()} is damaged: it does not begin as one", hint="give a picture of the kind named"
        )
    with workspace(out, number) as (raw, stamped, sealed):
        raw.write_bytes(data)
        stamp_and_sign(raw, stamped, sealed, kind, number, request)
        width, height = ImageEvidence(sealed, Marks(None, (), 1), kind=kind.name).size
        policy = image_policy(request.regimes).and_also(
            first_writing(),
            unique(request.ledger.claim, number),
            in_safe("I6", request.safe),
            ingredients(request.titles),
        )
        evidence = ImageEvidence(sealed, _marks(width, height, request), request.signer.root, kind.name)
        found = report(out.name, sealed, "image", policy, evidence, _lineage(request))
        release(sealed, found, request, out)
    return LabelledImage(out, found)


def _of_kind(out: Path, names: tuple[FormatName, ...]) -> Format:
    kind = format_of(out)
    if kind.name not in names:
        raise LabelError(f"{out.name} is not of the kind being sealed", hint=f"name it {', '.join(names)}")
    return kind


def _marks(width: int, height: int, request: SealRequest) -> Marks:
    return expected_marks(
        width, height, request.safe, request.language, request.measure, request.paint, request.style, request.regimes
    )


def _lineage(request: SealRequest) -> tuple[IncomingMark, ...]:
    return lineage_of(request.ingredients, request.signer.root)
