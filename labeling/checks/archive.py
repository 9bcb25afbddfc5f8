"""An archive: its textual mark, and a manifest that lists every file in it, each labelled."""

from labeling.archive import check_name
from labeling.evidence import BundleEvidence
from labeling.policy import Check, Finding
from labeling.wording import load_wordings

_GB = "GB 45438-2025"


def bundle_checks() -> tuple[Check[BundleEvidence], ...]:
    """B1–B4: the archive."""
    return (
        Check(f"B1 {_GB} §5.1", "AI and generation element in comment and manifest", "both, in each", _marked),
        Check("B2 Vitrine: archive", "files against the manifest", "every one listed, same hash and size", _listed),
        Check(f"B3 {_GB} Annex E e", "number of each medium in it", "one each", _numbered),
        Check("B4 Vitrine: archive", "names", "relative, inside the folder", _named),
    )


def _marked(evidence: BundleEvidence) -> Finding:
    texts = (evidence.archive.comment, evidence.archive.parsed.mark)
    absent = {element for text in texts for element in load_wordings().missing_elements(text)}
    return Finding(not absent, f"lacks: {', '.join(sorted(absent))}" if absent else f"“{texts[0]}”")


def _listed(evidence: BundleEvidence) -> Finding:
    listed = {entry.name: (entry.sha256, entry.bytes) for entry in evidence.archive.parsed.files}
    other = sorted(name for name in listed.keys() | evidence.archive.files.keys()
                   if listed.get(name) != evidence.archive.files.get(name))  # fmt: skip
    return Finding(bool(listed) and not other, f"differ: {', '.join(other[:5])}" if other else f"{len(listed)} files")


def _numbered(evidence: BundleEvidence) -> Finding:
    media = [entry for entry in evidence.archive.parsed.files if entry.medium != "paper"]
    numbers = [entry.produce_id for entry in media]
    return Finding(
        bool(media) and all(numbers) and len(set(numbers)) == len(numbers), f"{len(set(numbers))} of {len(media)}"
    )


def _named(evidence: BundleEvidence) -> Finding:
    for name in evidence.archive.files:
        check_name(name)
    return Finding(True, "all")
