"""The textual mark (GB 45438-2025 §5.1): a cue before captions, a line after a post; put in and found again."""

import re
from dataclasses import dataclass
from typing import Literal

from domain.errors import LabelError

TextKind = Literal["srt", "vtt", "txt"]
MARK_MS = 2000
"""How long the mark's cue stands, from the first frame on, beside whatever is spoken then."""

_TIME = r"(\d{2,4}):([0-5]\d):([0-5]\d)[,.](\d{3})"
_SPAN = re.compile(rf"^{_TIME} --> {_TIME}(?:\s.*)?$")


@dataclass(frozen=True)
class Cue:
    """One caption: start and end in milliseconds, and its lines."""

    start: int
    end: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def mark_text(text: str, kind: TextKind, wording: str, aigc: str) -> str:
    """The text with the mark at its head (captions) or its tail (a post), and, in VTT, the AIGC note.

    SRT and plain text have no place for metadata: their number stands in the ledger and the papers
    beside them. Raises LabelError for captions that are not well formed.
    """
    if kind == "txt":
        return f"{text.rstrip()}\n\n{wording}\n".lstrip("\n")
    spoken = cues(text, kind)
    mark = Cue(0, MARK_MS, (wording,))
    if kind == "srt":
        blocks = [f"{n}\n{_span(cue, ',')}\n{cue.text}\n" for n, cue in enumerate((mark, *spoken), 1)]
        return "\n".join(blocks)
    notes = [f'NOTE {{"AIGC":{aigc}}}\n'] if aigc else []
    return "\n".join(["WEBVTT\n", *notes, *(f"{_span(cue, '.')}\n{cue.text}\n" for cue in (mark, *spoken))])


def body_of(text: str, kind: TextKind, wording: str) -> tuple[Cue, ...] | str:
    """What a marked text says apart from its mark: the cues, or the post."""
    if kind == "txt":
        return text.rstrip().removesuffix(wording).strip()
    return tuple(cue for cue in cues(text, kind) if cue != Cue(0, MARK_MS, (wording,)))


def ends_of(text: str, kind: TextKind) -> tuple[str, str]:
    """What stands at the head and at the tail: the first and last cue, or the first and last line."""
    if kind != "txt":
        spoken = cues(text, kind)
        first = [cue.text for cue in spoken if cue.start == 0]
        return "\n".join(first), spoken[-1].text if spoken else ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[0], lines[-1]) if lines else ("", "")


def cues(text: str, kind: TextKind) -> tuple[Cue, ...]:
    """The captions in a SubRip or WebVTT text. Raises LabelError naming the line that is neither."""
    lines = text.lstrip("\ufeff").splitlines()
    if kind == "vtt" and not (lines and lines[0].startswith("WEBVTT")):
        raise LabelError("the captions do not begin with WEBVTT", hint="write them as WebVTT")
    found: list[Cue] = []
    for block in _blocks(lines[1:] if kind == "vtt" else lines):
        if kind == "vtt" and block[0].startswith(("NOTE", "STYLE", "REGION")):
            continue
        at = next((n for n, line in enumerate(block[:2]) if " --> " in line), None)
        span = _SPAN.match(block[at]) if at is not None else None
        if at is None or span is None:
            raise LabelError(f"the captions have a block without times: '{block[0][:40]}'", hint="write valid captions")
        start, end = _ms(span.groups()[:4]), _ms(span.groups()[4:])
        if end <= start:
            raise LabelError(f"the caption '{block[-1][:40]}' ends before it begins", hint="write valid captions")
        found.append(Cue(start, end, tuple(block[at + 1 :])))
    return tuple(found)


def _blocks(lines: list[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line.rstrip())
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _ms(parts: tuple[str, ...]) -> int:
    hours, minutes, seconds, ms = map(int, parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms


def _span(cue: Cue, point: str) -> str:
    return f"{_stamp(cue.start, point)} --> {_stamp(cue.end, point)}"


def _stamp(ms: int, point: str) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{point}{ms % 1000:03}"
