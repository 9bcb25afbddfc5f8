"""What the job engine keeps is JSON: a person can read it, and nobody can run it. Errors keep their kind."""

import json
from typing import Any

from dbos import Serializer

from domain import errors
from domain.errors import VitrineError

_ERROR = "vitrine_error"


class Json(Serializer):
    """Plain values and errors as JSON text."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, ensure_ascii=False, default=_plain)

    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data, object_hook=_error_again)

    def name(self) -> str:
        return "vitrine_json"


def _plain(value: object) -> object:
    if isinstance(value, VitrineError):
        return {_ERROR: type(value).__name__, "message": value.message, "hint": value.hint}
    if isinstance(value, BaseException):
        return {_ERROR: "VitrineError", "message": f"{type(value).__name__}: {value}", "hint": ""}
    raise TypeError(f"{type(value).__name__} is not kept in the job engine")


def _error_again(found: dict[str, Any]) -> Any:
    if _ERROR not in found:
        return found
    kind = getattr(errors, str(found[_ERROR]), VitrineError)
    return kind(found["message"], hint=found["hint"])
