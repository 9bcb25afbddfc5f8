"""Write docs/ad-rules.md from the rules in agent/adlaw/."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from agent.adlaw import Market, Rule, rules_of

PAGE = Path(__file__).parents[1] / "docs" / "ad-rules.md"
NAMES: dict[Market, str] = {"cn": "China", "eu": "European Union", "uk": "United Kingdom", "us": "United States"}
HEAD = """# Advertising rules

Every script, whoever wrote it, and every text of a post is checked against the advertising law of its market. The
market follows from the brief's platforms (Douyin, Kuaishou and Xiaohongshu are China), then from the currency of its
price, then from its language. The product's name, category and description decide which category rules apply.

- **block**: the text is not published. The offline planner writes the script without it; a language model is told the
  rule and asked again.
- **warn**: the text may be true and legal, and only the seller can know. `vitrine make` prints it among the notes as
  "check before publishing", with what the law asks for.

Words are looked for after disguises are undone: full-width and traditional characters, look-alike letters and hanzi,
invisible characters, emoji and signs between the characters, pinyin, digits for letters. Ordinary uses of the same
characters are left alone (最近, 第一步, 唯一码, "at last", "most days").

The rules are data: one YAML file per market in `agent/adlaw/`, with the law, the severity and what to write instead.
They are an aid to the seller and no legal advice; they cover what can be told from words, not whether a fact is true.
This page is written by `scripts/rules_page.py`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(line for market in get_args(Market) for line in _section(market))])


def _section(market: Market) -> Iterator[str]:
    rules = rules_of(market)
    blocks = sum(rule.severity == "block" for rule in rules)
    yield f"## {NAMES[market]}\n"
    yield f"{len(rules)} rules, {blocks} of which block.\n"
    yield "| rule | severity | products | what | law | write instead |"
    yield "|---|---|---|---|---|---|"
    yield from (_row(rule) for rule in rules)
    yield ""


def _row(rule: Rule) -> str:
    named = ", ".join(sorted(rule.categories)) or "all"
    products = f"{named} but {', '.join(sorted(rule.besides))}" if rule.besides else named
    return f"| `{rule.id}` | {rule.severity} | {products} | {rule.title} | {rule.source} | {rule.suggestion} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"written {PAGE}\n")
