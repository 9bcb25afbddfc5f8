"""What the checks look at: one finished file, each part read once and only when a check asks."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.errors import LabelError
from labeling import archive, gif, jpeg, plain_text, png, riff
from labeling.aigc import AigcCopy, read_copy
from labeling.archive import Archive, aigc_text, read_archive
from labeling.boxes import Mp4, read_mp4
from labeling.c2pa_read import Credentials, read_credentials
from labeling.formats import Carried, Format, FormatName, format_named, load
from labeling.frames import Luma
from labeling.hearing import Listening, listen
from labeling.plain_text import find_aigc, read_text
from labeling.sight import Sighting
from labeling.textmark import TextKind
from labeling.watch import Marks, Watch, watch_video

MAX_PIXELS = 50_000_000
MAX_ANIMATION = 400_000_000
"""Most pixels of a still picture, and of all pictures of an animation together."""


class MarkedEvidence(Protocol):
    """What a file that carries AIGC metadata has to show."""

    @property
    def path(self) -> Path:
        """The finished file."""

    @property
    def aigc(self) -> tuple[AigcCopy, ...]:
        """Every AIGC copy in the file."""

    @property
    def aigc_place(self) -> str:
        """Where the one copy belongs in this kind of file."""


class Evidence(MarkedEvidence, Protocol):
    """What a file that is signed as well has to show."""

    @property
    def xmp_source_types(self) -> tuple[str, ...]:
        """Every digital source type that XMP states."""

    @property
    def credentials(self) -> Credentials:
        """The content credentials."""


class FormatEvidence(Evidence, Protocol):
    """What a file of one of the formats has to show: how its parts are told apart."""

    @property
    def format(self) -> Format:
        """The row of its format."""


class SeenEvidence(Evidence, Protocol):
    """What a picture or a video has to show as well."""

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """The mark, wherever it was seen; the opening frame's first."""

    @property
    def short_side(self) -> int:
        """The short side of the picture in pixels."""


class _Carrier:
    """The metadata of a file, read as its format says; for the evidence of each kind of medium."""

    path: Path
    anchors: str

    @property
    def format(self) -> Format:
        raise NotImplementedError

    @cached_property
    def carried(self) -> Carried:
        return self.format.read(self.path)

    @property
    def aigc(self) -> tuple[AigcCopy, ...]:
        return self.carried.copies

    @property
    def aigc_place(self) -> str:
        return self.format.place

    @property
    def xmp_source_types(self) -> tuple[str, ...]:
        return self.carried.source_types

    @cached_property
    def credentials(self) -> Credentials:
        return read_credentials(self.path, self.format.mime, self.anchors)


@dataclass(frozen=True)
class VideoEvidence(_Carrier):
    """A finished MP4 or MOV, the marks to look for in it, and the certificates to trust (PEM)."""

    path: Path
    marks: Marks
    anchors: str = ""

    @property
    def format(self) -> Format:
        return format_named("mp4")

    @cached_property
    def mp4(self) -> Mp4:
        return read_mp4(self.path)

    @cached_property
    def watch(self) -> Watch:
        return watch_video(self.path, self.marks)

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        return self.watch.seen

    @property
    def short_side(self) -> int:
        return min(self.watch.streams.width, self.watch.streams.height)


@dataclass(frozen=True)
class ImageEvidence(_Carrier):
    """A finished picture or animation, the marks to look for in it, and the certificates to trust (PEM)."""

    path: Path
    marks: Marks
    anchors: str = ""
    kind: FormatName = "jpeg"

    @property
    def format(self) -> Format:
        return format_named(self.kind)

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height as the header states them."""
        data = load(self.path)
        if self.kind == "jpeg":
            return jpeg.size_of(jpeg.segments(data))
        return {"png": png.size_of, "webp": riff.size_of, "gif": gif.size_of}[self.kind](data)

    @cached_property
    def frames(self) -> tuple[Luma, ...]:
        """Every decoded picture: one, or all of an animation. Raises LabelError when one does not decode."""
        width, height = self.size
        if not 0 < width * height <= MAX_PIXELS:
            raise LabelError(f"{self.path.name} is {width}×{height} pixels", hint="give a smaller picture")
        data = np.frombuffer(load(self.path), np.uint8)
        several = _animation(data, MAX_ANIMATION // (width * height)) if self.kind in ("webp", "gif") else ()
        pictures = several or (cv2.imdecode(data, cv2.IMREAD_GRAYSCALE),)
        if any(picture is None for picture in pictures):
            raise LabelError(f"{self.path.name} does not decode", hint="make or download the file again")
        return tuple(Luma(np.asarray(picture, np.uint8), Fraction(0), 0, 255) for picture in pictures)

    @property
    def luma(self) -> Luma:
        """The first picture."""
        return self.frames[0]

    @cached_property
    def found(self) -> tuple[Sighting | None, ...]:
        """The mark in each picture, or None where it was not seen."""
        first = self.marks.find(self.luma)
        return (first, *(self.marks.find(luma, first) if first else None for luma in self.frames[1:]))

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        return tuple(seen for seen in self.found if seen)

    @property
    def short_side(self) -> int:
        return min(self.size)


def _animation(data: NDArray[np.uint8], most: int) -> tuple[NDArray[np.uint8], ...]:
    """Its pictures as grey, at most ``most`` and one more; empty when the decoder knows no animation of it."""
    try:
        done, animation = cv2.imdecodeanimation(data.reshape(1, -1), count=most + 1)
    except cv2.error:
        return ()
    if done and len(animation.frames) > most:
        raise LabelError(f"the animation has more than {most} pictures", hint="give a shorter one")
    colours = {3: cv2.COLOR_BGR2GRAY, 4: cv2.COLOR_BGRA2GRAY}
    pictures = animation.frames if done else ()
    return tuple(
        np.asarray(cv2.cvtColor(picture, colours[picture.shape[2]]) if picture.ndim == 3 else picture, np.uint8)
        for picture in pictures
    )


@dataclass(frozen=True)
class AudioEvidence(_Carrier):
    """A finished WAV, MP3 or M4A, and the certificates to trust (PEM)."""

    path: Path
    kind: FormatName
    anchors: str = ""

    @property
    def format(self) -> Format:
        return format_named(self.kind)

    @cached_property
    def listening(self) -> Listening:
        return listen(self.path)


@dataclass(frozen=True)
class TextEvidence:
    """Finished captions or post text. ``wording`` is the mark it was given; only WebVTT carries metadata."""

    path: Path
    kind: TextKind
    wording: str = ""

    @cached_property
    def text(self) -> str:
        return read_text(self.path).text

    @property
    def aigc(self) -> tuple[AigcCopy, ...]:
        return find_aigc(self.path)

    @property
    def aigc_place(self) -> str:
        return plain_text.PLACE


@dataclass(frozen=True)
class BundleEvidence:
    """A finished archive, and the certificates to trust (PEM)."""

    path: Path
    anchors: str = ""

    @cached_property
    def archive(self) -> Archive:
        return read_archive(self.path)

    @property
    def aigc(self) -> tuple[AigcCopy, ...]:
        text = aigc_text(self.archive)
        return (read_copy(archive.PLACE, text),) if text else ()

    @property
    def aigc_place(self) -> str:
        return archive.PLACE

    @property
    def xmp_source_types(self) -> tuple[str, ...]:
        """An archive has no XMP: what its manifest states instead."""
        return (self.archive.parsed.digital_source_type,)

    @cached_property
    def credentials(self) -> Credentials:
        return read_credentials(self.path, archive.MIME, self.anchors)
