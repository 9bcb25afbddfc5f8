"""The AIGC metadata: there, once, in its place, seven string keys, each value as Annex E wants it."""

from collections.abc import Callable

from domain.errors import LabelError
from domain.label import check_producer
from labeling.aigc import KEYS, LABELS, AigcCopy, charset_holds
from labeling.evidence import FormatEvidence, MarkedEvidence
from labeling.integrity import PREFIX, integrity_code
from labeling.policy import Check, Finding

_GB = "GB 45438-2025"


def metadata_checks(place_rule: str) -> tuple[Check[MarkedEvidence], ...]:
    """M1–M8. ``place_rule`` names the practice guide that fixes the place for this kind of file."""
    return (
        Check(f"M1 {_GB} §6.1", "AIGC metadata", "present", _present),
        Check(f"M2 {_GB} §6.1 c", "copies of the AIGC metadata", "exactly 1", _once),
        Check(f"M3 {_GB} Annex E b", "AIGC keys", "seven, all strings", _keys),
        Check(f"M4 {_GB} Annex E c", "Label", "1, 2 or 3", _label),
        Check(
            f"M5 {_GB} Annex E d, 网安秘字〔2025〕29号", "ContentProducer", "a name, or a 27-character code", _producer
        ),
        Check(f"M6 {_GB} Annex E j", "characters of the values", "0x21, 0x23–0x5B, 0x5D–0x7E", _charset),
        Check(f"M7 {_GB} Annex E e–i", "ProduceID and propagator", "stated", _propagator),
        Check(f"M8 {place_rule}", "place of the AIGC metadata", "its own place", _place),
    )


def first_writing() -> Check[MarkedEvidence]:
    """On first writing the propagator is the producer, number and all."""

    def look(evidence: MarkedEvidence) -> Finding:
        fields = first_aigc(evidence).fields
        same = all(fields.get(a) == fields.get(b) for a, b in (KEYS[1:5:3], KEYS[2:6:3]))
        return Finding(same, f"{fields.get(KEYS[4])} / {fields.get(KEYS[5])}")

    return Check(f"M9 {_GB} Annex E g–h", "propagator on first writing", "the producer", look)


def unique(claim: Callable[[str], bool], issued: str) -> Check[MarkedEvidence]:
    """The file carries the number issued for it, and the ledger had never seen that number."""

    def look(evidence: MarkedEvidence) -> Finding:
        written = first_aigc(evidence).fields.get("ProduceID")
        if written != issued:
            return Finding(False, f"{written} instead of {issued}")
        return Finding(claim(issued), issued)

    return Check(f"M10 {_GB} Annex E e", "ProduceID", "never used before", look)


def integrity_check() -> Check[FormatEvidence]:
    """ReservedCode1, where it is in our form, agrees with the fields and with the media bytes it came with."""

    def look(evidence: FormatEvidence) -> Finding:
        fields = first_aigc(evidence).fields if evidence.aigc else {}
        code, values = fields.get("ReservedCode1"), [str(fields.get(key, "")) for key in KEYS[:3]]
        if not isinstance(code, str) or not code.startswith(PREFIX):
            return Finding(True, "none" if not code else "another producer's own")
        label, producer, number = values
        agrees = code == integrity_code(producer, number, evidence.format.media(evidence.path), label)
        return Finding(agrees, "agrees" if agrees else "of other media or other values")

    return Check(f"M11 {_GB} Annex E f", "integrity data in ReservedCode1", "none, or it agrees", look)


def first_aigc(evidence: MarkedEvidence) -> AigcCopy:
    """The first AIGC copy. Raises LabelError when there is none."""
    if not evidence.aigc:
        raise LabelError("no AIGC metadata")
    return evidence.aigc[0]


def _present(evidence: MarkedEvidence) -> Finding:
    return Finding(bool(evidence.aigc), ", ".join(copy.place for copy in evidence.aigc) or "none found")


def _once(evidence: MarkedEvidence) -> Finding:
    return Finding(len(evidence.aigc) == 1, str(len(evidence.aigc)))


def _keys(evidence: MarkedEvidence) -> Finding:
    fields = first_aigc(evidence).fields
    absent = [key for key in KEYS if key not in fields]
    other = [key for key, value in fields.items() if key not in KEYS or not isinstance(value, str)]
    said = [f"lacks {', '.join(absent)}"] if absent else []
    said += [f"not a string or not of the seven: {', '.join(other)}"] if other else []
    return Finding(not said, "; ".join(said) or "7")


def _label(evidence: MarkedEvidence) -> Finding:
    value = first_aigc(evidence).fields.get("Label")
    known = isinstance(value, str) and value in LABELS
    return Finding(known, f"{value} ({LABELS[str(value)]})" if known else f"{value!r}")


def _producer(evidence: MarkedEvidence) -> Finding:
    value = first_aigc(evidence).fields.get("ContentProducer")
    if not isinstance(value, str):
        return Finding(False, "missing")
    try:
        return Finding(True, check_producer(value))
    except ValueError as error:
        return Finding(False, str(error))


def _charset(evidence: MarkedEvidence) -> Finding:
    fields = first_aigc(evidence).fields
    if not fields:
        return Finding(False, "no values can be read")
    bad = [key for key, value in fields.items() if isinstance(value, str) and not charset_holds(value)]
    return Finding(not bad, f"outside it: {', '.join(bad)}" if bad else "all within")


def _propagator(evidence: MarkedEvidence) -> Finding:
    fields = first_aigc(evidence).fields
    empty = [key for key in (KEYS[2], KEYS[4], KEYS[5]) if not fields.get(key)]
    return Finding(not empty, f"empty: {', '.join(empty)}" if empty else f"{fields[KEYS[2]]}, by {fields[KEYS[4]]}")


def _place(evidence: MarkedEvidence) -> Finding:
    copy = first_aigc(evidence)
    return Finding(copy.place == evidence.aigc_place, copy.place)
