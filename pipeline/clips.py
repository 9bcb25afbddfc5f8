"""Clips: where the product is in each, looked for once and kept, and only for templates that show clips."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import NonNegativeInt

from domain.asset import Asset, AssetStore
from domain.base import Area, Point
from media.clip_look import VERSION, look
from pipeline.remembering import Found, recall, remember


class _Seen(Found):
    """What was seen in a clip."""

    subject: Area | None
    starts_ms: NonNegativeInt


def look_at_clips(clips: Sequence[Asset], store: AssetStore, memory: Path | None) -> tuple[Asset, ...]:
    """The clips with their product's extent and when it is seen first, which takes up to a second for each.

    ``memory`` is a folder where it is remembered what was seen.
    """
    return tuple(_looked_at(clip, store, memory) for clip in clips)


def _looked_at(clip: Asset, store: AssetStore, memory: Path | None) -> Asset:
    seen = recall(_Seen, clip, VERSION, memory)
    if seen is None:
        found = look(store.path(clip.sha256), clip)
        seen = _Seen(version=VERSION, subject=found.subject, starts_ms=found.starts_ms)
        remember(seen, clip, memory)
    focus = seen.subject.middle if seen.subject else Point()
    return clip.model_copy(update={"subject": seen.subject, "focus": focus, "starts_ms": seen.starts_ms})
