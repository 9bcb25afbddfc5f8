"""The policies: which checks a file of each kind must pass, at the gate and when verified later.

Each is a floor that always holds. A regime adds its checks to it and takes none away.
"""

from collections.abc import Iterable

from labeling.checks.archive import bundle_checks
from labeling.checks.metadata import integrity_check, metadata_checks
from labeling.checks.provenance import california_checks, eu_checks, provenance_checks
from labeling.checks.sound import audio_checks
from labeling.checks.stream import stream_checks
from labeling.checks.text import text_checks
from labeling.checks.visible import image_checks, video_checks
from labeling.evidence import AudioEvidence, BundleEvidence, Evidence, ImageEvidence, TextEvidence, VideoEvidence
from labeling.policy import Check, Policy
from labeling.regimes import DEFAULT_REGIMES, Regime, chosen
from labeling.textmark import TextKind

_VIDEO_PLACE = "TC260-PG-20257A (video)"
_IMAGE_PLACE = "TC260-PG-20259A (image)"
_AUDIO_PLACE = "TC260-PG-202510A (audio)"
_OWN_PLACE = "Vitrine: no practice guide names one"


def video_policy(regimes: Iterable[Regime] = DEFAULT_REGIMES) -> Policy[VideoEvidence]:
    """What a finished video must show, whoever made it."""
    return Policy((*video_checks(), *_carried(_VIDEO_PLACE, regimes), integrity_check(), *stream_checks()))


def hidden_mark_policy(regimes: Iterable[Regime] = DEFAULT_REGIMES) -> Policy[VideoEvidence]:
    """What a copy granted under 标识办法 art. 9 must show: everything but the visible mark."""
    return Policy((*_carried(_VIDEO_PLACE, regimes), integrity_check(), *stream_checks()))


def image_policy(regimes: Iterable[Regime] = DEFAULT_REGIMES) -> Policy[ImageEvidence]:
    """What a finished picture or animation must show, whoever made it."""
    return Policy((*image_checks(), *_carried(_IMAGE_PLACE, regimes), integrity_check()))


def audio_policy(regimes: Iterable[Regime] = DEFAULT_REGIMES) -> Policy[AudioEvidence]:
    """What a finished sound file must show."""
    return Policy((*audio_checks(), *_carried(_AUDIO_PLACE, regimes), integrity_check()))


def text_policy(kind: TextKind) -> Policy[TextEvidence]:
    """What finished captions or a post must show; only WebVTT has a place for metadata."""
    metadata = metadata_checks(_OWN_PLACE) if kind == "vtt" else ()
    return Policy((*text_checks(), *metadata))


def bundle_policy(regimes: Iterable[Regime] = DEFAULT_REGIMES) -> Policy[BundleEvidence]:
    """What a finished archive must show."""
    return Policy((*bundle_checks(), *_carried(_OWN_PLACE, regimes)))


def _carried(place: str, regimes: Iterable[Regime]) -> tuple[Check[Evidence], ...]:
    """The metadata and the credentials, with what the regimes add."""
    held = chosen(regimes)
    eu, california = eu_checks() if "EU" in held else (), california_checks() if "US-CA" in held else ()
    return (*metadata_checks(place), *provenance_checks(), *eu, *california)
