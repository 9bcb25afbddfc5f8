"""The policies: which checks a video and a picture must pass, at the gate and when verified later."""

from labeling.checks.metadata import metadata_checks
from labeling.checks.provenance import provenance_checks
from labeling.checks.stream import stream_checks
from labeling.checks.visible import image_checks, video_checks
from labeling.evidence import ImageEvidence, VideoEvidence
from labeling.policy import Policy

_VIDEO_PLACE = "TC260-PG-20257A (video)"
_IMAGE_PLACE = "TC260-PG-20259A (image)"


def video_policy() -> Policy[VideoEvidence]:
    """What a finished video must show, whoever made it."""
    return Policy((*video_checks(), *metadata_checks(_VIDEO_PLACE), *provenance_checks(), *stream_checks()))


def image_policy() -> Policy[ImageEvidence]:
    """What a finished picture must show, whoever made it."""
    return Policy((*image_checks(), *metadata_checks(_IMAGE_PLACE), *provenance_checks()))
