"""Cursors: where a page ended, opaque to clients, so that what sorts a list may change."""

import base64
import binascii
from datetime import UTC, datetime

from api.problems import ApiError


def write_cursor(at: datetime, last: str) -> str:
    """The cursor behind an item."""
    return base64.urlsafe_b64encode(f"{at.isoformat()} {last}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[datetime, str] | None:
    """Where a page begins; None at the beginning. Raises ApiError for what is no cursor."""
    if not cursor:
        return None
    try:
        at, _, last = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(" ")
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    except (ValueError, binascii.Error) as error:
        raise ApiError("malformed_request", "`after` is not a cursor", hint="use the next_cursor of a page") from error
    if not last.isprintable() or not last:
        raise ApiError("malformed_request", "`after` is not a cursor", hint="use the next_cursor of a page")
    return moment, last
