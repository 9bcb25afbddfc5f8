"""The textual mark: its words at the head or the tail, the text well formed and otherwise as it was."""

from collections.abc import Callable

from labeling.evidence import TextEvidence
from labeling.policy import Check, Finding
from labeling.textmark import body_of, cues, ends_of
from labeling.wording import load_wordings

_GB = "GB 45438-2025"


def text_checks() -> tuple[Check[TextEvidence], ...]:
    """T1–T2: the mark in captions or a post."""
    return (
        Check(f"T1 {_GB} §5.1", "AI and generation element at head or tail", "both, at one end", _marked),
        Check("T2 Vitrine: delivered text", "UTF-8, well formed", "readable to the end", _formed),
    )


def unaltered(text: str) -> Check[TextEvidence]:
    """Apart from the mark, the file says what it was given."""

    def look(evidence: TextEvidence) -> Finding:
        wanted = cues(text, evidence.kind) if evidence.kind != "txt" else text.strip()
        same = body_of(evidence.text, evidence.kind, evidence.wording) == wanted
        count = f"{len(wanted)} {'characters' if evidence.kind == 'txt' else 'captions'}"
        return Finding(same, count if same else "other words or times")

    return Check("T3 Vitrine: delivered text", "words and times apart from the mark", "as they were", look)


def issued(claim: Callable[[str], bool], number: str) -> Check[TextEvidence]:
    """The number under which the ledger keeps a text that has no place for it was never used."""
    return Check(
        f"T4 {_GB} Annex E e", "ProduceID in the ledger", "never used before", lambda _: Finding(claim(number), number)
    )


def _marked(evidence: TextEvidence) -> Finding:
    wordings, ends = load_wordings(), ends_of(evidence.text, evidence.kind)
    marked = [end for end in ends if end and not wordings.missing_elements(end)]
    return Finding(bool(marked), f"“{marked[0][:60]}”" if marked else "neither end has both")


def _formed(evidence: TextEvidence) -> Finding:
    if evidence.kind == "txt":
        return Finding(bool(evidence.text.strip()), f"{len(evidence.text)} characters")
    return Finding(True, f"{len(cues(evidence.text, evidence.kind))} captions")
