"""The audible mark in decoded sound: there, as the standard has it, loud enough; the file whole."""

from labeling.evidence import AudioEvidence
from labeling.policy import Check, Finding

LEAST_LEVEL = -30.0
MOST_BELOW = 15.0
_GB = "GB 45438-2025"
_WANTED = {"pcm_s16le", "mp3", "mp3float", "aac"}


def audio_checks() -> tuple[Check[AudioEvidence], ...]:
    """A1–A4: the mark in a sound file."""
    return (
        Check(f"A1 {_GB} §5.3", "rhythm 短长 短短 before the sound or after it", "heard", _present),
        Check(f"A2 {_GB} §5.3", "lengths of its tones and gaps", "within 0.35 of a short tone", _exact),
        Check(
            "A3 Vitrine: audible",
            "level of the rhythm",
            f"≥ {LEAST_LEVEL:.0f} dBFS, at most {MOST_BELOW:.0f} dB under the rest",
            _loud,
        ),
        Check("A4 Vitrine: delivered sound", "codec, rate, channels", "WAV, MP3 or AAC, mono or stereo", _codec),
    )


def whole_sound(seconds: float) -> Check[AudioEvidence]:
    """Nothing of the sound was lost: mark and sound together last as long as they should."""

    def look(evidence: AudioEvidence) -> Finding:
        found = evidence.listening.seconds
        return Finding(abs(found - seconds) <= 0.15, f"{found:.2f} s")

    return Check("A5 Vitrine: delivered sound", "length", f"{seconds:.2f} s ± 0.15 s", look)


def _present(evidence: AudioEvidence) -> Finding:
    heard = evidence.listening.heard
    return Finding(heard is not None, f"{heard.place}, unit {heard.unit * 1000:.0f} ms" if heard else "not heard")


def _exact(evidence: AudioEvidence) -> Finding:
    heard = evidence.listening.heard
    return Finding(heard is not None, f"worst {heard.miss:.2f}" if heard else "not heard")


def _loud(evidence: AudioEvidence) -> Finding:
    heard, rest = evidence.listening.heard, evidence.listening.level
    if heard is None:
        return Finding(False, "not heard")
    said = f"{heard.level:.1f} dBFS, all of it {rest:.1f} dBFS"
    return Finding(heard.level >= LEAST_LEVEL and heard.level >= rest - MOST_BELOW, said)


def _codec(evidence: AudioEvidence) -> Finding:
    found = evidence.listening
    said = f"{found.codec}, {found.rate} Hz, {found.channels} channels"
    return Finding(found.codec in _WANTED and found.channels in (1, 2), said)
