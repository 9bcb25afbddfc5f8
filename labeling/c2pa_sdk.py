"""The C2PA SDK behind two functions: one context that never touches the network, and one error."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import c2pa

from domain.errors import LabelError

_SPILL_MB = 16


@contextmanager
def offline_context(anchors: str = "") -> Iterator[Any]:
    """A ``c2pa.Context`` that fetches nothing and keeps large files on disk instead of in memory.

    ``anchors`` are PEM certificates to trust. Any C2PA error inside the block becomes a LabelError.
    """
    settings: dict[str, object] = {
        "core": {"backing_store_memory_threshold_in_mb": _SPILL_MB},
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_after_sign": False},
        "builder": {"thumbnail": {"enabled": False}},
    }
    if anchors:
        settings["trust"] = {"trust_anchors": anchors}
    try:
        with c2pa.Context(settings=c2pa.Settings.from_dict(settings)) as context:
            yield context
    except c2pa.C2paError as error:
        raise LabelError(f"content credentials: {error}", hint="see 'vitrine verify' on the file") from error
