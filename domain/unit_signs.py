"""Signs of units whose small letters mean something: 10 Gbps are a thousand times 10 Mbps, and an mW is no MW."""

import re

_SMALL = (
    "g|kg|mg|µg|μg|ng|l|ml|mL|cl|dl|m|mm|cm|dm|km|nm|µm|μm|s|ms|h|kW|mW|Wh|kWh|MWh|mAh|Ah|mA|mV|kV|Hz|kHz|MHz|GHz|THz"
    "|bps|kbps|Kbps|Mbps|Gbps|Tbps|kb|Kb|Mb|Gb|kB|dB|dBA|dBi|lm|lx|cd|Pa|kPa|hPa|MPa|bar|mbar|Nm|kJ|kcal|cal|fps|px"
)
_CAPITAL = "B|KB|MB|GB|TB|W|V|A|N|L|K|J|C"
_PART = rf"(?:{_SMALL}|{_CAPITAL})[²³]?"
_AFTER_FIGURE = rf"(?<=\d)[\s-]?{_PART}(?:/{_PART})?(?![A-Za-zµμ])"
_MIXED = "|".join(sign for sign in _SMALL.split("|") if re.search("[a-z][A-Z]|bps", sign))
_ALONE = rf"(?<![A-Za-z0-9])(?:{_MIXED})(?![A-Za-zµμ])"
_SIGNS = re.compile(rf"{_AFTER_FIGURE}|{_ALONE}")


def unit_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Begin and end of each stretch whose capitals and small letters have to stay: signs after a figure, and those that
    are no word even alone, such as ``mAh``."""
    if text.isupper() or not text:
        return ()
    return tuple(match.span() for match in _SIGNS.finditer(text) if re.search("[a-zµμ]", match[0]))


def in_capitals(text: str) -> str:
    """``text`` in capitals, but for the signs of units: ``UP TO 10 Gbps``."""
    parts, at = [], 0
    for begin, end in unit_spans(text):
        parts += [text[at:begin].upper(), text[begin:end]]
        at = end
    return "".join((*parts, text[at:].upper()))
