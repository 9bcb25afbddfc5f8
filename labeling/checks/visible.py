"""The visible mark in decoded frames: there, long enough, large enough, whole, clear, in its place."""

from domain.base import Box
from domain.errors import LabelError
from labeling.evidence import ImageEvidence, SeenEvidence, VideoEvidence
from labeling.mark import bound_height
from labeling.policy import Check, Finding
from labeling.sight import Sighting
from labeling.watch import HELD_SECONDS
from labeling.wording import load_wordings

LEAST_CONTRAST = 3.0
_GB = "GB 45438-2025"
_EDGE = 0.1


def video_checks() -> tuple[Check[VideoEvidence], ...]:
    """V1–V6: the mark in a video."""
    return (
        Check(f"V1 {_GB} §5.4, 标识办法 art. 4(4)", "visible mark on the opening frame", "seen", _opening),
        Check(f"V2 {_GB} §5.4", "visible mark held from the start", f"≥ {HELD_SECONDS} s", _held),
        Check(f"V3 {_GB} §5.4", "height of the letters' ink", "≥ 5 % of the short side", _tall),
        Check(f"V4 {_GB} §5.4", "wording has an AI and a generation element", "both", _worded),
        Check("V5 WCAG 2.2 1.4.3 (large text)", "contrast of letters and rim", f"≥ {LEAST_CONTRAST:.0f}:1", _clear),
        Check("V6 Vitrine: first frame to last", "visible mark in every scene and at the end", "seen", _to_the_end),
    )


def image_checks() -> tuple[Check[ImageEvidence], ...]:
    """I1–I5: the mark in a picture."""
    return (
        Check(f"I1 {_GB} §5.2", "visible mark", "seen in every picture", _present),
        Check(f"I2 {_GB} §5.2", "visible mark at an edge or corner", f"≤ {_EDGE:.0%} from an edge", _at_edge),
        Check(f"I3 {_GB} §5.2", "height of the letters' ink", "≥ 5 % of the short side", _tall),
        Check(f"I4 {_GB} §5.2", "wording has an AI and a generation element", "both", _worded),
        Check("I5 WCAG 2.2 1.4.3 (large text)", "contrast of letters and rim", f"≥ {LEAST_CONTRAST:.0f}:1", _clear),
    )


def in_safe(number: str, safe: Box) -> Check[SeenEvidence]:
    """The mark stands inside the part of the frame that no platform interface covers."""

    def look(evidence: SeenEvidence) -> Finding:
        seen = first_sighting(evidence)
        inside = (
            safe.x <= seen.x
            and safe.y <= seen.y
            and seen.x + seen.pattern.width <= safe.right
            and seen.y + seen.pattern.height <= safe.bottom
        )
        return Finding(inside, f"at {seen.x},{seen.y}")

    bound = f"inside {safe.x},{safe.y} {safe.w}×{safe.h}"
    return Check(f"{number} Vitrine: clear of platform interfaces", "place of the visible mark", bound, look)


def first_sighting(evidence: SeenEvidence) -> Sighting:
    """The mark as first seen. Raises LabelError when it was not."""
    if not evidence.sightings:
        raise LabelError("no visible mark found")
    return evidence.sightings[0]


def _opening(evidence: VideoEvidence) -> Finding:
    seen = evidence.watch.opening
    return Finding(seen is not None, _described(seen))


def _held(evidence: VideoEvidence) -> Finding:
    held = evidence.watch.held
    return Finding(held >= HELD_SECONDS, f"{float(held):.2f} s")


def _to_the_end(evidence: VideoEvidence) -> Finding:
    watch = evidence.watch
    missed = [f"{float(seconds):.1f} s" for seconds in watch.missed] + ([] if watch.last else ["the last frame"])
    looked = len(watch.later) + len(watch.missed) + 1
    if missed:
        return Finding(False, f"not at {', '.join(missed[:8])}{' …' if len(missed) > 8 else ''}")
    return Finding(True, f"in all {looked} frames looked at, last: {_described(watch.last)}")


def _present(evidence: ImageEvidence) -> Finding:
    seen, count = evidence.sightings, len(evidence.found)
    several = f", in {len(seen)} of {count} pictures" if count > 1 else ""
    return Finding(len(seen) == count, _described(next(iter(seen), None)) + several)


def _at_edge(evidence: ImageEvidence) -> Finding:
    seen, (width, height) = first_sighting(evidence), evidence.size
    right, bottom = width - seen.x - seen.pattern.width, height - seen.y - seen.pattern.height
    gap = min(min(seen.x, right) / width, min(seen.y, bottom) / height)
    return Finding(gap <= _EDGE, f"{gap:.1%}")


def _tall(evidence: SeenEvidence) -> Finding:
    first_sighting(evidence)
    side = evidence.short_side
    least = min(seen.cap_height for seen in evidence.sightings)
    return Finding(least >= bound_height(side, side), f"{least:.1f} px of {side} ({least / side:.1%})")


def _worded(evidence: SeenEvidence) -> Finding:
    first_sighting(evidence)
    wordings, texts = load_wordings(), tuple(dict.fromkeys(seen.text for seen in evidence.sightings))
    absent = {element for text in texts for element in wordings.missing_elements(text)}
    lacks = f", lacks: {', '.join(sorted(absent))}" if absent else ""
    return Finding(not absent, " / ".join(f"“{text}”" for text in texts) + lacks)


def _clear(evidence: SeenEvidence) -> Finding:
    first_sighting(evidence)
    least = min(seen.contrast for seen in evidence.sightings)
    return Finding(least >= LEAST_CONTRAST, f"{least:.1f}:1")


def _described(seen: Sighting | None) -> str:
    return f"“{seen.text}” at {seen.x},{seen.y}, likeness {seen.likeness:.2f}" if seen else "not seen"
