"""What all requests and answers share."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from domain.unprintable import UNPRINTABLE

Item = TypeVar("Item")


class Given(BaseModel):
    """What a client sends: unknown fields are errors, and so are control characters, wherever they stand."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _printable(cls, value: Any) -> Any:
        for place, text in _texts(value):
            if found := UNPRINTABLE.search(text):
                character = f"U+{ord(found[0]):04X}"
                context = {"place": place, "character": character}
                raise PydanticCustomError("control_character", "has the control character {character}", context)
        return value


def _texts(value: object) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text in a JSON value, however deep, and where it stands; names of fields too."""
    todo: list[tuple[tuple[str | int, ...], object]] = [((), value)]
    while todo:
        place, item = todo.pop()
        if isinstance(item, str):
            yield place, item
        elif isinstance(item, list):
            todo += (((*place, number), child) for number, child in enumerate(item))
        elif isinstance(item, dict):
            todo += ((place, name) for name in item)
            todo += (((*place, name), child) for name, child in item.items())


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
