"""Cells: what a catalogue's text says, as a price, a list, a description or the names of pictures."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from selectolax.lexbor import LexborHTMLParser

from media.page.facts import amount, plain_text
from pipeline.currencies import CODES, SAID

_PRICE = re.compile(r"^\s*([A-Za-z]{3}|[¥￥€£])?\s*([\d.,'’\s]*\d[\d.,'’\s]*)\s*([A-Za-z]{3}|元|€|£)?\s*$")
_SIGNS = MappingProxyType({"¥": "CNY", "￥": "CNY", "元": "CNY", "€": "EUR", "£": "GBP"})
_ADDRESSES = re.compile(r"(?i)[\s,;|]+(?=(?:https?:)?//)|\s*[|\n]\s*")
_LIST = re.compile(r"\s*[|;；、\n]\s*")
_SHORT_LIST = re.compile(r"\s*[,，|;；、\s]\s*")
_CLOCKS = MappingProxyType({"09:16:00": "9:16", "16:09:00": "16:9", "04:05:00": "4:5", "01:01:00": "1:1"})
_HAN = re.compile(r"[\u3400-\u9fff]")
_LANGUAGES = MappingProxyType({"中文": "zh", "英文": "en", "chinese": "zh", "english": "en"})


@dataclass(frozen=True)
class Price:
    """An amount, and its currency where the cell names one."""

    amount: Decimal
    currency: str


def read_price(text: str) -> Price | None:
    """``129.00 CNY``, ``¥129``, ``1.299,00 EUR`` or a bare number; None for what is no price."""
    found = _PRICE.match(text)
    value = amount(found[2]) if found else None
    if found is None or value is None:
        return None
    named = (found[1] or found[3] or "").strip()
    code = _SIGNS.get(named) or SAID.get(named.upper(), named.upper())
    return Price(value, code) if not code or code in CODES else None


def read_list(text: str) -> tuple[str, ...]:
    """Sentences of a list, separated by ``|``, ``;`` or line breaks."""
    return tuple(part for part in _LIST.split(text.strip()) if part)


def read_words(text: str) -> tuple[str, ...]:
    """Names of a list, separated by commas, spaces or ``|``; shapes that a spreadsheet took for a time of day."""
    return tuple(_CLOCKS.get(part, part) for part in _SHORT_LIST.split(text.strip()) if part)


def read_languages(text: str) -> tuple[str, ...]:
    """Languages by their subtag: ``zh-CN`` is ``zh``."""
    words = (_LANGUAGES.get(word.casefold(), word) for word in read_words(text))
    return tuple(dict.fromkeys(re.split(r"[-_]", word)[0].lower() for word in words))


def read_media(text: str) -> tuple[str, ...]:
    """Addresses or file names. An address without its scheme, or with http, is asked for over https."""
    parts = _ADDRESSES.split(text.strip()) if "//" in text else re.split(r"\s*[,|;\n]\s*", text.strip())
    return tuple(_https(part) for part in parts if part)


def read_packet_images(text: str) -> tuple[str, ...]:
    """The pictures of a Taobao packet, ``name:1:0:|address;``: the address, else the name."""
    return tuple(_https(name) for name in _packet(text) if name)


def read_specs(text: str) -> dict[str, str] | None:
    """``容量: 500 ml | 净重: 290 g`` by name; None when a part has no colon."""
    pairs = [re.split(r"\s*[:：]\s*", part, maxsplit=1) for part in read_list(text)]
    return {pair[0]: pair[1] for pair in pairs} if all(len(pair) == 2 for pair in pairs) else None


def text_of(text: str, most: int) -> str:
    """A description as plain words, cut at the end of a sentence or word."""
    words = plain_text(text, 8 * most)
    return shortened(words, most)


def points_of(text: str, most: int = 6) -> tuple[str, ...]:
    """What a description lists: the points of its lists, each a short line."""
    if "<li" not in text.lower():
        return ()
    tree = LexborHTMLParser(html.unescape(text) if "&lt;" in text else text)
    lines = (plain_text(node.text(separator=" ")) for node in tree.css("li"))
    return tuple(dict.fromkeys(line for line in lines if 1 < len(line) <= 120))[:most]


def shortened(text: str, most: int) -> str:
    """At most so many characters, ending with a whole word."""
    if len(text) <= most:
        return text
    head = text[:most]
    ends = [place for place in (head.rfind(sign) for sign in "。！？!?") if place > most // 2]
    if ends:
        return head[: max(ends) + 1]
    space = text[: most + 1].rfind(" ")
    return head[:space].rstrip(" ，,.") if space > most // 2 else head


def language_of(text: str) -> str:
    """Chinese where there is a Chinese character, else English."""
    return "zh" if _HAN.search(text) else "en"


def _packet(text: str) -> Iterator[str]:
    for part in text.split(";"):
        head, _, address = part.strip().partition("|")
        yield address.strip() or head.split(":")[0].strip()


def _https(name: str) -> str:
    if name.startswith("//"):
        return f"https:{name}"
    scheme, mark, rest = name.partition("://")
    return f"https://{rest}" if mark and scheme.lower() in ("http", "https") else name
