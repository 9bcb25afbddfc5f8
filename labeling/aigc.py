"""The AIGC metadata of GB 45438-2025 §6 and Annex E: seven string keys, written exactly once per file."""

import json
import re
from dataclasses import dataclass

from domain.errors import LabelError

KEYS = (
    "Label",
    "ContentProducer",
    "ProduceID",
    "ReservedCode1",
    "ContentPropagator",
    "PropagateID",
    "ReservedCode2",
)
LABELS = {"1": "is AI-generated", "2": "may be AI-generated", "3": "suspected AI-generated"}
MAX_LENGTH = 64 * 2**10
_ALLOWED = re.compile(r"[\x21-\x5B\x5D-\x7E]*")  # Annex E j; a quote stands as \" in the JSON text


@dataclass(frozen=True)
class AigcCopy:
    """One AIGC value found in a file: where, the text as it stands, and what it holds.

    ``fields`` is the inner object, empty when the text is not one. ``wrapped`` tells the form
    ``{"AIGC": {…}}`` from the bare object.
    """

    place: str
    text: str
    fields: dict[str, object]
    wrapped: bool = False


def write_aigc(producer: str, produce_id: str, integrity: str = "") -> str:
    """The metadata of a file we make: Label 1, and the propagator is the producer on first writing.

    ``integrity`` is the producer's own data for ReservedCode1 (``labeling.integrity``). Raises
    LabelError when a value has characters outside Annex E j.
    """
    values = ("1", producer, produce_id, integrity, producer, produce_id, "")
    fields = dict(zip(KEYS, values, strict=True))
    for key in ("ContentProducer", "ProduceID"):
        if not fields[key] or '"' in fields[key] or not charset_holds(fields[key]):
            raise LabelError(
                f"AIGC {key} '{fields[key]}' has characters the standard does not allow",
                hint="use printable ASCII without space, quote or backslash",
            )
    return json.dumps(fields, separators=(",", ":"))


def charset_holds(value: str) -> bool:
    """Whether a value keeps to the characters of Annex E j: no space, no Chinese, no bare backslash."""
    return _ALLOWED.fullmatch(value) is not None


def read_copy(place: str, text: str) -> AigcCopy:
    """What stands at a place that carries the AIGC key, well formed or not."""
    fields = parse_fields(text)
    inner = fields.get("AIGC")
    if isinstance(inner, str):
        inner = parse_fields(inner) or inner
    if isinstance(inner, dict):
        return AigcCopy(place, text, inner, wrapped=True)
    return AigcCopy(place, text, fields)


def parse_fields(text: str) -> dict[str, object]:
    """The JSON object in ``text``, or an empty one when it is none, repeats a key, or is too long."""
    if len(text) > MAX_LENGTH:
        return {}
    try:
        value = json.loads(text.strip("\0 \t\r\n"), object_pairs_hook=_no_repeats)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def looks_like_aigc(text: str) -> bool:
    """Whether a text without the key's name still holds the metadata (keyless tags, comments)."""
    fields = parse_fields(text)
    return "AIGC" in fields or {"Label", "ContentProducer"} <= fields.keys()


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key stands twice")
    return fields
