"""Assets: media files known by the hash of their bytes."""

from fractions import Fraction
from pathlib import Path
from typing import Literal, Protocol

from pydantic import NonNegativeInt

from domain.base import Area, Colour, Frozen, Point, Sha256, Unit

AssetKind = Literal["image", "video", "audio"]


class Asset(Frozen):
    """A stored media file and what was probed of it.

    ``name`` is the user's file name, for messages. ``width`` and ``height`` are as displayed
    (rotation applied). ``rotation`` is clockwise degrees still to be applied when decoding; what is ``mirrored``
    is then turned over, left for right.
    ``focus`` is the middle of what the picture shows and ``subject`` its extent, None when it could
    not be told; ``white_background`` says that a photo stands on plain white, or on nothing:
    its ground is transparent. Of a picture with a transparent ground, ``foot`` is from where to where it stands,
    in shares of its width, and ``rim`` its colours along the outline, the darkest first.
    ``ground`` is the colour of a photo's even ground, None where it stands on no such one.
    ``starts_ms`` is when a clip shows its subject first.
    """

    sha256: Sha256
    kind: AssetKind
    name: str
    mime: str
    width: NonNegativeInt = 0
    height: NonNegativeInt = 0
    duration_ms: NonNegativeInt = 0
    fps: Fraction | None = None
    rotation: Literal[0, 90, 180, 270] = 0
    mirrored: bool = False
    has_audio: bool = False
    focus: Point = Point()
    subject: Area | None = None
    starts_ms: NonNegativeInt = 0
    white_background: bool = False
    foot: tuple[Unit, Unit] | None = None
    rim: tuple[Colour, ...] = ()
    ground: Colour | None = None


class AssetStore(Protocol):
    """Where assets live, by the hash of their bytes."""

    def put_file(self, path: Path) -> Asset:
        """Probe a user's file, copy it in, and describe it. Raises AssetError naming file, reason, remedy."""

    def put_bytes(self, data: bytes, name: str) -> Asset:
        """Store bytes we made ourselves (a WAV, a PNG) under a readable name."""

    def get(self, sha256: str) -> Asset:
        """What is known of a stored asset. Raises AssetError when it is not here."""

    def path(self, sha256: str) -> Path:
        """The stored file. Raises AssetError when it is not here."""
