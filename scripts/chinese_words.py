"""Write templates/words.zh.txt from the dictionary of jieba: ``python scripts/chinese_words.py dict.txt``.

``pip download --no-deps --no-binary :all: jieba==0.42.1`` fetches it. Only words that are common enough to be met in a
narration are taken, and no rare names of people and places.
"""

import math
import re
import sys
from collections import defaultdict
from pathlib import Path

_HANZI = re.compile("[\u4e00-\u9fff]{1,4}")
_NUMERALS = re.compile("[零一二两三四五六七八九十百千万亿]+")
_NAMES = ("nr", "ns", "nt")
_LEAST = {1: 50, 2: 30, 3: 30, 4: 100}
"""How often a word of each length occurs at least in the texts that were counted."""
_LEAST_NAME = 100

_TARGET = Path(__file__).parent.parent / "templates" / "words.zh.txt"


def word_list(dictionary: str) -> str:
    """The words by their cost in bits, one cost a line, from lines of ``word count class``."""
    rows = [(word, int(count), kind) for word, count, kind in map(str.split, dictionary.splitlines())]
    total = sum(count for _, count, _ in rows)
    by_cost: dict[int, list[str]] = defaultdict(list)
    for word, count, kind in rows:
        if _wanted(word, count, kind):
            by_cost[round(math.log2(total / count))].append(word)
    return "".join(f"{cost} {' '.join(words)}\n" for cost, words in sorted(by_cost.items()))


def _wanted(word: str, count: int, kind: str) -> bool:
    if not _HANZI.fullmatch(word) or (len(word) > 1 and _NUMERALS.fullmatch(word)):
        return False
    return count >= max(_LEAST[len(word)], _LEAST_NAME if kind.startswith(_NAMES) else 0)


def main() -> None:
    """Write the words below the notice that the file begins with."""
    notice = [line for line in _TARGET.read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("#")]
    _TARGET.write_text("".join(notice) + word_list(Path(sys.argv[1]).read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
