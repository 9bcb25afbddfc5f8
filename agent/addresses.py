"""Web addresses in what a seller states: no voice says one, and a sentence without its own makes no sense."""

import re

_ADDRESS = re.compile(r"(?:https?://|\bwww\.)[!-~]+", re.I)
_HELD = "\ufffc"
_BRACKET = re.compile(rf"\s*[(（\[【][^()（）\[\]【】]*{_HELD}[^()（）\[\]【】]*[)）\]】]")
_SENTENCE = re.compile(r"[^。！？；!?;\n]*?(?:[。！？；!?;\n]|\.(?=\s|$)|$)")
_CHINESE_CLAUSE = re.compile(rf"[^，,]*{_HELD}[^，,]*[，,]?")
_ENDS = ".,;:!?)]'\""


def has_address(text: str) -> bool:
    """Whether there is a web address in ``text``."""
    return bool(_ADDRESS.search(text))


def without_addresses(text: str) -> str:
    """``text`` without the brackets and sentences that hold a web address, in Chinese without such clauses; what is
    left reads as it did before."""
    if not has_address(text):
        return text
    held = _BRACKET.sub("", _ADDRESS.sub(_hold, text))
    return "".join(_kept(sentence) for sentence in _SENTENCE.findall(held)).strip()


def _hold(match: "re.Match[str]") -> str:
    """A sign for the address; what ends its sentence or bracket stays."""
    return _HELD + match[0][len(match[0].rstrip(_ENDS)) :]


def _kept(sentence: str) -> str:
    if _HELD not in sentence:
        return sentence
    return _CHINESE_CLAUSE.sub("", sentence).rstrip("，,") if re.search("[一-鿿]", sentence) else ""


def note_on_address(text: str) -> str:
    """A note on a selling point that is said without its address, or not at all."""
    part = "that part was" if re.search(r"\w", without_addresses(text)) else "it was"
    return f"selling point “{' '.join(text.split())}” holds a web address: {part} left out"
