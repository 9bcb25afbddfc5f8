"""Verifying a file from anywhere: what kind it is, and every check of its policy."""

from pathlib import Path

from domain.errors import LabelError
from domain.fonts import TextMeasurer
from domain.label import LabelReport
from labeling import png
from labeling.evidence import ImageEvidence, VideoEvidence
from labeling.gate import report
from labeling.pattern import MarkPainter
from labeling.policies import image_policy, video_policy
from labeling.watch import known_marks

_MOVIES = frozenset({b"ftyp", b"moov", b"wide", b"free", b"skip", b"mdat", b"pnot"})
_PICTURE_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx "})


def verify_file(path: Path, measure: TextMeasurer, paint: MarkPainter, anchors: str = "") -> LabelReport:
    """The label report of an MP4, MOV, JPEG or PNG, ours or not; ``anchors`` are PEM certificates to trust.

    What the file lacks shows as failed checks. Raises LabelError when it cannot be read at all: no
    such file, another kind of file, or too damaged to walk through.
    """
    head = _head(path)
    marks = known_marks(measure, paint)
    if head[4:8] in _MOVIES and head[8:12] not in _PICTURE_BRANDS:
        video = VideoEvidence(path, marks, anchors)
        _ = video.mp4
        return report(path.name, path, "video", video_policy(), video)
    if head.startswith(b"\xff\xd8"):
        image = ImageEvidence(path, marks, anchors, "jpeg")
    elif head.startswith(png.SIGNATURE):
        image = ImageEvidence(path, marks, anchors, "png")
    else:
        raise LabelError(f"{path.name} is not an MP4, MOV, JPEG or PNG", hint="give a video or picture of these kinds")
    _ = image.luma
    return report(path.name, path, "image", image_policy(), image)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise LabelError(
            f"{path} cannot be read: {error.strerror}", hint="check the path and its permissions"
        ) from error
    if not head:
        raise LabelError(f"{path.name} is empty", hint="make or download the file again")
    return head
