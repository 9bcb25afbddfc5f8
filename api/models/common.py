"""What all requests and answers share."""

from datetime import datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer

Item = TypeVar("Item")


class Given(BaseModel):
    """What a client sends: unknown fields are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Shown(BaseModel):
    """What a client is shown."""

    model_config = ConfigDict(frozen=True)


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[datetime, PlainSerializer(_rfc3339, return_type=str, when_used="json")]
"""A moment in UTC, RFC 3339, to the millisecond."""


class Page(Shown, Generic[Item]):
    """One page of a list, the newest first; ``next_cursor`` is the ``after`` of the next one."""

    data: list[Item]
    has_more: bool
    next_cursor: str | None = None


def page(items: list[Item], limit: int, last: str) -> Page[Item]:
    """A page from one item more than was asked for; ``last`` is the cursor behind the page's last item."""
    more = len(items) > limit
    return Page(data=items[:limit], has_more=more, next_cursor=last if more else None)


def _printable(text: str) -> str:
    if not all(letter.isprintable() or letter == "\n" for letter in text):
        raise ValueError("contains control characters")
    return text


Text = Annotated[str, AfterValidator(_printable)]
"""Text without control characters."""
Label = Annotated[Text, Field(max_length=200)]
