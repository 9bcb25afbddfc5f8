"""Arabic digits as Chinese numerals."""

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿")
_LONGEST = 12


def digit_by_digit(digits: str) -> str:
    """Each digit by its name: ``316`` is 三一六. Characters that are no digits are left out."""
    return "".join(_DIGITS[int(d)] for d in digits if d.isdigit())


def cardinal(number: str) -> str:
    """A plain decimal as said in Chinese: ``129`` 一百二十九, ``0.5`` 零点五, ``2000`` 两千.

    Takes ASCII digits with at most one point. Numbers with leading zeros, and whole parts too
    long to name, are read digit by digit.
    """
    whole, _, decimals = number.partition(".")
    named = _whole(whole)
    return f"{named}点{digit_by_digit(decimals)}" if decimals else named


def _whole(digits: str) -> str:
    if len(digits) > _LONGEST or (digits[0] == "0" and len(digits) > 1):
        return digit_by_digit(digits)
    if int(digits) == 0:
        return "零"
    said, gap = "", False
    for power in range((len(digits) - 1) // 4, -1, -1):
        end = len(digits) - power * 4
        group = digits[max(0, end - 4) : end]
        if int(group) == 0:
            gap = True
            continue
        skipped = said and (gap or group[0] == "0")
        said += ("零" if skipped else "") + _group(group.lstrip("0")) + _GROUPS[power]
        gap = False
    said = said.removeprefix("一") if said.startswith("一十") else said
    return "两" + said[1:] if said[0] == "二" and said[1:2] in {"千", "万", "亿"} else said


def _group(digits: str) -> str:
    """Up to four digits without leading zeros."""
    said, gap = "", False
    for i, digit in enumerate(digits):
        if digit == "0":
            gap = True
            continue
        said += ("零" if gap else "") + _DIGITS[int(digit)] + _PLACES[len(digits) - 1 - i]
        gap = False
    return said
