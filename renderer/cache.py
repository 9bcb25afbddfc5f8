"""The segment cache: encoded segments under the key of what they show.

A file's name is ``<key>.<size>.<sha256 of its bytes>.mp4``: a file that was cut short or changed
does not match its name, is thrown away, and its segment is rendered again.
"""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from renderer.claims import Claims
from renderer.eviction import evict, hold
from renderer.storage import make_folder, put_in_place, scratch_folder, unfinished, writing_to


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class SegmentCache:
    """Segments in a folder, spread over sub-folders by the first letters of their keys.

    What was found or kept is held until ``close``: no eviction, of this process or another, takes it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[Path, BinaryIO] = {}
        self._claims = Claims()

    def claim(self, key: str) -> bool:
        """Whether the segment is ours to make, until it is kept or the cache is closed; another render may be at it."""
        return self._claims.take(self._place(key) / key)

    def find(self, key: str) -> Path | None:
        """The whole, unchanged file of a key, or None; broken files of that key are removed."""
        for path in sorted(self._place(key).glob(f"{key}.*.mp4")):
            held = self._held.get(path) or hold(path)
            if held is None:
                continue
            self._held[path] = held
            if _matches_its_name(path):
                path.touch()
                return path
            self._held.pop(path).close()
            path.unlink(missing_ok=True)
        return None

    def unfinished(self, key: str) -> AbstractContextManager[Path]:
        """An empty file beside the key's place, to be written and handed to ``keep``; removed if it was not."""
        return unfinished(self._place(key), ".mp4")

    def keep(self, key: str, written: Path) -> Path:
        """Put a finished file under its key."""
        with writing_to(self._folder):
            final = self._place(key) / f"{key}.{written.stat().st_size}.{sha256_of(written)}.mp4"
            held = hold(written)  # before anybody can see it
            put_in_place(written, final)
        if held is not None:
            self._held[final] = held
        self.leave(key)
        return final

    def leave(self, key: str) -> None:
        """Give up the claim on a segment."""
        self._claims.release(self._place(key) / key)

    def close(self) -> None:
        """Let go of every segment and every claim."""
        self._claims.close()
        while self._held:
            self._held.popitem()[1].close()

    def _place(self, key: str) -> Path:
        return self._folder / key[:2]


@contextmanager
def open_cache(folder: Path, lasting: bool, limit: int | None = None) -> Iterator[SegmentCache]:
    """The cache in a folder, or an empty one in it that is removed afterwards.

    Afterwards a lasting one is brought down to ``limit`` bytes, if one is given.
    """
    with ExitStack() as stack:
        place = make_folder(folder) if lasting else stack.enter_context(scratch_folder(folder))
        cache = SegmentCache(place)
        try:
            yield cache
        finally:
            cache.close()
            if lasting and limit is not None:
                evict(folder, limit)


def _matches_its_name(path: Path) -> bool:
    _, size, digest, _ = path.name.split(".")
    return str(path.stat().st_size) == size and sha256_of(path) == digest
