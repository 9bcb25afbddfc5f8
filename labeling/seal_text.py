"""Sealing text: the textual mark in captions and posts, read back; only then into place.

This is the only module that builds a ``LabelledText``.
"""

from pathlib import Path
from typing import cast, get_args

from domain.errors import LabelError
from domain.label import LabelledText
from labeling.aigc import write_aigc
from labeling.checks.metadata import first_writing, unique
from labeling.checks.text import issued, unaltered
from labeling.evidence import TextEvidence
from labeling.gate import report
from labeling.policies import text_policy
from labeling.release import release, workspace
from labeling.request import SealRequest
from labeling.textmark import TextKind, mark_text
from labeling.wording import load_wordings


def seal_text(text: str, request: SealRequest, out: Path) -> LabelledText:
    """Labels captions (SRT, VTT) or a post (TXT) and puts the file at ``out``; its name says which.

    The text's own captions and words stay as they are. Raises LabelError naming the failed clauses,
    StorageError when ``out`` cannot be written.
    """
    number, kind = str(request.new_id()), _kind(out)
    wording = load_wordings().text(request.language, request.regimes)
    aigc = write_aigc(request.producer, number)
    with workspace(out, number) as (_, _, sealed):
        sealed.write_text(mark_text(text, kind, wording, aigc), "utf-8", newline="\n")
        policy = text_policy(kind).and_also(unaltered(text))
        numbered = (first_writing(), unique(request.ledger.claim, number)) if kind == "vtt" else ()
        policy = policy.and_also(*numbered) if numbered else policy.and_also(issued(request.ledger.claim, number))
        found = report(out.name, sealed, "text", policy, TextEvidence(sealed, kind, wording))
        release(sealed, found.model_copy(update={"produce_id": number}), request, out)
    return LabelledText(out, found.model_copy(update={"produce_id": number}))


def _kind(out: Path) -> TextKind:
    name = out.suffix.lower().removeprefix(".")
    if name not in get_args(TextKind):
        raise LabelError(f"{out.name} is not a text that can be labelled", hint="name it .srt, .vtt or .txt")
    return cast(TextKind, name)
