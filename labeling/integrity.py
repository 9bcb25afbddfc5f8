"""ReservedCode1: ties the AIGC metadata to the media bytes it was written for (GB 45438-2025 Annex E f).

The code is ``V1-SHA256-`` and the hash, in hex, of label, producer and number, each ended by a line
feed, and of the media bytes alone: what players decode, without any metadata around it. Copied onto
other content, or with a value changed, it no longer agrees. It is no signature: that is C2PA's part.
"""

import hashlib
from collections.abc import Iterable

PREFIX = "V1-SHA256-"


def integrity_code(producer: str, produce_id: str, media: Iterable[bytes], label: str = "1") -> str:
    """The code for a file's fields and the pieces of its media, in order."""
    digest = hashlib.sha256(f"{label}\n{producer}\n{produce_id}\n".encode())
    for piece in media:
        digest.update(piece)
    return PREFIX + digest.hexdigest()
