"""What the checks look at: one finished file, each part read once and only when a check asks."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

import cv2
import numpy as np

from domain.errors import LabelError
from labeling import jpeg, mp4_read, png
from labeling.aigc import AigcCopy
from labeling.boxes import Mp4, read_mp4
from labeling.c2pa_read import Credentials, read_credentials
from labeling.frames import Luma
from labeling.sight import Sighting
from labeling.watch import Marks, Watch, watch_video
from labeling.xmp import Packet

MAX_PICTURE = 128 * 2**20
MAX_PIXELS = 50_000_000


class Evidence(Protocol):
    """What every kind of file has to show."""

    @property
    def aigc(self) -> tuple[AigcCopy, ...]:
        """Every AIGC copy in the file."""

    @property
    def aigc_place(self) -> str:
        """Where the one copy belongs in this kind of file."""

    @property
    def xmp_source_types(self) -> tuple[str, ...]:
        """Every digital source type that XMP states."""

    @property
    def credentials(self) -> Credentials:
        """The content credentials."""

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """The mark, wherever it was seen; the opening frame's first."""

    @property
    def short_side(self) -> int:
        """The short side of the picture in pixels."""


@dataclass(frozen=True)
class VideoEvidence:
    """A finished MP4 or MOV, the marks to look for in it, and the certificates to trust (PEM)."""

    path: Path
    marks: Marks
    anchors: str = ""

    @cached_property
    def mp4(self) -> Mp4:
        return read_mp4(self.path)

    @cached_property
    def watch(self) -> Watch:
        return watch_video(self.path, self.marks)

    @cached_property
    def aigc(self) -> tuple[AigcCopy, ...]:
        return mp4_read.find_aigc(self.mp4)

    @property
    def aigc_place(self) -> str:
        return mp4_read.PLACE

    @cached_property
    def xmp_source_types(self) -> tuple[str, ...]:
        return mp4_read.source_types(self.mp4)

    @cached_property
    def credentials(self) -> Credentials:
        return read_credentials(self.path, "video/mp4", self.anchors)

    @cached_property
    def sightings(self) -> tuple[Sighting, ...]:
        return self.watch.seen

    @property
    def short_side(self) -> int:
        return min(self.watch.streams.width, self.watch.streams.height)


@dataclass(frozen=True)
class ImageEvidence:
    """A finished JPEG or PNG, the marks to look for in it, and the certificates to trust (PEM)."""

    path: Path
    marks: Marks
    anchors: str = ""
    kind: Literal["jpeg", "png"] = "jpeg"

    @cached_property
    def data(self) -> bytes:
        size = self.path.stat().st_size
        if size > MAX_PICTURE:
            raise LabelError(
                f"{self.path.name} has {size} bytes, more than {MAX_PICTURE}", hint="give a smaller picture"
            )
        return self.path.read_bytes()

    @cached_property
    def segments(self) -> tuple[jpeg.Segment, ...]:
        return jpeg.segments(self.data)

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height as the header states them."""
        return jpeg.size_of(self.segments) if self.kind == "jpeg" else png.size_of(self.data)

    @cached_property
    def packets(self) -> tuple[Packet, ...]:
        return jpeg.read_packets(self.segments) if self.kind == "jpeg" else png.read_packets(self.data)

    @cached_property
    def luma(self) -> Luma:
        """The decoded picture. Raises LabelError when it is too large or does not decode."""
        width, height = self.size
        if not 0 < width * height <= MAX_PIXELS:
            raise LabelError(f"{self.path.name} is {width}×{height} pixels", hint="give a smaller picture")
        decoded = cv2.imdecode(np.frombuffer(self.data, np.uint8), cv2.IMREAD_GRAYSCALE)
        if decoded is None:
            raise LabelError(f"{self.path.name} does not decode", hint="make or download the file again")
        return Luma(np.asarray(decoded, np.uint8), Fraction(0), 0, 255)

    @cached_property
    def aigc(self) -> tuple[AigcCopy, ...]:
        return jpeg.find_aigc(self.segments) if self.kind == "jpeg" else png.find_aigc(self.data)

    @property
    def aigc_place(self) -> str:
        return jpeg.PLACE if self.kind == "jpeg" else png.PLACE

    @cached_property
    def xmp_source_types(self) -> tuple[str, ...]:
        return tuple(value for packet in self.packets for value in packet.source_types)

    @cached_property
    def credentials(self) -> Credentials:
        return read_credentials(self.path, f"image/{self.kind}", self.anchors)

    @cached_property
    def sightings(self) -> tuple[Sighting, ...]:
        seen = self.marks.find(self.luma)
        return (seen,) if seen else ()

    @property
    def short_side(self) -> int:
        return min(self.size)
