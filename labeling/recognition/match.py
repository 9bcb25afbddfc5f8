"""Recognising: which of many fingerprints a file's own agrees with, and how surely.

The bounds below are chosen so that on the generated clips of ``benchmarks/recognition.py`` no clip is
taken for another one's; docs/labels.md has the figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from domain.errors import LabelError
from labeling.recognition.fingerprint import CODED, PICTURE, SOUND, Fingerprint, Packed, unpack
from labeling.recognition.picture import distances
from labeling.recognition.sound import WORDS_PER_SECOND

Certainty = Literal["certain", "likely", "possible"]

SAME_PICTURE = 0.125
"""Share of bits that may differ between two frames that are compared at all."""
COPY_PICTURE = 0.005
"""Share of differing strong bits up to which pictures are copies: at crf 28 and 540p none differed, between
clips that show one product with other words at least 0.0099 did."""
SAME_SOUND, COPY_SOUND = 0.30, 0.18
"""The same for sounds: 0.10 at most after AAC at 64 kbit/s, 0.25 at least between other words over the
same music, 0.5 between sounds that have nothing in common."""
NEARLY_ALL, MOST = 0.9, 0.6
ENOUGH_MOMENTS = 3
ENOUGH_WORDS = 47
"""Three seconds: shorter sounds agree by chance too often."""
_SHIFTS = 4
_SHORTLIST = 24
_COARSE = 8
_COARSE_MOMENTS = 160
_TOLERANCE = 0.3
_BUCKETS = 1 << 20


@dataclass(frozen=True)
class Match:
    """How far one entry agrees. ``entry`` is its place in the index; ``coded`` how many coded groups are
    the very same bytes; ``frames`` of ``frames_due`` key frames were found, in order and in step;
    ``frame_error`` and ``sound_error`` are shares of differing bits; ``sound_seconds`` were compared.
    """

    entry: int
    coded: int
    frames: int
    frames_due: int
    frame_error: float
    sound_error: float
    sound_seconds: float

    @property
    def frame_share(self) -> float:
        return self.frames / self.frames_due if self.frames_due else 0.0

    @property
    def sounds_alike(self) -> bool:
        return self.sound_error <= SAME_SOUND and self.sound_seconds * WORDS_PER_SECOND >= ENOUGH_WORDS

    @property
    def score(self) -> float:
        """0 to 1, for putting matches in order; what makes one certain is in ``certainty``."""
        if self.coded:
            return 1.0
        sound = max(0.0, 1 - 2 * self.sound_error) if self.sounds_alike else 0.0
        if not self.frames_due:
            return sound
        picture = self.frame_share * (1 - 2 * self.frame_error)
        return 0.75 * picture + 0.25 * sound if self.sound_seconds else picture

    @property
    def certainty(self) -> Certainty | None:
        """None is no match. What shows the same product in the same layout to the same music is possible at most."""
        picture = self.frames >= ENOUGH_MOMENTS and self.frame_share >= NEARLY_ALL and self.frame_error <= COPY_PICTURE
        sound = self.sounds_alike and self.sound_error <= COPY_SOUND
        if self.coded or (picture and sound):
            return "certain"
        still = self.frames == self.frames_due == 1 and self.frame_error <= COPY_PICTURE
        mostly = self.frames >= ENOUGH_MOMENTS and self.frame_share >= MOST
        if still or picture or (sound and (mostly or not self.frames_due)):
            return "likely"
        return "possible" if mostly or self.sounds_alike else None


def _rank(match: Match) -> tuple[int, float, int, float]:
    # A still agrees wholly or not at all: its score says nothing beside a film's.
    sure = ("certain", "likely", "possible").index(match.certainty or "possible")
    return sure, -match.score, -match.coded, match.frame_error


class Index:
    """Many fingerprints laid out for searching; entries are known by their place in the sequence given."""

    def __init__(self, prints: Sequence[Packed]) -> None:
        self._prints = prints
        pictures, self._owners = _laid_out([packed.pictures for packed in prints], PICTURE)
        self._lowest = np.ascontiguousarray(pictures["bits"][:, 0])
        self._counts = np.maximum(np.bincount(self._owners, minlength=len(prints)), 1)
        self._sound, self._sound_owners = _laid_out([packed.sound for packed in prints], SOUND)
        self._coded, self._coded_owners = _laid_out([packed.coded for packed in prints], CODED)

    def find(self, query: Fingerprint, most: int = 5) -> tuple[Match, ...]:
        """The entries that agree with a query, the surest first, then the best."""
        shortlist = dict.fromkeys((*self._by_code(query), *self._by_picture(query), *self._by_sound(query)))
        matches = [self._compare(entry, query) for entry in shortlist]
        found = [match for match in matches if match.certainty]
        return tuple(sorted(found, key=_rank)[:most])

    def _by_code(self, query: Fingerprint) -> list[int]:
        same = np.isin(self._coded, query.coded)
        return _best(np.bincount(self._coded_owners[same], minlength=len(self._prints)).astype(np.float64))

    def _by_picture(self, query: Fingerprint) -> list[int]:
        """The entries most of whose frames have a near likeness in the lowest 64 bits."""
        if not (query.moments.size and self._lowest.size):
            return []
        step = max(1, -(-query.moments.size // _COARSE_MOMENTS))
        near = np.zeros(self._lowest.size, bool)
        for bits, strong in zip(query.pictures[::step, 0], query.strong[::step, 0], strict=True):
            near |= np.bitwise_count((self._lowest ^ bits) & strong) <= _COARSE
        seen = np.bincount(self._owners[near], minlength=len(self._prints))
        return _best(seen / np.sqrt(self._counts))

    def _by_sound(self, query: Fingerprint) -> list[int]:
        """The entries that share most exact words; one in some words survives any usual coding."""
        words = np.unique(query.sound[query.sound != 0])
        if not (words.size and self._sound.size):
            return []
        marked = np.zeros(_BUCKETS, bool)
        marked[words & (_BUCKETS - 1)] = True
        places = np.flatnonzero(marked[self._sound & (_BUCKETS - 1)])
        places = places[np.isin(self._sound[places], words)]
        return _best(np.bincount(self._sound_owners[places], minlength=len(self._prints)).astype(np.float64))

    def _compare(self, entry: int, query: Fingerprint) -> Match:
        own = unpack(self._prints[entry])
        frames, due, frame_error, shift = compare_pictures(own, query)
        sound_error, words = compare_sounds(own.sound, query.sound, shift)
        coded = int(np.isin(own.coded, query.coded).sum())
        return Match(entry, coded, frames, due, frame_error, sound_error, words / WORDS_PER_SECOND)


def compare_pictures(own: Fingerprint, query: Fingerprint) -> tuple[int, int, float, float]:
    """How many of our frames the query shows in step, how many it should, their share of differing bits, and
    the seconds by which it lags behind.

    A still agrees with any one frame; a part of the film with the frames that fall into it.
    """
    if not (own.moments.size and query.moments.size):
        return 0, 0, 1.0, 0.0
    apart = distances(own.pictures, query.pictures, query.strong)
    shift = _shift(own, query, apart)
    if shift is None:
        return 0, own.moments.size if query.moments.size > 1 else 1, 1.0, 0.0
    at = own.moments + shift
    in_step = np.abs(at[:, None] - query.moments[None, :]) <= _TOLERANCE
    due = in_step.any(axis=1)
    best = np.where(in_step, apart, 1.0).min(axis=1)
    same = due & (best <= SAME_PICTURE)
    error = float(best[same].mean()) if same.any() else 1.0
    return int(same.sum()), int(due.sum()), error, shift


def _shift(own: Fingerprint, query: Fingerprint, apart: NDArray[np.float64]) -> float | None:
    """The seconds by which the query lags behind, that most of our frames agree on."""
    ours, theirs = np.nonzero(apart <= SAME_PICTURE)
    if not ours.size:
        return None
    shifts = query.moments[theirs] - own.moments[ours]
    slots = np.round(shifts / _TOLERANCE)
    values, votes = np.unique(np.unique(np.stack([slots, ours]), axis=1)[0], return_counts=True)
    agreed = values[votes == votes.max()]
    best = agreed[np.abs(agreed).argmin()]
    return float(np.median(shifts[slots == best]))


def compare_sounds(own: NDArray[np.uint32], query: NDArray[np.uint32], hint: float = 0.0) -> tuple[float, int]:
    """The least share of differing bits over the likely ways to lay one over the other, and the words compared.

    Likely is where most words are the very same, and where the query lags ``hint`` seconds behind.
    Silent words do not count; (1.0, 0) when too little is heard.
    """
    best, words = 1.0, 0
    for shift in _sound_shifts(own, query, round(hint * WORDS_PER_SECOND)):
        ours = own[max(0, -shift) : max(0, query.size - shift)]
        theirs = query[max(0, shift) :][: ours.size]
        ours = ours[: theirs.size]
        heard = (ours != 0) & (theirs != 0)
        count = int(heard.sum())
        if count >= ENOUGH_WORDS:
            error = float(np.bitwise_count(ours[heard] ^ theirs[heard]).sum()) / (32 * count)
            best, words = min((best, words), (error, count))
    return best, words


def _sound_shifts(own: NDArray[np.uint32], query: NDArray[np.uint32], hint: int) -> set[int]:
    order = np.argsort(query, kind="stable")
    ranked = query[order]
    first = np.searchsorted(ranked, own)
    places = np.minimum(first, max(0, query.size - 1))
    same = np.flatnonzero((own != 0) & (ranked[places] == own)) if query.size else np.zeros(0, np.intp)
    shifts = order[places[same]] - same
    values, counts = np.unique(shifts, return_counts=True)
    likely = (hint, *(int(value) for value in values[np.argsort(-counts, kind="stable")[:_SHIFTS]]))
    return {shift + step for shift in likely for step in (-1, 0, 1)}


def _best(votes: NDArray[np.float64]) -> list[int]:
    order = np.argsort(-votes, kind="stable")[:_SHORTLIST]
    return [int(entry) for entry in order if votes[entry] > 0]


def _laid_out(parts: Sequence[bytes], kind: np.dtype[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """All the parts' values in a row, and the part each belongs to. Raises LabelError when one is cut."""
    counts = np.array([len(part) for part in parts], np.intp)
    if (counts % kind.itemsize).any():
        raise LabelError("a fingerprint in the ledger is damaged", hint="restore it from a backup")
    return np.frombuffer(b"".join(parts), kind), np.repeat(np.arange(len(parts)), counts // kind.itemsize)
