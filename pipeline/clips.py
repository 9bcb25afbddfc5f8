"""Clips: where the product is in each, looked for once and kept, and only for templates that show clips."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import NonNegativeInt, ValidationError

from domain.asset import Asset, AssetStore
from domain.base import Area, Frozen, Point
from media.clip_look import VERSION, look


class _Known(Frozen):
    """What was seen in a clip."""

    version: int
    subject: Area | None
    starts_ms: NonNegativeInt


def look_at_clips(clips: Sequence[Asset], store: AssetStore, memory: Path | None) -> tuple[Asset, ...]:
    """The clips with their product's extent and when it is seen first, which takes up to a second for each.

    ``memory`` is a folder where it is remembered what was seen.
    """
    return tuple(_looked_at(clip, store, memory) for clip in clips)


def _looked_at(clip: Asset, store: AssetStore, memory: Path | None) -> Asset:
    note = memory / f"{clip.sha256}.json" if memory else None
    known = _remembered(note) if note else None
    if known is None:
        seen = look(store.path(clip.sha256), clip)
        known = _Known(version=VERSION, subject=seen.subject, starts_ms=seen.starts_ms)
        if note:
            note.parent.mkdir(parents=True, exist_ok=True)
            fresh = note.with_suffix(".new")
            fresh.write_text(known.model_dump_json(), encoding="utf-8")
            fresh.replace(note)
    focus = known.subject.middle if known.subject else Point()
    return clip.model_copy(update={"subject": known.subject, "focus": focus, "starts_ms": known.starts_ms})


def _remembered(note: Path) -> _Known | None:
    try:
        known = _Known.model_validate_json(note.read_bytes())
    except (OSError, ValidationError):
        return None
    return known if known.version == VERSION else None
