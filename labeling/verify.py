"""Verifying a file from anywhere: what kind it is, and every check of its policy."""

import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from domain.errors import LabelError
from domain.fonts import TextMeasurer
from domain.label import LabelReport
from labeling import bundle, gif, matroska, png
from labeling.aigc import AigcCopy
from labeling.boxes import child, children, read_mp4
from labeling.c2pa_read import Credentials
from labeling.checks.metadata import metadata_checks
from labeling.checks.provenance import provenance_checks
from labeling.demuxers import is_mpeg_sound
from labeling.evidence import AudioEvidence, BundleEvidence, Evidence, ImageEvidence, TextEvidence, VideoEvidence
from labeling.formats import FormatName
from labeling.gate import report
from labeling.parcel import Parcel, is_parcel
from labeling.pattern import MarkPainter
from labeling.plain_text import is_data, looks_like_text, read_text
from labeling.policies import audio_policy, bundle_policy, image_policy, text_policy, video_policy
from labeling.policy import Policy
from labeling.watch import Marks, known_marks

Kind = Literal["jpeg", "png", "gif", "webp", "wav", "mp3", "boxes", "matroska", "zip", "text"]

SUFFIXES = frozenset(
    {
        ".mp4", ".m4v", ".mov", ".m4a", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".wav", ".mp3", ".mkv", ".webm",
        ".srt", ".vtt", ".txt", ".zip",
    }
)  # fmt: skip
"""How the names of files end that can be verified; what a file is, its first bytes say."""

_MEDIA_SUFFIXES = SUFFIXES - {".srt", ".vtt", ".txt"}
"""A text under such a name is an error page or a playlist, nothing that was meant to be checked as text."""
_MOVIES = frozenset({b"ftyp", b"moov", b"wide", b"free", b"skip", b"mdat", b"pnot"})
_PICTURE_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx "})
_HEAD = 4096


@dataclass(frozen=True)
class MatroskaEvidence:
    """A Matroska or WebM file: its tags. It has neither XMP nor credentials."""

    path: Path

    @property
    def xmp_source_types(self) -> tuple[str, ...]:
        return ()

    @property
    def credentials(self) -> Credentials:
        return Credentials()

    @cached_property
    def aigc(self) -> tuple[AigcCopy, ...]:
        return matroska.find_aigc(self.path)

    @property
    def aigc_place(self) -> str:
        return matroska.PLACE


def verify_file(path: Path, measure: TextMeasurer, paint: MarkPainter, anchors: str = "") -> LabelReport:
    """The label report of one file, with marks drawn by ``measure`` and ``paint``; see ``verify_with``."""
    return verify_with(path, known_marks(measure, paint), anchors)


def verify_with(path: Path, marks: Marks, anchors: str = "") -> LabelReport:
    """The label report of a film, picture, sound, text or ZIP, ours or not.

    ``marks`` are those to look for, ``anchors`` PEM certificates to trust. What the file lacks shows as
    failed checks. Raises LabelError when it cannot be read at all: no such file, another kind of file (JSON among
    them), or too damaged to walk through.
    """
    kind = kind_of(path)
    match kind:
        case "boxes":
            return _boxes(path, marks, anchors)
        case "jpeg" | "png" | "webp" | "gif":
            image = ImageEvidence(path, marks, anchors, kind)
            _ = image.luma
            return report(path.name, path, "image", image_policy(), image)
        case "wav" | "mp3":
            return _sound(path, kind, anchors)
        case "matroska":
            tagged = MatroskaEvidence(path)
            _ = tagged.aigc
            return report(path.name, path, "video", _matroska_policy(), tagged)
        case "zip":
            if is_parcel(path):
                return Parcel(path, lambda file: verify_with(file, marks, anchors)).report()
            return report(path.name, path, "bundle", bundle_policy(), BundleEvidence(path, anchors))
        case "text":
            if is_data(path):
                raise LabelError(
                    f"{path.name} is JSON, a file for programs: it carries no labels",
                    hint="name the film, picture, sound or text that it tells of",
                )
            found = read_text(path).kind
            return report(path.name, path, "text", text_policy(found), TextEvidence(path, found))


