"""The program's own fingerprint, so that a value made by other code is never taken for this one's."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

_PACKAGES = ("agent", "domain", "labeling", "media", "pipeline", "presenter", "renderer", "templates")
_KINDS = frozenset({".py", ".yaml", ".md"})


def code_fingerprint(root: Path | None = None) -> str:
    """A hash of every source and data file that has a part in making a video."""
    top = root or Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for path in _sources(top):
        digest.update(str(path.relative_to(top)).encode() + b"\x00" + path.read_bytes())
    return digest.hexdigest()[:16]


def _sources(top: Path) -> Iterable[Path]:
    for package in _PACKAGES:
        yield from sorted(path for path in (top / package).rglob("*") if path.suffix in _KINDS and path.is_file())
