"""Labels: who answers for the content, what was checked on the finished bytes, what may leave."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator

from domain.base import Frozen, Sha256

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_PRINTABLE = re.compile(r"^[\x21\x23-\x5B\x5D-\x7E]{1,64}$")
_CODE = re.compile(r"^00[12]1[0-9A-Z]{18}[0-9A-Z]{5}$")
_LOOKS_LIKE_CODE = re.compile(r"^00[0-9A-Z]{15,}$")


def uscc_checksum_holds(code: str) -> bool:
    """Whether an 18-character unified social credit code ends in its GB 32100-2015 check character."""
    if len(code) != 18 or any(c not in _USCC_ALPHABET for c in code):
        return False
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(code, _USCC_WEIGHTS, strict=False))
    return _USCC_ALPHABET[(31 - total % 31) % 31] == code[17]


def check_producer(value: str) -> str:
    """The producer unchanged, or ValueError saying what is wrong with it (GB 45438-2025 Annex E d, j)."""
    if _LOOKS_LIKE_CODE.match(value):
        if not _CODE.match(value):
            raise ValueError(
                f"producer code '{value}' has {len(value)} characters or a wrong form; it needs 27: "
                "00, 1 or 2, 1, the 18-character code, 5 characters of extension (00000 if unused)"
            )
        if value[2] == "1" and not uscc_checksum_holds(value[4:22]):
            raise ValueError(f"producer code '{value}': characters 5–22 are not a valid unified social credit code")
        return value
    if not _PRINTABLE.match(value):
        raise ValueError(
            f"producer '{value}' must be 1–64 printable ASCII characters without space, quote or "
            "backslash, or a 27-character producer code"
        )
    return value


Producer = Annotated[str, AfterValidator(check_producer)]
"""Who answers for the generated content: a printable-ASCII name, or a 27-character code."""


class CheckResult(Frozen):
    """One clause checked on finished bytes: what was measured, against which bound."""

    clause: str
    check: str
    passed: bool
    measured: str
    bound: str


class IncomingMark(Frozen):
    """The marks an asset came with: its name and hash, the AIGC values as they stood, its credentials.

    ``credentials`` is their state with the issuer, empty without any; ``source_types`` what they claim.
    """

    asset: str
    sha256: Sha256
    aigc: tuple[str, ...] = ()
    credentials: str = ""
    source_types: tuple[str, ...] = ()


Medium = Literal["video", "image", "audio", "text", "bundle"]


class LabelReport(Frozen):
    """Every check of one file, one by one. Never a verdict on the law: only what was checked."""

    file: str
    sha256: Sha256
    media: Medium
    checks: tuple[CheckResult, ...]
    produce_id: str = ""
    lineage: tuple[IncomingMark, ...] = ()

    @property
    def passed(self) -> bool:
        """All checks hold; a report without checks does not pass."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        return tuple(check for check in self.checks if not check.passed)


@dataclass(frozen=True)
class LabelledVideo:
    """A sealed video whose finished bytes passed the gate. Only ``labeling.seal`` builds one."""

    path: Path
    report: LabelReport


@dataclass(frozen=True)
class LabelledImage:
    """A sealed picture whose finished bytes passed the gate. Only ``labeling.seal`` builds one."""

    path: Path
    report: LabelReport


@dataclass(frozen=True)
class LabelledAudio:
    """A sealed sound file whose finished bytes passed the gate. Only ``labeling.seal_audio`` builds one."""

    path: Path
    report: LabelReport


@dataclass(frozen=True)
class LabelledText:
    """Sealed captions or post text whose finished bytes passed the gate. Only ``labeling.seal_text`` builds one."""

    path: Path
    report: LabelReport


@dataclass(frozen=True)
class LabelledBundle:
    """A sealed archive of sealed files with its manifest. Only ``labeling.seal_bundle`` builds one."""

    path: Path
    report: LabelReport


@dataclass(frozen=True)
class GrantedCopy:
    """A sealed video without the visible mark, for one applicant (标识办法 art. 9). Only ``labeling.seal_granted``
    builds one; it is none of ``Labelled``, so nothing that exports, bundles or serves takes it."""

    path: Path
    report: LabelReport


Labelled = LabelledVideo | LabelledImage | LabelledAudio | LabelledText | LabelledBundle
"""Whatever may leave."""