def kind_of(path: Path) -> Kind:
    """What kind of file its first bytes say it is. Raises LabelError for every other kind."""
    head = _head(path)
    marks: tuple[tuple[Kind, bool], ...] = (
        ("boxes", head[4:8] in _MOVIES and head[8:12] not in _PICTURE_BRANDS),
        ("jpeg", head.startswith(b"\xff\xd8")),
        ("png", head.startswith(png.SIGNATURE)),
        ("gif", head.startswith(gif.SIGNATURES)),
        ("webp", head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
        ("wav", head[:4] == b"RIFF" and head[8:12] == b"WAVE"),
        ("mp3", head.startswith(b"ID3") or is_mpeg_sound(head)),
        ("matroska", head.startswith(matroska.SIGNATURE)),
        ("zip", head.startswith(bundle.SIGNATURES)),
        ("text", looks_like_text(head) and path.suffix.lower() not in _MEDIA_SUFFIXES),
    )
    for kind, fits in marks:
        if fits:
            return kind
    known = next((reason for fits, reason in _unreadable(head) if fits), "of a kind that cannot be verified")
    raise LabelError(
        f"{path.name} is {known}",
        hint="give a MP4, MOV, M4A, MKV, JPEG, PNG, WebP, GIF, MP3, WAV, SRT, VTT, text or ZIP file",
    )


def _unreadable(head: bytes) -> tuple[tuple[bool, str], ...]:
    """Kinds that are known and have nothing that could be read back, with the reason."""
    return (
        (head[:4] == b"RIFF" and head[8:11] == b"AVI", "an AVI: readers agree on no place for AIGC in its LIST INFO"),
        (head.startswith(b"FLV"), "an FLV: its onMetaData is not read here, and it has no place for credentials"),
        (head[:1] == b"G" and head[188:189] == b"G", "a transport stream: it has no place for AIGC, XMP or C2PA"),
        (head.startswith(b"OggS"), "an Ogg: no practice guide names a place for AIGC in it"),
        (head.startswith(b"BM"), "a bitmap: it has no place for AIGC, XMP or C2PA"),
        (head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS, "a HEIF or AVIF picture, which is not read here"),
        (head.startswith((b"\0\0\0\1", b"\0\0\1")), "a bare stream: it has no place for metadata"),
    )


def _boxes(path: Path, marks: Marks, anchors: str) -> LabelReport:
    """The report of an MP4, MOV or M4A: the last has sound and no picture."""
    mp4 = read_mp4(path)
    parts = (atom for atom in children(mp4.moov, mp4.movie) if atom.kind == b"trak")
    handlers = [child(mp4.moov, atom, b"mdia", b"hdlr") for atom in parts]
    kinds = {mp4.moov[handler.body + 8 : handler.body + 12] for handler in handlers if handler}
    if b"soun" in kinds and b"vide" not in kinds:
        return _sound(path, "m4a", anchors)
    return report(path.name, path, "video", video_policy(), VideoEvidence(path, marks, anchors))


def _sound(path: Path, kind: FormatName, anchors: str) -> LabelReport:
    sound = AudioEvidence(path, kind, anchors)
    _ = sound.aigc
    return report(path.name, path, "audio", audio_policy(), sound)


def _matroska_policy() -> Policy[Evidence]:
    return Policy((*metadata_checks("TC260-PG-20257A (video)"), *provenance_checks()))


def _head(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for somebody to write into it
            raise LabelError(
                f"{path.name} cannot be read: it is not a regular file", hint="name a file that is stored on disk"
            )
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise LabelError(
            f"{path} cannot be read: {error.strerror}", hint="check the path and its permissions"
        ) from error
    if not head:
        raise LabelError(f"{path.name} is empty", hint="make or download the file again")
    return head
