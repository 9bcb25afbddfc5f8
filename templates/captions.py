"""Captions: the spoken words in pages of one or two lines, each with the frames it stands for."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate

from domain.layers import CaptionPage, CaptionWord
from domain.voice import SpokenWord
from templates.apostrophes import curled
from templates.breaking import BreakRules, split, wide
from templates.hyphens import parted, partings

MOST_WIDE = 15
MOST_NARROW = 32
MOST_LIT = 4
"""Chinese characters that are lit at once where a voice times them one by one."""
_HOLD = 12
"""Frames a page stays after its last word when no other page follows at once."""
_PAGE = 1.0
_SECOND_LINE = 0.5
_PAGE_BREAK = 2.4
_ACROSS_SENTENCE = 4.0
_SHORT = 1.6
_TORN = 5.0


@dataclass(frozen=True)
class _Atom:
    """A word or part of one that stays on a line; ``cost`` of beginning a line with it."""

    text: str
    start_ms: float
    end_ms: float
    cost: float


@dataclass(frozen=True)
class PageRoom:
    """What a caption line may hold: it must ``fit`` (text to whether it does) and pages have ``lines``.

    A word that does not fit stays whole where it fits ``smaller``: its page is then set in smaller letters.
    """

    fits: Callable[[str], bool]
    lines: int = 2
    smaller: Callable[[str], bool] = lambda line: True


def within_limits(line: str) -> bool:
    """Whether a line has at most 15 wide or 32 narrow characters, mixed in proportion."""
    line = line.strip()
    broad = sum(wide(character) for character in line)
    return broad / MOST_WIDE + (len(line) - broad) / MOST_NARROW <= 1 + 1e-9


def page_words(
    words: Sequence[SpokenWord], rules: BreakRules, room: PageRoom, voice: int, end: int, fps: int
) -> tuple[CaptionPage, ...]:
    """Pages for the words of one scene, whose voice begins at scene frame ``voice``.

    Pages turn where a phrase ends; every line is within the limits and ``room.fits``, and none
    begins with closing punctuation. A word of up to 32 narrow letters is never cut unless it does not fit ``smaller``
    either; the marks beside it count for nothing where it stands alone. A longer one is parted, mostly with a hyphen.
    No page stands at or after scene frame ``end``.
    """
    atoms = _atoms([word.model_copy(update={"text": curled(word.text)}) for word in words], rules, room)
    if not atoms:
        return ()
    pages = _paginate(atoms, rules, room)
    starts = [voice + round(atoms[page[0][0]].start_ms * fps / 1000) for page in pages]
    out = []
    for i, page in enumerate(pages):
        last = voice + round(atoms[page[-1][1] - 1].end_ms * fps / 1000)
        until = min(starts[i + 1] if i + 1 < len(pages) else end, last + _HOLD)
        lines = tuple(_line(atoms[a:b], voice, fps) for a, b in page)
        out.append(CaptionPage(start=starts[i], end=max(until, starts[i] + 1), lines=lines))
    return tuple(out)


def _line(atoms: Sequence[_Atom], voice: int, fps: int) -> tuple[CaptionWord, ...]:
    words = []
    for i, atom in enumerate(atoms):
        text = atom.text.lstrip() if i == 0 else atom.text
        text = text.rstrip() if i == len(atoms) - 1 else text
        start, end = (voice + round(ms * fps / 1000) for ms in (atom.start_ms, atom.end_ms))
        words.append(CaptionWord(text=text, start=start, end=max(end, start + 1)))
    return tuple(words)


def _atoms(words: Sequence[SpokenWord], rules: BreakRules, room: PageRoom) -> tuple[_Atom, ...]:
    """The words, those that may not be parted joined, those too long for a line cut up."""
    costs, at = {}, 0
    text = "".join(word.text for word in words)
    for piece in split(text, rules):
        costs[at] = piece.cost
        at += len(piece.text)
    atoms: list[_Atom] = []
    at = 0
    for word in _joined(words, costs, rules.inside_words(text)):
        atoms += _cut(word, at, costs, room, rules)
        at += len(word.text)
    return tuple(atoms)


def _joined(words: Sequence[SpokenWord], costs: Mapping[int, float], inside: Set[int]) -> list[SpokenWord]:
    """The words, joined where no line may turn, and where they would part a Chinese word at a place of ``inside``."""
    out: list[SpokenWord] = []
    at = 0
    for word in words:
        text = (out[-1].text if out else "") + word.text
        if out and (at not in costs or (at in inside and _lit_at_once(text))):
            out[-1] = SpokenWord(text=text, start_ms=out[-1].start_ms, end_ms=max(out[-1].end_ms, word.end_ms))
        elif word.text:
            out.append(word)
        at += len(word.text)
    return out


def _lit_at_once(text: str) -> bool:
    return sum(wide(character) and character.isalnum() for character in text) <= MOST_LIT


def _ok(line: str, room: PageRoom) -> bool:
    return within_limits(line) and room.fits(line.strip())


def _stays_whole(text: str, room: PageRoom, rules: BreakRules) -> bool:
    """Whether a stretch without a break is a narrow word that may have a line of its own."""
    bare = text.strip().strip(rules.opening + rules.closing)
    return len(bare) <= MOST_NARROW and not any(map(wide, bare)) and room.smaller(text.strip())


def _cut(word: SpokenWord, at: int, costs: Mapping[int, float], room: PageRoom, rules: BreakRules) -> list[_Atom]:
    """A word as one atom, or as the longest stretches of it that fit a line, its time shared by length."""
    text, cuts = word.text, [0]
    shown: list[str] = []
    while cuts[-1] < len(text):
        begin = cuts[-1]
        turn = _turn(text, begin, at, costs, room)
        stretch = text[begin:turn]
        whole = _ok(stretch, room) or _stays_whole(stretch, room, rules)
        inner = () if whole else partings(stretch, lambda part: _ok(part, room))
        cuts += [*(begin + k for k in inner), turn]
        shown += parted(stretch, inner)
    span = word.end_ms - word.start_ms
    times = [word.start_ms + span * cut / len(text) for cut in cuts]
    return [_Atom(part, times[i], times[i + 1], costs.get(at + cuts[i], _TORN)) for i, part in enumerate(shown)]


def _turn(text: str, begin: int, at: int, costs: Mapping[int, float], room: PageRoom) -> int:
    """Where a stretch of a word ends: at its end, else at the best place before it is too long, or the first after."""
    if _ok(text[begin:], room):
        return len(text)
    full = next(i for i in range(begin + 1, len(text) + 1) if not _ok(text[begin:i], room))
    good = [k for k in range(begin + 1, full) if at + k in costs]
    if good:
        return min(good, key=lambda k: (costs[at + k] > 1, -k))
    return next((k for k in range(full, len(text)) if at + k in costs), len(text))


_Page = tuple[tuple[int, int], ...]


def _paginate(atoms: Sequence[_Atom], rules: BreakRules, room: PageRoom) -> tuple[_Page, ...]:
    """The cheapest pages for all atoms, found from the end backwards."""
    n = len(atoms)
    ends = _line_ends(atoms, room)
    best: list[tuple[float, tuple[_Page, ...]]] = [(0.0, ())] * (n + 1)
    price = _Prices.of(atoms, rules)
    for i in range(n - 1, -1, -1):
        pages: list[_Page] = [((i, j),) for j in ends[i]]
        if room.lines == 2:
            pages += [((i, j), (j, k)) for j in ends[i] if j < n for k in ends[j]]
        best[i] = min(
            ((price.of_page(page) + best[page[-1][1]][0], (page, *best[page[-1][1]][1])) for page in pages),
            key=lambda way: way[0],
        )
    return best[0][1]


def _line_ends(atoms: Sequence[_Atom], room: PageRoom) -> list[range]:
    """Where a line may end, for each atom it may begin with: wherever one that begins earlier may, or further on."""
    ends, last = [], 0
    for begin in range(len(atoms)):
        last = max(last, begin + 1)
        while last < len(atoms) and _ok("".join(atom.text for atom in atoms[begin : last + 1]), room):
            last += 1
        ends.append(range(begin + 1, last + 1))
    return ends


@dataclass(frozen=True)
class _Prices:
    """What pages of these atoms cost. ``lengths`` and ``sentences`` add up the characters and the ends of sentences
    of all atoms before each one, for there are thousands of pages to choose from."""

    atoms: Sequence[_Atom]
    lengths: Sequence[int]
    sentences: Sequence[int]

    @classmethod
    def of(cls, atoms: Sequence[_Atom], rules: BreakRules) -> "_Prices":
        marks = (atom.text.rstrip()[-1:] for atom in atoms)
        closing = (mark != "" and mark in rules.sentence_end for mark in marks)
        return cls(
            atoms,
            tuple(accumulate((len(atom.text) for atom in atoms), initial=0)),
            tuple(accumulate(closing, initial=0)),
        )

    def of_page(self, page: _Page) -> float:
        begin, end = page[0][0], page[-1][1]
        cost = _PAGE + (_PAGE_BREAK * self.atoms[begin].cost if begin else 0)
        cost += _ACROSS_SENTENCE * (self.sentences[end - 1] - self.sentences[begin])
        if len(page) == 2:
            first, second = (self.lengths[b] - self.lengths[a] for a, b in page)
            cost += _SECOND_LINE + self.atoms[page[1][0]].cost + abs(first - second) / (first + second)
        if end < len(self.atoms) or begin:
            shown = self.atoms[end - 1].end_ms - self.atoms[begin].start_ms
            cost += _SHORT * max(0.0, 900 - shown) / 900
        return cost
