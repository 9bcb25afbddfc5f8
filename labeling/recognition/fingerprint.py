"""A fingerprint: what stays of a video when its metadata, its encoding and its size are gone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.errors import LabelError

PICTURE_WORDS = 4


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """``seconds`` of a film; ``moments`` (n,) float32 seconds and ``pictures`` (n, 4) uint64, 256 bits each,
    of the frames taken; ``sound`` (m,) uint32, one word every 64 ms, 0 where it is silent; ``coded`` (g,)
    uint64, digests of its closed groups of coded pictures, which a copy without re-encoding keeps.
    ``strong`` (n, 4) has the bits that are sure; it is not packed: only the query's count."""

    seconds: float
    moments: NDArray[np.float32]
    pictures: NDArray[np.uint64]
    sound: NDArray[np.uint32]
    coded: NDArray[np.uint64]
    strong: NDArray[np.uint64]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to recognise it by."""
        return not (self.moments.size or self.sound.any() or self.coded.size)


def no_fingerprint() -> Fingerprint:
    """The fingerprint of what has neither picture nor sound."""
    return unpack(Packed(0.0, b"", b"", b""))


def _all_of(count: int) -> NDArray[np.uint64]:
    return np.full((count, PICTURE_WORDS), 2**64 - 1, np.uint64)


@dataclass(frozen=True)
class Packed:
    """A fingerprint as a database keeps it; numbers little-endian."""

    seconds: float
    pictures: bytes
    sound: bytes
    coded: bytes


PICTURE = np.dtype([("moment", "<f4"), ("bits", "<u8", (PICTURE_WORDS,))])
SOUND, CODED = np.dtype("<u4"), np.dtype("<u8")
"""How one picture, one word of sound and one coded group stand in the bytes."""


def pack(found: Fingerprint) -> Packed:
    """The fingerprint as bytes."""
    table = np.empty(found.moments.size, PICTURE)
    table["moment"], table["bits"] = found.moments, found.pictures
    sound, coded = found.sound.astype(SOUND).tobytes(), found.coded.astype(CODED).tobytes()
    return Packed(found.seconds, table.tobytes(), sound, coded)


def unpack(packed: Packed) -> Fingerprint:
    """The fingerprint again. Raises LabelError when the bytes are not one."""
    try:
        table = np.frombuffer(packed.pictures, PICTURE)
        sound = np.frombuffer(packed.sound, SOUND).astype(np.uint32)
        coded = np.frombuffer(packed.coded, CODED).astype(np.uint64)
    except ValueError as error:
        raise LabelError(f"a fingerprint in the ledger is damaged: {error}", hint="restore it from a backup") from error
    moments, pictures = table["moment"].astype(np.float32), table["bits"].astype(np.uint64)
    return Fingerprint(packed.seconds, moments, pictures, sound, coded, _all_of(len(moments)))
