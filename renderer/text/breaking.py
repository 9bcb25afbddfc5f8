"""Line breaking: between words and ideographs, never inside a number, never before closing punctuation,
never through what a reader takes for one character."""

import re
from collections.abc import Callable
from itertools import accumulate

from domain.clusters import clusters, is_emoji
from domain.thai import thai_breaks

_IDEOGRAPH = r"[\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uffef\U00020000-\U0003ffff]"
_UNITS = (
    "小时|分钟|个月|毫升|厘米|毫米|公斤|千克|平方米|平米|度|元|块|角|折|克|斤|升|米|秒|天|日|周|月|年|倍|层|寸|"
    "瓦|件|支|瓶|个|款|色|合|岁|万|亿|%|％"
)
# A number with what belongs to it: sign or currency, digits, and its unit, spaced or not.
_NUMBER = (
    rf"[¥$€£₩₹]?[+\-−]?\d[\d.,:/×x~–\-]*(?:[\s\u00a0]?(?:{_UNITS})|[\s\u00a0]?[A-Za-zµμ°℃/%％‰]{{1,4}}(?![A-Za-z]))?"
)
_TOKEN = re.compile(
    rf"(?P<space>\s+)|(?P<number>{_NUMBER})|(?P<ideograph>{_IDEOGRAPH})|(?P<word>(?:(?!{_IDEOGRAPH})\S)+?(?=\s|\d|{_IDEOGRAPH}|$))"
)
_NO_START = frozenset("，。！？、；：）」』】》〉”’…％%,.!?;:)]}·～—")
_NO_END = frozenset("（「『【《〈“‘([{¥$€£")


def unbreakable(text: str) -> list[str]:
    """The text in pieces that a line may end after; joined they are the text. Spaces end a piece."""
    pieces = _tokens(text)
    if text.isascii():
        return pieces
    ends, turns = set(accumulate(map(len, pieces))), thai_breaks(text)
    found, at, before = [""], 0, ""
    for cluster in clusters(text):
        if at in ends or at in turns or (is_emoji(before or " ") and is_emoji(cluster)):
            found.append("")
        found[-1] += cluster
        at, before = at + len(cluster), cluster
    return [piece for piece in found if piece]


def _tokens(text: str) -> list[str]:
    pieces: list[str] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        glue = bool(pieces) and (
            match.lastgroup == "space"
            or token[0] in _NO_START
            or pieces[-1].rstrip()[-1:] in _NO_END
            or _one_word(pieces[-1], token)
        )
        if glue:
            pieces[-1] += token
        else:
            pieces.append(token)
    return pieces


def _one_word(before: str, token: str) -> bool:
    """Letters and digits that touch (``A4``, ``USB-C``, ``3in1``) are one word."""
    last, first = before[-1], token[0]
    return last.isascii() and not last.isspace() and first.isascii() and not first.isspace()


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The fewest lines no wider than ``width``, evened out; a piece wider than that stands alone.

    ``measure`` gives the width of a stretch of one line. A newline in the text always breaks.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        pieces = unbreakable(paragraph.strip())
        if pieces:
            lines += _even(pieces, width, measure)
    return lines


def _even(pieces: list[str], width: float, measure: Callable[[str], float]) -> list[str]:
    lines = _greedy(pieces, width, measure)
    if len(lines) < 2:
        return lines
    low, high = measure("".join(pieces)) / len(lines), width
    while high - low > width / 100:
        middle = (low + high) / 2
        tried = _greedy(pieces, middle, measure)
        if len(tried) <= len(lines) and all(measure(line) <= middle for line in tried):
            lines, high = tried, middle
        else:
            low = middle
    return lines


def _greedy(pieces: list[str], width: float, measure: Callable[[str], float]) -> list[str]:
    lines = [""]
    for piece in pieces:
        candidate = lines[-1] + piece
        if lines[-1] and measure(candidate.rstrip()) > width:
            lines.append(piece)
        else:
            lines[-1] = candidate
    return [line.rstrip() for line in lines]
