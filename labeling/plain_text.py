"""Text files (SRT, WebVTT, posts): the marks in words at head and tail, and AIGC metadata written out."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from domain.errors import LabelError
from labeling.aigc import AigcCopy, parse_fields, read_copy
from labeling.wrapped import wrapped_texts

PLACE = 'text {"AIGC":{…}}'
MAX_TEXT = 4 * 2**20
_ENDS = 2**12
"""How much of a text's head and tail is searched for the mark in words, in characters."""
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BARE = re.compile(r'\{[^{}\\]{0,2048}"ContentProducer"[^{}]{0,4096}\}')
_FRONT_MATTER = re.compile(r"^(Label|ContentProducer|ProduceID)[ \t]*[:：][ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)
_SRT = re.compile(r"^\s*\d+\s*\r?\n\d{1,3}:\d\d:\d\d[,.]\d{1,3} --> ")


@dataclass(frozen=True)
class TextFile:
    """A text as it was decoded; ``kind`` is srt, vtt or txt."""

    text: str
    kind: Literal["srt", "vtt", "txt"]

    @property
    def head(self) -> str:
        return self.text[:_ENDS]

    @property
    def tail(self) -> str:
        return self.text[-_ENDS:]


def looks_like_text(head: bytes) -> bool:
    """Whether a file that begins so may be text: a byte order mark, or UTF-8 without control characters."""
    if any(head.startswith(bom) for bom, _ in _BOMS):
        return True
    if any(byte < 0x20 and byte not in b"\t\n\r\f" for byte in head):
        return False
    text = head.decode("utf-8", "ignore")  # the last character may be cut
    return bool(text) and len(head) - len(text.encode()) < 4


def is_data(path: Path) -> bool:
    """Whether a text is JSON that states no AIGC: a timeline or a report, written for programs and never labelled."""
    text = read_text(path).text
    if not text.lstrip().startswith(("{", "[")) or find_aigc(path):
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    except RecursionError:
        pass  # so deep a text is JSON, and nothing else
    return True


def read_text(path: Path) -> TextFile:
    """The text in UTF-8 or UTF-16. Raises LabelError when it is too long or neither."""
    size = path.stat().st_size
    if size > MAX_TEXT:
        raise LabelError(f"{path.name} has {size} bytes of text, more than {MAX_TEXT}", hint="give a shorter text")
    data = path.read_bytes()
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise LabelError(f"{path.name} is not text in UTF-8 or UTF-16", hint="save it as UTF-8") from error
    return TextFile(text, "vtt" if text.startswith("WEBVTT") else "srt" if _SRT.match(text) else "txt")


def find_aigc(path: Path) -> tuple[AigcCopy, ...]:
    """Each AIGC copy of a text file: the wrapped object, the bare one, or front matter of its names."""
    text = read_text(path).text
    found = [read_copy(PLACE, piece) for piece in wrapped_texts(text.encode())]
    if not found:
        found = [read_copy("text, bare object", piece) for piece in _BARE.findall(text)[:16] if parse_fields(piece)]
    stated = dict(_FRONT_MATTER.findall(text[:_ENDS]))
    if not found and "Label" in stated and ("ContentProducer" in stated or stated["Label"].upper() == "AIGC"):
        found.append(AigcCopy("front matter", "\n".join(f"{k}: {v}" for k, v in stated.items()), dict(stated)))
    return tuple(found)
