"""The guard of spreadsheets: no cell we write is taken for a formula, and what we wrote is read back as it was."""

RESULT_COLUMNS = ("_status", "_error_code", "_error_column", "_error_message", "_video_id", "_video_url")
"""What ``results.csv`` adds to the catalogue's own columns."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_QUOTE = "'"


def guarded(text: str) -> str:
    """A cell that a spreadsheet shows as text (OWASP ASVS 5.0, 1.2.10); a quote before it where it needs one."""
    return _QUOTE + text if text.startswith(_FORMULA) or _is_guarded(text) else text


def unguarded(text: str) -> str:
    """What ``guarded`` was given."""
    return text[1:] if _is_guarded(text) else text


def _is_guarded(text: str) -> bool:
    return text.startswith(_QUOTE) and text.lstrip(_QUOTE).startswith(_FORMULA)
